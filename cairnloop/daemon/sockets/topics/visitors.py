"""events:admin:{account}:all and events:admin:{account}:{visit}: who is on the website, and one of them watched."""

from typing import Any
from uuid import UUID

from cairnloop.daemon.services import Services
from cairnloop.daemon.sockets.channel import Channel, UnknownEvent
from cairnloop.daemon.sockets.topics.caller import Caller, id_in
from cairnloop.daemon.sockets.topics.visit import ids_in, key_of, meta_of
from cairnloop.errors import Forbidden
from cairnloop.people.identity import Operator
from cairnloop.people.permissions import Permission
from cairnloop.visits import managing, queries, topics

KIND, ALL = "events:admin", ":all"


class VisitorsTopic:
    """Only for operators of the account. Who watches a visit is seen by its page as somebody, and is in the trail."""

    def __init__(self, services: Services) -> None:
        self._s = services

    async def join(self, channel: Channel[Caller], params: dict[str, Any]) -> dict[str, Any]:
        if channel.topic.endswith(ALL):
            self._operator(channel, id_in(channel.topic.removesuffix(ALL), KIND))
            return {}
        account_id, visit_id = ids_in(channel.topic, KIND)
        operator = self._operator(channel, account_id)
        await managing.watch(self._s.db, visit_id, operator)
        here = {**meta_of(self._s, account_id, visit_id), "admin": True}
        channel.track(topics.page(account_id, visit_id), key_of(visit_id), here)
        async with self._s.db.read() as tx:
            return {"recording": await queries.recording(tx, account_id, house=self._s.settings.visits.record)}

    def _operator(self, channel: Channel[Caller], account_id: UUID) -> Operator:
        operator = channel.socket.operator
        if operator is None or operator.account_id != account_id:
            raise Forbidden("unauthorized")
        operator.require(Permission.READ)
        return operator

    async def handle(self, channel: Channel[Caller], event: str, payload: dict[str, Any]) -> dict[str, Any] | None:
        if event == "ping":
            return payload
        raise UnknownEvent(event)

    async def left(self, channel: Channel[Caller]) -> None:
        """Presence ends by itself."""
