"""Why something cannot be done in the house's own books: always in words that say what it would take."""

from typing import Any

import pytest

from cairnloop.tui.acting.actions import BY_ID
from cairnloop.tui.acting.grounds import why_not
from cairnloop.tui.state import leafing as b
from cairnloop.tui.state.book import Book
from cairnloop.tui.state.desk import Desk
from cairnloop.tui.state.housing import MoreRead
from cairnloop.tui.state.listing import Edge
from cairnloop.tui.state.paged import Leaf
from cairnloop.tui.state.things import Kind, Thing, thing_of
from tests.tui.household import inbox, webhook
from tests.tui.make import after, live
from tests.tui.trailmark import USERS


def why(action_id: str, desk: Desk) -> str | None:
    return why_not(BY_ID[action_id], desk)


def showing(book: Book, *things: Thing, asked: str = "", role: str = "admin") -> Desk:
    leaf = Leaf(None, things, None)
    return after(live(role=role), b.BookOpened(book), b.Asked(book, asked), b.LeafRead(book, asked, Edge.ANEW, leaf))


def users(number: int, **fields: Any) -> Desk:
    wire = {**USERS[number], "standing": {"last_seen_at": None, "second_factor": False}, **fields}
    return showing(Book.USERS, thing_of(Kind.USER, wire["id"], wire["display_name"], wire))


def inboxes(**fields: Any) -> Desk:
    return showing(Book.INBOXES, thing_of(Kind.INBOX, "i1", "Support", inbox("i1", "Support", **fields)))


@pytest.mark.parametrize(
    ("action", "desk", "said"),
    [
        ("archive-user", users(0), "This is you; another admin has to do it."),
        ("archive-user", users(1), None),
        ("change-role", users(1, archived_at="2026-01-01T00:00:00Z"), "They have left. D takes them back."),
        ("switch-on", users(1), "They may sign in already."),
        ("switch-off", users(1, disabled_at="2026-01-01T00:00:00Z"), "They are locked out already."),
        ("reset-factor", users(1), "They sign in without a second factor."),
        ("remove-entry", users(1), "Nobody is removed: d locks a colleague out, A archives one who left."),
        ("new-entry", showing(Book.USERS, asked="sessions"), "A session begins where somebody signs in"),
        ("new-entry", showing(Book.USERS, asked="keys", role="viewer"), None),
        ("new-entry", showing(Book.USERS, role="member"), "New needs an admin role. You are a member."),
        ("new-entry", showing(Book.TAGS, role="member"), None),
        ("new-entry", showing(Book.TAGS, role="viewer"), "New needs an operator role. You are a viewer."),
        ("edit-entry", showing(Book.TAGS), "There is nothing under the cursor."),
        ("edit-widget", inboxes(), "It is still being read."),
        ("remove-entry", inboxes(is_primary=True), "The primary inbox stays. p makes another one primary first."),
        ("make-primary", inboxes(is_primary=True), "It is the primary inbox already."),
        ("deliveries", showing(Book.WEBHOOKS), "Nobody has subscribed. n adds a webhook."),
        ("webhooks", live(role="member"), "Webhooks needs an admin role. You are a member."),
    ],
)
def test_the_reason_says_what_it_takes(action: str, desk: Desk, said: str | None) -> None:
    found = why(action, desk)
    assert found is None if said is None else (found or "").startswith(said)


def test_members_are_known_once_the_inbox_was_read() -> None:
    desk = after(inboxes(), MoreRead(Book.INBOXES, "i1", {"members": []}))
    assert why("edit-widget", desk) is None
    assert why("remove-member", desk) == "Nobody works in it yet. m adds somebody."
    full = after(desk, MoreRead(Book.INBOXES, "i1", {"members": [{"user_id": one["id"]} for one in USERS]}))
    assert why("add-member", full) == "Everybody who works here works in it already."


def test_a_webhook_is_switched_and_a_delivery_is_not_changed() -> None:
    on = showing(Book.WEBHOOKS, thing_of(Kind.WEBHOOK, "w1", "https://x", webhook("w1", "https://x")))
    assert why("switch-on", on) == "It is on already."
    assert why("replay", on) == "There is no delivery under the cursor. 2 shows those of a webhook."
    sent = thing_of(Kind.DELIVERY, "x1", "message:created", {"status": "pending"})
    deliveries = showing(Book.WEBHOOKS, sent, asked="deliveries:w1")
    assert why("edit-entry", deliveries) == "What was sent stays as it was sent. r sends it again."
    assert why("replay", deliveries) == "It is on its way already."
    assert why("new-entry", deliveries) == "Deliveries are made by what happens. 1 goes back to the subscriptions."
