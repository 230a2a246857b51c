"""Somebody at a socket of the real daemon, who pushes and waits for answers."""

import json
from typing import Any

from cairnloop.people.access import keys
from cairnloop.people.identity import Operator
from cairnloop.people.permissions import Role
from tests import make
from tests.house import House
from tests.sockets.peer import Peer


class Caller:
    """A socket whose pushes are answered, whatever else is heard in between."""

    def __init__(self, house: House, token: str | None = None, *, origin: str | None = None) -> None:
        self.peer = Peer(house.sockets, "vsn=2.0.0" + (f"&token={token}" if token else ""), origin=origin)
        self.heard: list[Any] = []
        self._ref = 0

    async def __aenter__(self) -> "Caller":
        await self.peer.__aenter__()
        return self

    async def __aexit__(self, *error: Any) -> None:
        await self.peer.__aexit__(*error)

    async def ask(self, topic: str, event: str, payload: dict[str, Any] | None = None) -> tuple[str, Any]:
        """Push and wait for the reply: its status, and the reason of an error or the response."""
        self._ref += 1
        ref = str(self._ref)
        self.peer.send(json.dumps([None, ref, topic, event, payload or {}]))
        while (frame := await self.peer.hear()).ref != ref or frame.event != "phx_reply":
            self.heard.append((frame.topic, frame.event, frame.payload))
        assert isinstance(frame.payload, dict)
        response = frame.payload["response"]
        return frame.payload["status"], response.get("reason", response)

    async def join(self, topic: str, **params: Any) -> tuple[str, Any]:
        return await self.ask(topic, "phx_join", params)

    async def settled(self) -> list[Any]:
        """Everything that was heard so far: what was announced before the heartbeat came before its answer."""
        assert await self.ask("phoenix", "heartbeat") == ("ok", {})
        return self.heard


async def token_of(house: House, operator: Operator) -> str:
    async with house.s.db.begin() as tx:
        return (await keys.add_key(tx, operator.account_id, operator.user_id, "test")).secret


async def tokens(house: House) -> dict[str, str | None]:
    other = await make.desk(house.s.db, "Other")
    return {
        "nobody": None,
        "own": await token_of(house, house.desk.sam),
        "viewer": await token_of(house, await house.desk.another_operator(Role.VIEWER, "Val")),
        "other": await token_of(house, other.sam),
    }
