"""Is the receiver willing? It is sent a random text, and proves that it reads it by answering with the same."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import orjson

from cairnloop.errors import NoAnswer, OffLimits
from cairnloop.kernel.outside import Answer, Outside
from cairnloop.webhooks import signing
from cairnloop.webhooks.rules import said_of

EVENT = "webhook:verify"


@dataclass(frozen=True, slots=True)
class Proof:
    """Whether a receiver has proved itself, and if not, why."""

    verified: bool
    error: str | None = None


async def challenge(outside: Outside, url: str, *, keys: Sequence[str], id: UUID, at: datetime) -> Proof:
    """Ask the receiver at this address. Signed with `keys`, where there are any."""
    text = secrets.token_hex(32)
    body = orjson.dumps({"event": EVENT, "payload": text})
    try:
        answer = await outside.post(url, body, signing.headers(keys, id, at, body))
    except (OffLimits, NoAnswer) as error:
        return Proof(False, error.detail)
    return judge(answer, text)


def judge(answer: Answer, text: str) -> Proof:
    """The answer proves it when its body is the text, as it is or as JSON, or {"challenge": text}."""
    if not 200 <= answer.status < 300:
        return Proof(False, said_of(answer.status))
    said = answer.body.strip()
    if said == text.encode():
        return Proof(True)
    try:
        value = orjson.loads(said)
    except orjson.JSONDecodeError:
        value = None
    if value == text or (isinstance(value, dict) and value.get("challenge") == text):
        return Proof(True)
    return Proof(False, 'did not answer with the payload it was sent, as it is or as {"challenge": payload}')
