"""Secrets: random tokens of which only hashes are kept, and passwords under argon2."""

import hashlib
import secrets
from base64 import b64encode

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from argon2.low_level import ARGON2_VERSION

_hasher = PasswordHasher()


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
        return _hasher.verify(hashed or _nobodys(), password) and hashed is not None
    except (VerifyMismatchError, InvalidHashError):
        return False


def _nobodys() -> str:
    """No password's hash: checked for an unknown e-mail, so that the answer takes as long as for a known one."""
    salt, digest = (
        b64encode(secrets.token_bytes(length)).decode().rstrip("=") for length in (_hasher.salt_len, _hasher.hash_len)
    )
    costs = f"m={_hasher.memory_cost},t={_hasher.time_cost},p={_hasher.parallelism}"
    return f"$argon2{_hasher.type.name.lower()}$v={ARGON2_VERSION}${costs}${salt}${digest}"
