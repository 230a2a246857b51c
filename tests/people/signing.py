"""Identity tokens as a site would sign them, right and wrong."""

import base64
import hmac
import json
from typing import Any


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def signed(claims: Any, key: bytes, *, kid: str | None = None, header: dict[str, Any] | None = None) -> str:
    """A JWT signed with HMAC-SHA256, whatever its header says; `claims` may be bytes, to be wrong."""
    if header is None:
        header = {"alg": "HS256", "typ": "JWT"} | ({} if kid is None else {"kid": kid})
    payload = claims if isinstance(claims, bytes) else json.dumps(claims).encode()
    said = f"{b64(json.dumps(header).encode())}.{b64(payload)}"
    return f"{said}.{b64(hmac.digest(key, said.encode(), 'sha256'))}"
