"""What the daemon announces becomes events, and events change what is known."""

from typing import Any

import pytest

from cairnloop.tui.state import conversing as c
from cairnloop.tui.state import deciding as d
from cairnloop.tui.state import events as e
from cairnloop.tui.state import house, housing, leafing, looking, reports, visiting
from cairnloop.tui.state.news import heard
from cairnloop.tui.state.reducing import TABLE
from cairnloop.tui.state.unsent import Mode, Unsent
from tests.tui.desk import Desk as Daemon
from tests.tui.make import after, answer, basic, draft, listed, live, message, row, thread
from tests.tui.trailmark import ACCOUNT, LIN, NOW


def test_every_event_has_its_place_in_the_table() -> None:
    modules = (e, c, d, house, housing, leafing, looking, reports, visiting)
    named = [one for module in modules for one in vars(module).values()]
    events = {one for one in named if isinstance(one, type) and issubclass(one, e.Event)} - {e.Event}
    assert events == set(TABLE)


def test_everything_that_is_announced_is_understood() -> None:
    daemon = Daemon()
    said: list[str] = []

    def listen(topic: str, event: str, payload: dict[str, Any]) -> None:
        assert topic == f"notification:{ACCOUNT}"
        assert heard(event, payload) is not None
        said.append(event)

    daemon.on_event = listen
    daemon.customer_writes("c1", "hello?")
    daemon.draft_for("c4")
    daemon.settle("d0", "approved")
    assert set(said) == {"shout", "conversation:updated", "draft:created", "draft:updated"}


@pytest.mark.parametrize(
    ("event", "payload", "kind"),
    [
        ("conversation:created", {"id": "c1"}, e.ConversationOpened),
        ("deadline:breached", {"id": "c1", "target": "first_response"}, e.DeadlineBreached),
        ("messages:seen", {"id": "c1", "seen_at": "2026-03-02T09:42:00Z", "messages": ["m1"]}, e.MessagesSeen),
        ("typing", {"conversation_id": "c1", "typing": True, "type": "customer"}, e.Typed),
        ("presence_state", {}, e.PresenceRead),
        ("presence_diff", {"joins": {}, "leaves": {}}, e.PresenceChanged),
    ],
)
def test_the_rarer_announcements_are_understood_too(event: str, payload: dict[str, Any], kind: type[e.Event]) -> None:
    assert isinstance(heard(event, payload), kind)


def test_what_is_not_known_is_left_alone() -> None:
    assert heard("phx_close", {}) is None


def test_the_operators_own_answer_is_reported_when_it_has_left() -> None:
    desk = after(listed(row("c1")), e.MessageSaid(answer()))
    assert desk.notice is None
    desk = after(desk, e.MessageSaid(answer(delivery="sent", release_at=None)))
    assert desk.notice is not None
    assert desk.notice.text == "Sent to Customer of c1."


def test_a_colleagues_answer_is_not() -> None:
    desk = after(listed(row("c1")), e.MessageSaid(answer(user=LIN)))
    assert after(desk, e.MessageSaid(answer(user=LIN, delivery="sent", release_at=None))).notice is None


def test_an_answer_that_could_not_be_delivered_says_what_is_safe_and_what_to_press() -> None:
    failed = answer(delivery="failed", release_at=None, delivery_error="mailbox full")
    desk = after(listed(row("c1")), e.MessageSaid(answer()), e.MessageSaid(failed))
    assert desk.trouble is not None
    assert "mailbox full" in desk.trouble.what
    assert desk.trouble.safe
    assert desk.trouble.press


def test_a_new_draft_is_what_is_looked_at() -> None:
    desk = after(live(), e.ThreadRead(thread("c1", drafts=(draft("d1", status="discarded"),))), e.Entered("c1"))
    desk = after(desk, e.DraftChanged(draft("d2")))
    assert desk.draft is not None
    assert desk.draft.id == "d2"
    assert desk.queue.place("c1") == (1, 1)


def test_an_older_draft_can_be_looked_at_again() -> None:
    desk = after(
        live(), e.ThreadRead(thread("c1", drafts=(draft("d2"), draft("d1", status="discarded")))), e.Entered("c1")
    )
    assert after(desk, e.DraftPicked(1)).draft == draft("d1", status="discarded")
    assert after(desk, e.DraftPicked(9), e.DraftPicked(-1)).draft == draft("d2")


def test_who_writes_is_shown_but_not_oneself() -> None:
    desk = after(live(), e.Typed("c1", "", True), e.Typed("c1", "Lin", True), e.Typed("c1", "Sam", True))
    assert set(desk.typing.where("c1")) == {"", "Lin"}
    assert set(after(desk, e.MessageSaid(message(conversation="c1"))).typing.where("c1")) == {"Lin"}


def test_a_conversation_that_changed_changes_in_the_thread_too() -> None:
    desk = after(live(), e.ThreadRead(thread("c1")), e.ConversationChanged(basic("c1", status="closed", version=2)))
    assert not desk.threads["c1"].row.open


def test_a_pulled_back_reply_returns_to_the_composer() -> None:
    desk = after(live(), e.ThreadRead(thread("c1")), e.Undone(answer(body="Dear Ada", delivery="withdrawn")))
    assert desk.unsent["c1"] == Unsent(Mode.REPLY, "Dear Ada")


def test_pulled_back_edits_return_as_edits_of_the_draft_as_it_now_stands() -> None:
    desk = after(live(), e.ThreadRead(thread("c1", drafts=(draft("d1", version=3),))))
    desk = after(desk, e.Undone(answer(body="An edited answer.", draft_id="d1", delivery="withdrawn")))
    assert desk.unsent["c1"] == Unsent(Mode.EDIT, "An edited answer.", "d1", 3)


def test_a_pulled_back_draft_just_waits_again() -> None:
    desk = after(live(), e.ThreadRead(thread("c1", drafts=(draft("d1", version=3),))))
    assert after(desk, e.Undone(answer(body="An answer.", draft_id="d1"))).unsent == {}


def test_time_lets_notices_go() -> None:
    from datetime import timedelta

    desk = after(live(), e.Told("done"))
    assert after(desk, e.Ticked(NOW + timedelta(seconds=1))).notice is not None
    assert after(desk, e.Ticked(NOW + timedelta(minutes=1))).notice is None


def test_after_a_reconnect_only_what_is_on_screen_is_kept_until_it_is_read_again() -> None:
    from cairnloop.client.channel import Link

    desk = after(listed(row("c1")), e.ThreadRead(thread("c1")), e.ThreadRead(thread("c2")))
    desk = after(desk, e.LinkChanged(Link.LOST), e.LinkChanged(Link.LIVE))
    assert set(desk.threads) == {"c1"}
