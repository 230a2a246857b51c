"""conversation:{id}: a customer's page, its messages in and out, who is there and who types."""

import time
from typing import Any
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy import bindparam, select

from cairnloop.daemon.http.answers import field_errors
from cairnloop.daemon.pace import Kind
from cairnloop.daemon.services import Services
from cairnloop.daemon.sockets.channel import Channel, UnknownEvent
from cairnloop.daemon.sockets.topics import admission
from cairnloop.daemon.sockets.topics.caller import Caller, id_in, online
from cairnloop.daemon.sockets.topics.sieve import hold_back
from cairnloop.desk import sight, topics
from cairnloop.desk.message.accept import Incoming, require_length
from cairnloop.desk.message.seen import mark_seen
from cairnloop.desk.tables import Conversation
from cairnloop.errors import NotFound
from cairnloop.kernel.hub import Announcement
from cairnloop.people.access.tables import Entrance
from cairnloop.people.customer.customers import turned_out
from cairnloop.wire.desk import Shout
from cairnloop.wire.text import read_id

# Pushes that write; who types says so with every key.
STORED = frozenset({"shout", "messages:seen"})
# A conversation, and what its inbox asks of those who come in by it.
FOUND = (
    select(Conversation, Entrance)
    .outerjoin(Entrance, Entrance.inbox_id == Conversation.inbox_id)
    .where(Conversation.id == bindparam("id"))
)


class ConversationTopic:
    """The conversation's id is the customer's secret: whoever knows it may read and write it as its customer.

    Operators of the account may listen in. They write, type and read on their own topic, never as the customer.
    """

    def __init__(self, services: Services) -> None:
        self._s = services

    async def join(self, channel: Channel[Caller], params: dict[str, Any]) -> dict[str, Any]:
        operator = channel.socket.operator
        # Later on, too: it may be moved to where this operator does not work.
        with sight.without(await hold_back(self._s.db, channel)):
            conversation = await self._find(channel.socket, id_in(channel.topic, "conversation"), params)
        if operator is not None and operator.account_id != conversation.account_id:
            raise NotFound("unauthorized")
        claimed = params.get("customer_id")
        if claimed is not None:
            channel.assigns["called"] = await self._same(read_id(claimed, "customer_id"), conversation)
        channel.assigns.update(id=conversation.id, account_id=conversation.account_id, claimed=claimed is not None)
        channel.assigns["customer_id"] = conversation.customer_id
        if claimed is not None and operator is None:
            customer_id = str(conversation.customer_id)
            meta = {"online_at": online(self._s.clock.now().timestamp()), "customer_id": customer_id}
            channel.track(channel.topic, f"customer:{customer_id}", meta)
            channel.track(topics.operators(conversation.account_id), f"customer:{customer_id}", meta)
        return {}

    async def _same(self, claimed: UUID, conversation: Conversation) -> UUID:
        """The id by which a page knows the conversation's customer; it may be one from before a merge."""
        if claimed != conversation.customer_id:
            async with self._s.db.read() as tx:
                if (await turned_out(tx, [claimed])).get(claimed) != conversation.customer_id:
                    raise NotFound("unauthorized")
        return claimed

    async def _find(self, caller: Caller, conversation_id: UUID, params: dict[str, Any]) -> Conversation:
        async with self._s.db.read() as tx:
            found = (await tx.session.execute(FOUND, {"id": conversation_id})).one_or_none()
            if found is not None and found.Conversation.merged_into is not None:
                found = (await tx.session.execute(FOUND, {"id": found.Conversation.merged_into})).one_or_none()
            if found is None:
                raise NotFound("unauthorized")
            conversation: Conversation = found.Conversation
            await admission.to_conversation(self._s, tx, caller, conversation, found.Entrance, params)
        return conversation

    async def handle(self, channel: Channel[Caller], event: str, payload: dict[str, Any]) -> dict[str, Any] | None:
        if event == "ping":
            return payload
        if channel.socket.operator is not None:
            raise UnknownEvent(f"{event}; operators write on their notification topic or by HTTP")
        if event in STORED:
            self._s.pace.admit(Kind.CUSTOMER, channel.assigns["customer_id"])
        match event:
            case "shout":
                return await self._shout(channel, payload)
            case "typing":
                self._typing(channel, bool(payload.get("typing")))
                return {}
            case "messages:seen":
                await mark_seen(self._s.db, channel.assigns["account_id"], channel.assigns["id"])
                return {}
            case _:
                raise UnknownEvent(event)

    async def _shout(self, channel: Channel[Caller], payload: dict[str, Any]) -> dict[str, Any]:
        try:
            said = Shout.model_validate(payload)
        except ValidationError as error:
            raise field_errors(error.errors(include_url=False)) from error
        require_length(said.body, self._s.settings.limits.message_characters)
        incoming = Incoming(
            channel.assigns["id"],
            said.body,
            said.client_id,
            said.sent_at,
            said.metadata,
            channel.assigns["customer_id"] if said.customer_id == channel.assigns.get("called") else said.customer_id,
            file_ids=said.file_ids,
        )
        began = time.perf_counter()
        accepted = await self._s.messages.submit(incoming)
        self._s.pulse.accepted(time.perf_counter() - began)
        return {"id": accepted["id"], "client_id": said.client_id}

    def _typing(self, channel: Channel[Caller], typing: bool) -> None:
        """Shown to the others and forgotten; nothing is stored."""
        conversation_id = str(channel.assigns["id"])
        about, topic = ("customer", conversation_id), topics.operators(channel.assigns["account_id"])
        on, off = (
            Announcement(topic, "typing", {"typing": so, "type": "customer", "conversation_id": conversation_id})
            for so in (True, False)
        )
        if typing:
            self._s.typing.begin(about, [on], [off])
        else:
            self._s.typing.end(about, [off])

    async def left(self, channel: Channel[Caller]) -> None:
        if channel.socket.operator is None:
            self._typing(channel, False)
