"""What proves who a customer is: a token their own site signed (JWT, RFC 7519, HS256 only), or the older hash."""

import binascii
import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NoReturn
from uuid import UUID

from cairnloop.errors import FalseProof
from cairnloop.wire.text import absent, storable

LONGEST = 4096
WORD = 255
# How many lists and objects it may hold; a set of claims is flat.
NESTED = 32
# A token is for one visit of a page, so that a stolen one is worth little.
LIVES_AT_MOST = timedelta(hours=1)
LEEWAY = timedelta(seconds=60)
# Whatever else stands in a header (a key to use, an address to fetch one from) is what confuses verifiers.
HEADER = frozenset({"alg", "typ", "kid"})


@dataclass(frozen=True, slots=True)
class Proof:
    """What somebody who holds a key of the account says of a customer."""

    external_id: str
    email: str | None = None
    name: str | None = None


def read_token(token: str, keys: Mapping[str, bytes], audience: UUID, now: datetime) -> Proof:
    """What a token proves, under the account's live keys by their ids. Raises FalseProof and says what is wrong."""
    parts = token.split(".")
    if len(token) > LONGEST or len(parts) != 3:
        raise FalseProof("The identity token is no JWT.")
    header, payload, signature = (_bytes(part) for part in parts)
    # Before anything in it is read.
    if not _signed(f"{parts[0]}.{parts[1]}".encode(), signature, list(keys.values())):
        raise FalseProof("The identity token is not signed with a live key of this account.")
    _check_header(_object(header), keys, f"{parts[0]}.{parts[1]}".encode(), signature)
    claims = _object(payload)
    _check_audience(claims.get("aud"), audience)
    _check_times(claims, now)
    _word(claims, "jti")
    return Proof(_external_id(claims), _optional(claims, "email"), _optional(claims, "name"))


def sign(payload: bytes, key: bytes) -> bytes:
    return hmac.digest(key, payload, "sha256")


def hash_fits(external_id: str, given: str, keys: Sequence[bytes]) -> bool:
    """Whether `given` is the hex HMAC-SHA256 of this external id under one of the keys."""
    said = given.lower().encode("utf-8", "surrogatepass")
    fits = [hmac.compare_digest(sign(external_id.encode(), key).hex().encode(), said) for key in keys]
    return any(fits)


def _signed(said: bytes, signature: bytes, keys: Sequence[bytes]) -> bool:
    # All keys are tried, so that the time it takes does not tell which one fits.
    fits = [hmac.compare_digest(sign(said, key), signature) for key in keys]
    return any(fits)


def _check_header(header: dict[str, Any], keys: Mapping[str, bytes], said: bytes, signature: bytes) -> None:
    if header.get("alg") != "HS256":
        raise FalseProof("The identity token must be signed with HS256.")
    if not set(header) <= HEADER or str(header.get("typ", "JWT")).upper() != "JWT":
        raise FalseProof("The header of the identity token may hold alg, typ (JWT) and kid.")
    kid = header.get("kid")
    if kid is not None and (not isinstance(kid, str) or kid not in keys or not _signed(said, signature, [keys[kid]])):
        raise FalseProof("The kid of the identity token is not the id of the key it is signed with.")


def _check_audience(given: Any, audience: UUID) -> None:
    if str(audience) not in (given if isinstance(given, list) else [given]):
        raise FalseProof("The aud of the identity token must be the id of this account.")


def _check_times(claims: dict[str, Any], now: datetime) -> None:
    at, leeway = now.timestamp(), LEEWAY.total_seconds()
    expires, issued = _number(claims, "exp"), _number(claims, "iat")
    if expires + leeway <= at:
        raise FalseProof("The identity token has expired; make a new one for each visit.")
    if expires > at + LIVES_AT_MOST.total_seconds() + leeway:
        raise FalseProof("The identity token lives too long; its exp may be an hour ahead at most.")
    if issued > at + leeway or issued > expires or ("nbf" in claims and _number(claims, "nbf") > at + leeway):
        raise FalseProof("The identity token is not valid yet; compare the clocks.")


def _number(claims: dict[str, Any], name: str) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not -(2**53) < value < 2**53:
        raise FalseProof(f"The identity token needs {name}, in seconds since 1970.")
    return float(value)


def _external_id(claims: dict[str, Any]) -> str:
    external_id = _word(claims, "sub")
    if absent(external_id):
        raise FalseProof("The sub of the identity token must be the customer's id in your own system.")
    return external_id


def _optional(claims: dict[str, Any], name: str) -> str | None:
    return None if claims.get(name) is None else _word(claims, name)


def _word(claims: dict[str, Any], name: str) -> str:
    """Exactly as it will be kept: what were changed on the way would be somebody else."""
    value = claims.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= WORD or storable(value).strip() != value:
        raise FalseProof(f"The identity token needs {name} as plain text of {WORD} characters at most.")
    return value


def _bytes(part: str) -> bytes:
    """Base64url as RFC 7515 writes it and in no other spelling, so that no two texts are the same token."""
    try:
        found = urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except (ValueError, binascii.Error) as error:
        raise FalseProof("The identity token is no JWT.") from error
    if urlsafe_b64encode(found).rstrip(b"=") != part.encode("utf-8", "replace"):
        raise FalseProof("The identity token is no JWT.")
    return found


def _object(data: bytes) -> dict[str, Any]:
    if data.count(b"[") + data.count(b"{") > NESTED:
        raise FalseProof("The identity token is no JWT.")
    try:
        value = json.loads(data, object_pairs_hook=_once, parse_constant=_no_number)
    except ValueError as error:
        raise FalseProof("The identity token is no JWT.") from error
    if not isinstance(value, dict):
        raise FalseProof("The identity token is no JWT.")
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A name that stands twice means one thing to one reader and another to the next."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")
