"""Signatures as Standard Webhooks has them (https://www.standardwebhooks.com): HMAC-SHA256 over id, time and body."""

import hmac
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from secrets import token_bytes
from uuid import UUID

PREFIX = "whsec_"


def new_secret() -> str:
    """A secret of 256 random bits as consumers' libraries take it."""
    return PREFIX + b64encode(token_bytes(32)).decode()


def message_id(event_id: UUID) -> str:
    """What receivers know an event by: the same in every attempt, so that they can tell a second one."""
    return f"msg_{event_id.hex}"


def headers(secrets: Sequence[str], event_id: UUID, at: datetime, body: bytes) -> Mapping[str, str]:
    """What goes with a body. Each secret signs, so that a receiver may know the old one or the new one."""
    name, timestamp = message_id(event_id), str(int(at.timestamp()))
    return {
        "Content-Type": "application/json",
        "webhook-id": name,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(signature(secret, name, timestamp, body) for secret in secrets),
    }


def signature(secret: str, name: str, timestamp: str, body: bytes) -> str:
    """One signature, with the version of its kind before it."""
    signed = b".".join((name.encode(), timestamp.encode(), body))
    digest = hmac.new(b64decode(secret.removeprefix(PREFIX)), signed, sha256).digest()
    return f"v1,{b64encode(digest).decode()}"
