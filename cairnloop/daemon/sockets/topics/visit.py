"""events:{account}:{visit}: a visitor's page, which is seen to be there and sends what its recorder sees."""

from typing import Any
from uuid import UUID

from cairnloop.daemon.services import Services
from cairnloop.daemon.sockets.channel import Channel, UnknownEvent
from cairnloop.daemon.sockets.topics import admission
from cairnloop.daemon.sockets.topics.caller import Caller, online
from cairnloop.errors import Forbidden, Invalid, NotFound
from cairnloop.visits import queries, topics
from cairnloop.visits.recording import Seen, read_event
from cairnloop.visits.rules import is_news
from cairnloop.visits.tables import Visit
from cairnloop.wire.text import read_id

# Under this key the house itself watches while it records: published recorders run only for somebody.
RECORDER = "recorder"


class VisitTopic:
    """The visit's id is its page's secret. Operators of the account may listen in, and are never taken for the page."""

    def __init__(self, services: Services) -> None:
        self._s = services

    async def join(self, channel: Channel[Caller], params: dict[str, Any]) -> dict[str, Any]:
        account_id, visit_id = ids_in(channel.topic, "events")
        operator = channel.socket.operator
        if operator is not None and operator.account_id != account_id:
            raise Forbidden("unauthorized")
        async with self._s.db.read() as tx:
            try:
                visit = await queries.get_visit(tx, account_id, visit_id)
            except NotFound as error:
                raise Forbidden("unauthorized") from error
            await admission.to_account(tx, channel.socket, account_id)
            recording = await queries.recording(tx, account_id, house=self._s.settings.visits.record)
        if operator is None:
            await self._seen(visit)
            channel.assigns["visit"], channel.assigns["recording"] = visit, recording
            channel.assigns["meta"] = {**meta_of(self._s, account_id, visit_id), "active": True}
            channel.track(topics.visitors(account_id), key_of(visit_id), channel.assigns["meta"])
            if recording:
                here = {**meta_of(self._s, account_id, visit_id), "admin": True}
                channel.track(channel.topic, RECORDER, here)
        return {"recording": recording}

    async def handle(self, channel: Channel[Caller], event: str, payload: dict[str, Any]) -> dict[str, Any] | None:
        if event == "ping":
            return payload
        if channel.socket.operator is not None:
            raise UnknownEvent(f"{event}; operators only listen here")
        match event:
            case "replay:event:emitted":
                return await self._take(channel, payload)
            case "session:active":
                await self._seen(channel.assigns["visit"])
                return self._active(channel, True)
            case "session:inactive":
                return self._active(channel, False)
            case _:
                raise UnknownEvent(event)

    async def _take(self, channel: Channel[Caller], payload: dict[str, Any]) -> dict[str, Any]:
        visit: Visit = channel.assigns["visit"]
        kept: bool = channel.assigns["recording"]
        watched = bool(self._s.here.look(channel.topic) - {RECORDER})
        if not kept and not watched:
            return {"recorded": False, "reason": "recording is off here, and nobody watches"}
        event, written = read_event(payload.get("event"), self._s.visit_bounds)
        seen = Seen(visit.account_id, visit.id, visit.customer_id, event, written, kept, watched)
        why_not = await self._s.recorder.submit(seen)
        if not kept:
            return {"recorded": False, "reason": "recording is off here; it was shown to those who watch"}
        return {"recorded": True} if why_not is None else {"recorded": False, "reason": why_not}

    async def _seen(self, visit: Visit) -> None:
        now = self._s.clock.now()
        if is_news(visit.finished_at, visit.last_seen_at, now):
            await self._s.visitors.submit(visit.id)
            visit.finished_at, visit.last_seen_at = None, now

    def _active(self, channel: Channel[Caller], active: bool) -> dict[str, Any]:
        """Whether the page is before the visitor's eyes; operators see it, and nothing is stored."""
        if channel.assigns["meta"]["active"] is not active:
            channel.assigns["meta"] = {**channel.assigns["meta"], "active": active}
            visit: Visit = channel.assigns["visit"]
            channel.track(topics.visitors(visit.account_id), key_of(visit.id), channel.assigns["meta"])
        return {}

    async def left(self, channel: Channel[Caller]) -> None:
        """Presence ends by itself."""


def ids_in(topic: str, kind: str) -> tuple[UUID, UUID]:
    """The account and the visit in `{kind}:{account}:{visit}`, written as we write them."""
    account, _, visit = topic.removeprefix(f"{kind}:").partition(":")
    found = read_id(account, "topic"), read_id(visit, "topic")
    if (str(found[0]), str(found[1])) != (account, visit):
        raise Invalid.field("topic", f"write the ids as {kind}:{found[0]}:{found[1]}")
    return found


def key_of(visit_id: UUID) -> str:
    return f"session:{visit_id}"


def meta_of(s: Services, account_id: UUID, visit_id: UUID) -> dict[str, Any]:
    """Says of an operator no more than that somebody is there."""
    at = online(s.clock.now().timestamp())
    return {"online_at": at, "account_id": str(account_id), "session_id": str(visit_id)}
