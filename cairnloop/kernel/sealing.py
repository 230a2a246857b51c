"""Secrets that have to be read again, kept so that the database alone does not tell them."""

from base64 import urlsafe_b64encode
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING

from cairnloop.errors import ConfigError, Unavailable

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet

MISSING = (
    "security.secret_key is missing, and without it no secret can be kept; write a long random text there"
    " (`cairnloop init` does for a new house) and start the daemon again"
)


class Sealer:
    """Seals with the first of the given keys and opens with any: to change keys, put the new one in front.

    A key is any text of 32 characters and more (https://github.com/fernet/spec, over the key's SHA-256).
    """

    def __init__(self, *keys: str) -> None:
        """Raises ConfigError for a key that is too short."""
        if any(len(key) < 32 for key in keys):
            raise ConfigError("security.secret_key: a key has 32 characters or more")
        self._keys = keys

    @classmethod
    def of(cls, setting: str) -> "Sealer":
        """From `security.secret_key`: one key, or several with commas between them, the newest first."""
        return cls(*(key.strip() for key in setting.split(",") if key.strip()))

    @cached_property
    def _fernet(self) -> "MultiFernet":
        """Made with the first secret: it takes room, and many houses keep none."""
        from cryptography.fernet import Fernet, MultiFernet

        if not self._keys:
            raise ConfigError(MISSING)
        return MultiFernet([Fernet(urlsafe_b64encode(sha256(key.encode()).digest())) for key in self._keys])

    def seal(self, secret: str) -> str:
        """Raises ConfigError when this house has no key."""
        return self._fernet.encrypt(secret.encode()).decode()

    def open(self, sealed: str) -> str:
        """Raises Unavailable when none of the keys opens it, ConfigError when there is none."""
        fernet = self._fernet
        from cryptography.fernet import InvalidToken

        try:
            return fernet.decrypt(sealed).decode()
        except InvalidToken as error:
            raise Unavailable(
                "A secret cannot be opened with security.secret_key: put the key it was sealed with behind the new one."
            ) from error
