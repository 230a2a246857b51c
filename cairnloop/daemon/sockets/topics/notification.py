"""notification:{account}: the operators' live view of everything that happens in their account."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from pydantic import ValidationError

from cairnloop.daemon.http.answers import field_errors
from cairnloop.daemon.services import Services
from cairnloop.daemon.sockets.channel import Channel, UnknownEvent
from cairnloop.daemon.sockets.topics.caller import Caller, id_in, online
from cairnloop.daemon.sockets.topics.sieve import hold_back
from cairnloop.desk import sight, topics
from cairnloop.desk.conversation import conversations
from cairnloop.desk.lists.threads import get_conversation
from cairnloop.desk.message import replies
from cairnloop.desk.tables import Conversation
from cairnloop.errors import Forbidden
from cairnloop.kernel.hub import Announcement
from cairnloop.people.access.sessions import operator_of
from cairnloop.people.identity import Operator
from cairnloop.people.permissions import Permission
from cairnloop.people.users import get_user
from cairnloop.wire.desk import Reply
from cairnloop.wire.text import read_id


class NotificationTopic:
    """Only for operators of the account. Being here is being at work: colleagues and customers' rooms see it.

    Who joins with `{"present": false}` only listens, and is seen by nobody.
    """

    def __init__(self, services: Services) -> None:
        self._s = services

    async def join(self, channel: Channel[Caller], params: dict[str, Any]) -> dict[str, Any]:
        operator = channel.socket.of_account(id_in(channel.topic, "notification"))
        operator.require(Permission.READ)
        channel.assigns["operator"] = operator
        channel.assigns["hidden"] = await hold_back(self._s.db, channel)
        if params.get("present") is not False:
            meta = {"online_at": online(self._s.clock.now().timestamp()), "user_id": operator.user_id}
            channel.assigns["seen_as"] = {**meta, "name": operator.name}
            channel.track(channel.topic, f"user:{operator.user_id}", channel.assigns["seen_as"])
            channel.track(topics.room(operator.account_id), f"user:{operator.user_id}", meta)
        return {"user_id": operator.user_id, "name": operator.name, "role": operator.role.value}

    async def handle(self, channel: Channel[Caller], event: str, payload: dict[str, Any]) -> dict[str, Any] | None:
        if event == "ping":
            return payload
        with sight.without(channel.assigns["hidden"]):
            return await self._do(channel, event, payload)

    async def _do(self, channel: Channel[Caller], event: str, payload: dict[str, Any]) -> dict[str, Any] | None:
        self._s.pace.operator(channel.assigns["operator"])
        operator = await self._still(channel.assigns["operator"])
        match event:
            case "read":
                operator.require(Permission.CONVERSE)
                await conversations.mark_read(
                    self._s.db, read_id(payload.get("conversation_id"), "conversation_id"), operator
                )
                return {}
            case "shout":
                return await self._shout(operator, payload)
            case "typing":
                await self._typing(operator, payload)
                return {}
            case "viewing":
                await self._viewing(channel, operator, payload)
                return {}
            case _:
                raise UnknownEvent(event)

    async def _still(self, operator: Operator) -> Operator:
        """The operator as they are now: a socket outlives a change of role, and must not outlive its user."""
        async with self._s.db.read() as tx:
            user = await get_user(tx, operator.account_id, operator.user_id)
        if user.disabled_at or user.archived_at:
            raise Forbidden("This user is disabled. Ask an admin of your account.")
        return replace(operator_of(user), credential=operator.credential, scopes=operator.scopes, until=operator.until)

    async def _shout(self, operator: Operator, payload: dict[str, Any]) -> dict[str, Any]:
        """Answer, or with `private` leave a note; the same as by HTTP."""
        operator.require(Permission.CONVERSE)
        conversation_id = read_id(payload.get("conversation_id"), "conversation_id")
        known = {name: payload[name] for name in Reply.model_fields if name in payload}
        try:
            said = Reply.model_validate(known)
        except ValidationError as error:
            raise field_errors(error.errors(include_url=False)) from error
        if said.private:
            message = await replies.note(
                self._s.db,
                conversation_id,
                said.body,
                operator,
                client_id=said.client_id,
                file_ids=said.file_ids,
                mentioned=said.mentioned_user_ids,
            )
        else:
            undo = self._s.settings.drafting.undo_seconds if said.undo_seconds is None else said.undo_seconds
            message = await replies.reply(
                self._s.db,
                conversation_id,
                said.body,
                operator,
                hold=timedelta(seconds=undo),
                client_id=said.client_id,
                last_seen=None if said.force else said.last_seen_message_id,
                file_ids=said.file_ids,
            )
        return {"id": message["id"]}

    async def _typing(self, operator: Operator, payload: dict[str, Any]) -> None:
        """Shown to the customer and to colleagues, and forgotten."""
        operator.require(Permission.CONVERSE)
        conversation_id = read_id(payload.get("conversation_id"), "conversation_id")
        async with self._s.db.read() as tx:
            conversation = await get_conversation(tx, operator.account_id, conversation_id)
        about = operator.user_id, conversation.id
        on, off = (_typing(operator, conversation, so) for so in (True, False))
        if payload.get("typing"):
            self._s.typing.begin(about, on, off)
        else:
            self._s.typing.end(about, off)

    async def _viewing(self, channel: Channel[Caller], operator: Operator, payload: dict[str, Any]) -> None:
        """Which conversation is open before the operator, or with null that none is; colleagues see it, nobody else."""
        if "seen_as" not in channel.assigns:
            return
        viewing = None
        if payload.get("conversation_id") is not None:
            viewing = read_id(payload["conversation_id"], "conversation_id")
            async with self._s.db.read() as tx:
                await get_conversation(tx, operator.account_id, viewing)
        seen = {**channel.assigns["seen_as"], "viewing": None if viewing is None else str(viewing)}
        channel.track(channel.topic, f"user:{operator.user_id}", seen)

    async def left(self, channel: Channel[Caller]) -> None:
        """Presence ends by itself."""


def _typing(operator: Operator, conversation: Conversation, typing: bool) -> list[Announcement]:
    seen = {"typing": typing, "type": "user", "name": operator.name}
    inside = {**seen, "conversation_id": str(conversation.id), "user_id": operator.user_id}
    return [
        *(Announcement(topic, "typing", seen) for topic in topics.customers_side(conversation)),
        Announcement(topics.operators(operator.account_id), "typing", inside),
    ]
