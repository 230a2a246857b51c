"""One-time codes from an authenticator (RFC 6238 over RFC 4226): secrets, codes, and which of them fit now."""

import hmac
import secrets
import struct
from base64 import b32decode, b32encode
from datetime import datetime
from urllib.parse import quote

# What every authenticator understands without being told: SHA-1, six digits, half a minute.
STEP_SECONDS = 30
DIGITS = 6
# Clocks differ, and codes take time to type: the step before and the step after fit too.
DRIFT = 1
SECRET_BYTES = 20
RECOVERY_CODES = 10
RECOVERY_BYTES = 10


def new_secret() -> str:
    """160 random bits in base32, as authenticators take them."""
    return b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def uri(secret: str, email: str, issuer: str = "Cairnloop") -> str:
    """What an authenticator reads from a QR code or a link (the Key Uri Format)."""
    label = f"{quote(issuer, safe='')}:{quote(email, safe='')}"
    return f"otpauth://totp/{label}?secret={secret}&issuer={quote(issuer, safe='')}"


def code_at(secret: str, step: int) -> str:
    """The code of one step (RFC 4226, 5.3)."""
    digest = hmac.digest(b32decode(secret), struct.pack(">Q", step), "sha1")
    offset = digest[-1] & 0xF
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFF_FFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def fitting_step(secret: str, code: str, now: datetime, *, after: int) -> int | None:
    """The step that this code belongs to, or None; steps up to `after` have been used and fit no more."""
    current = int(now.timestamp()) // STEP_SECONDS
    given, found = code.encode(), None
    # All are compared, so that the time it takes says nothing.
    for step in range(current - DRIFT, current + DRIFT + 1):
        if hmac.compare_digest(code_at(secret, step).encode(), given) and step > after and found is None:
            found = step
    return found


def is_code(text: str) -> bool:
    """Whether it has the form of a code; everything else may be a recovery code."""
    return len(text) == DIGITS and text.isascii() and text.isdigit()


def new_recovery_code() -> str:
    """80 random bits in four groups: too many to guess, also for whoever has their hashes."""
    text = b32encode(secrets.token_bytes(RECOVERY_BYTES)).decode().lower()
    return "-".join(text[at : at + 4] for at in range(0, len(text), 4))


def plain(typed: str) -> str:
    """What somebody typed, as it is compared: without the spaces and dashes that make it readable."""
    return "".join(typed.split()).replace("-", "").lower()
