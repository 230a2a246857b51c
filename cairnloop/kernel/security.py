"""Secrets: random tokens of which only hashes are kept, and passwords under argon2."""

import hashlib
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

_hasher = PasswordHasher()
# Checked when an e-mail is unknown, so that the answer takes as long as for a known one.
_nobody = _hasher.hash(secrets.token_urlsafe(16))


def new_token(prefix: str) -> str:
    """A secret of 256 random bits behind a readable prefix, for example `cl_key_...`."""
    return f"{prefix}_{secrets.token_urlsafe(32)}"


def token_hash(token: str) -> bytes:
    """SHA-256, enough for secrets that cannot be guessed."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def hash_password(password: str) -> str:
    """Costs tens of milliseconds of CPU: call it in a thread, outside transactions."""
    return _hasher.hash(password)


def password_matches(password: str, hashed: str | None) -> bool:
    """Costs as much as hashing, also when there is nothing to compare with."""
    try:
        return _hasher.verify(hashed or _nobody, password) and hashed is not None
    except (VerifyMismatchError, InvalidHashError):
        return False
