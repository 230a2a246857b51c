"""Signing requests to S3-compatible stores: AWS Signature Version 4, as Amazon publishes it."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote

SCHEME = "AWS4-HMAC-SHA256"


@dataclass(frozen=True, slots=True)
class Credentials:
    access_key: str
    secret_key: str
    region: str


def encoded(text: str, safe: str = "") -> str:
    """Text in a path or query as it is signed and sent: everything but letters, digits and -._~ in percents."""
    return quote(text, safe=f"-._~{safe}")


def query_of(params: Mapping[str, str]) -> str:
    """Parameters in the order in which they are signed."""
    return "&".join(f"{encoded(name)}={encoded(value)}" for name, value in sorted(params.items()))


def signed(
    method: str,
    path: str,
    query: str,
    headers: Mapping[str, str],
    body_hash: str,
    credentials: Credentials,
    now: datetime,
) -> dict[str, str]:
    """The headers with date, body hash and signature added. `path` and `query` are encoded; `host` is in `headers`."""
    at = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    scope = f"{at[:8]}/{credentials.region}/s3/aws4_request"
    sent = {name.lower(): value.strip() for name, value in headers.items()}
    sent |= {"x-amz-date": at, "x-amz-content-sha256": body_hash}
    names = sorted(sent)
    listed = ";".join(names)
    lines = [method, path, query, *(f"{name}:{sent[name]}" for name in names), "", listed, body_hash]
    request = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    key = f"AWS4{credentials.secret_key}".encode()
    for part in scope.split("/"):
        key = _mac(key, part)
    signature = _mac(key, "\n".join([SCHEME, at, scope, request])).hex()
    credential = f"{credentials.access_key}/{scope}"
    return sent | {
        "authorization": f"{SCHEME} Credential={credential},SignedHeaders={listed},Signature={signature}",
    }


def _mac(key: bytes, text: str) -> bytes:
    return hmac.digest(key, text.encode(), "sha256")
