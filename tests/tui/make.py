"""Values for the pure tests, made as the daemon would send them."""

from datetime import datetime, timedelta
from typing import Any

from cairnloop.client.channel import Link
from cairnloop.tui.state import events as e
from cairnloop.tui.state.desk import Desk
from cairnloop.tui.state.drafts import Draft, draft_of
from cairnloop.tui.state.listing import Edge, Sheet
from cairnloop.tui.state.people import Colleague, Me
from cairnloop.tui.state.reducing import apply
from cairnloop.tui.state.rows import Row, row_of
from cairnloop.tui.state.sections import Section
from cairnloop.tui.state.thread import Message, Thread, message_of, thread_of
from tests.tui.trailmark import ACCOUNT, LIN, NOW, SAM, naive, zulu

ME = Me(SAM, "Sam", "admin", ACCOUNT, "Trailmark")
COLLEAGUES = (Colleague(SAM, "Sam", "sam@x.example", True), Colleague(LIN, "Lin", "lin@x.example", True))


def basic(id: str = "c1", **fields: Any) -> dict[str, Any]:
    """A conversation as `conversation:updated` carries it."""
    return {
        "id": id,
        "customer_id": "p1",
        "status": "open",
        "source": "chat",
        "subject": None,
        "preview": f"question of {id}",
        "read": False,
        "version": 1,
        "assignee_id": None,
        "awaiting": "operator",
        "draft_id": None,
        "draft_kind": None,
        "archived_at": None,
        "last_activity_at": zulu(NOW - timedelta(minutes=5)),
        **fields,
    }


def row(id: str = "c1", **fields: Any) -> Row:
    customer = {"id": "p1", "title": f"Customer of {id}", "email": "c@x.example"}
    return row_of({**basic(id), "customer": customer, "assignee": None, "deadline": None, **fields})


def rows(count: int, *, start: int = 0, **fields: Any) -> tuple[Row, ...]:
    return tuple(row(f"c{number}", **fields) for number in range(start, start + count))


def message(id: str = "m1", conversation: str = "c1", *, at: datetime = NOW, **fields: Any) -> Message:
    """A customer's message, unless the fields say otherwise."""
    wire = {
        "id": id,
        "conversation_id": conversation,
        "body": "Hello?",
        "type": "reply",
        "private": False,
        "created_at": naive(at),
        "customer_id": "p1",
        "customer": {"title": "Ada Park"},
        "user_id": None,
        "user": None,
        "delivery": "received",
        **fields,
    }
    return message_of(wire)


def answer(id: str = "m2", conversation: str = "c1", *, user: int = SAM, hold: float = 5, **fields: Any) -> Message:
    """An operator's answer that is held."""
    who = {"display_name": "Sam" if user == SAM else "Lin"}
    ours = {"customer_id": None, "customer": None, "user_id": user, "user": who}
    held = {"delivery": "pending", "release_at": zulu(NOW + timedelta(seconds=hold))}
    return message(id, conversation, **{**ours, **held, **fields})


def draft(id: str = "d1", conversation: str = "c1", *, at: datetime = NOW, **fields: Any) -> Draft:
    return draft_of(
        {"id": id, "conversation_id": conversation, "body": "An answer.", "created_at": naive(at), **fields}
    )


def thread(
    id: str = "c1", *, messages: tuple[Message, ...] = (), drafts: tuple[Draft, ...] = (), **fields: Any
) -> Thread:
    from dataclasses import replace

    customer = {"id": "p1", "title": "Ada Park", "email": "ada@x.example"}
    return replace(thread_of({**basic(id, **fields), "customer": customer}), messages=messages, drafts=drafts)


def after(desk: Desk, *events: e.Event) -> Desk:
    for event in events:
        desk = apply(desk, event)
    return desk


def live(*, role: str = "admin", readonly: bool = False) -> Desk:
    """Signed in and connected."""
    me = Me(SAM, "Sam", role, ACCOUNT, "Trailmark")
    events = (e.SignedIn(me), e.ColleaguesRead(COLLEAGUES), e.LinkChanged(Link.LIVE))
    return after(Desk(now=NOW, readonly=readonly), *events)


def page(
    found: tuple[Row, ...], *, section: Section = Section.DECISION, after: str | None = None, next: str | None = None
) -> e.PageRead:
    edge = Edge.ANEW if after is None else Edge.BELOW
    return e.PageRead(section, edge, Sheet(after, found, next))


def listed(*found: Row, section: Section = Section.DECISION) -> Desk:
    """Live, with these rows in a section that is on screen."""
    return after(live(), e.SectionChosen(section), page(found, section=section))
