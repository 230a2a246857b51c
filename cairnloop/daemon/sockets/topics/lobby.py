"""conversation:lobby:{customer}: where a page waits for a conversation that an operator starts."""

from typing import Any

from cairnloop.daemon.services import Services
from cairnloop.daemon.sockets.channel import Channel, UnknownEvent
from cairnloop.daemon.sockets.topics import admission
from cairnloop.daemon.sockets.topics.caller import Caller, id_in
from cairnloop.daemon.sockets.topics.sieve import hold_back


class LobbyTopic:
    """Hears `conversation:created` only. `conversation:lobby` without a customer can be joined and hears nothing."""

    def __init__(self, services: Services) -> None:
        self._s = services

    async def join(self, channel: Channel[Caller], params: dict[str, Any]) -> dict[str, Any]:
        if channel.topic != "conversation:lobby":
            customer_id = id_in(channel.topic, "conversation:lobby")
            async with self._s.db.read() as tx:
                await admission.to_customer(self._s, tx, channel.socket, customer_id, params)
            await hold_back(self._s.db, channel)
        return {}

    async def handle(self, channel: Channel[Caller], event: str, payload: dict[str, Any]) -> dict[str, Any] | None:
        if event == "ping":
            return payload
        raise UnknownEvent(event)

    async def left(self, channel: Channel[Caller]) -> None:
        """Nothing is kept for a lobby."""
