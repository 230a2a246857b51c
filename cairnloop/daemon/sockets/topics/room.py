"""room:{account}: open to every page, so that a widget can show whether somebody is there."""

from typing import Any

from cairnloop.daemon.services import Services
from cairnloop.daemon.sockets.channel import Channel, UnknownEvent
from cairnloop.daemon.sockets.topics import admission
from cairnloop.daemon.sockets.topics.caller import Caller, id_in
from cairnloop.people.accounts import get_account


class RoomTopic:
    def __init__(self, services: Services) -> None:
        self._s = services

    async def join(self, channel: Channel[Caller], params: dict[str, Any]) -> dict[str, Any]:
        account_id = id_in(channel.topic, "room")
        async with self._s.db.read() as tx:
            await get_account(tx, account_id)
            await admission.to_account(tx, channel.socket, account_id)
        return {}

    async def handle(self, channel: Channel[Caller], event: str, payload: dict[str, Any]) -> dict[str, Any] | None:
        if event == "ping":
            return payload
        raise UnknownEvent(event)

    async def left(self, channel: Channel[Caller]) -> None:
        """Nothing is kept for a room."""
