"""issue:lobby:{customer}: where an operators' front end hears of the issues that one customer waits for."""

from typing import Any

from cairnloop.daemon.services import Services
from cairnloop.daemon.sockets.channel import Channel, UnknownEvent
from cairnloop.daemon.sockets.topics.caller import Caller, id_in
from cairnloop.errors import Forbidden
from cairnloop.people.customer.customers import known_customer
from cairnloop.people.permissions import Permission


class IssueTopic:
    """Only for operators of the customer's account; of anybody else's customer there is nothing to be learnt."""

    def __init__(self, services: Services) -> None:
        self._s = services

    async def join(self, channel: Channel[Caller], params: dict[str, Any]) -> dict[str, Any]:
        customer_id = id_in(channel.topic, "issue:lobby")
        async with self._s.db.read() as tx:
            customer = await known_customer(tx, customer_id)
        if customer is None:
            raise Forbidden("Unauthorized")
        channel.socket.of_account(customer.account_id).require(Permission.READ)
        return {}

    async def handle(self, channel: Channel[Caller], event: str, payload: dict[str, Any]) -> dict[str, Any] | None:
        if event == "ping":
            return payload
        raise UnknownEvent(event)

    async def left(self, channel: Channel[Caller]) -> None:
        """Nothing is kept for a customer's issues."""
