"""What operators hear of their account who do not work in all of its private inboxes."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from cairnloop.daemon.sockets.channel import Channel
from cairnloop.daemon.sockets.topics.caller import Caller
from cairnloop.desk import sight
from cairnloop.kernel.database import Database

Payload = dict[str, Any]


class Sieve:
    """Holds back whatever names a hidden inbox or a conversation in one, wherever in the news its id stands.

    Of the news of who is here it takes out only where somebody looks, so that a client's count of who is here stays
    right.
    """

    def __init__(self, db: Database, inboxes: sight.Hidden) -> None:
        self._db = db
        self._inboxes = inboxes

    async def __call__(self, payloads: Sequence[Payload]) -> Sequence[Payload | None]:
        named = {one: UUID(one) for payload in payloads for one in _ids(payload)}
        async with self._db.read() as tx:
            concealed = await sight.concealed(tx, self._inboxes, named.values())
        secret = {one for one, id_ in named.items() if id_ in concealed}
        return [_sifted(payload, secret) for payload in payloads]


async def hold_back(db: Database, channel: Channel[Caller]) -> sight.Hidden:
    """Let a client hear nothing of what is hidden from its operator; returns what that is."""
    hidden = await sight.hidden_from(db, channel.socket.operator)
    if hidden:
        channel.sieve = Sieve(db, hidden)
    return hidden


def _sifted(payload: Payload, secret: set[str]) -> Payload | None:
    if not secret.intersection(_ids(payload)):
        return payload
    seen = _unseen(payload, secret)
    return None if secret.intersection(_ids(seen)) else seen


def _unseen(value: Any, secret: set[str]) -> Any:
    """The same without anybody looking at what is secret."""
    match value:
        case dict():
            return {
                key: None if key == "viewing" and one in secret else _unseen(one, secret) for key, one in value.items()
            }
        case list():
            return [_unseen(one, secret) for one in value]
        case _:
            return value


def _ids(value: Any) -> Iterator[str]:
    """Every id in the news, also among its keys, as it is written there."""
    match value:
        case str() if len(value) == 36 and value.count("-") == 4 and _is_id(value):
            yield value
        case dict():
            for key, one in value.items():
                yield from _ids(key)
                yield from _ids(one)
        case list():
            for one in value:
                yield from _ids(one)


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
