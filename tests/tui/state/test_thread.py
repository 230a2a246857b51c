"""An open conversation: messages and drafts come in by news and by reading, in any order."""

from dataclasses import replace
from datetime import timedelta

from cairnloop.tui.state import events as e
from cairnloop.tui.state.thread import Voice
from tests.tui.make import after, answer, draft, live, message, thread
from tests.tui.trailmark import NOW, zulu


def test_who_speaks_is_told_from_the_message() -> None:
    assert message().voice is Voice.CUSTOMER
    assert answer().voice is Voice.OPERATOR
    assert answer(type="bot", user_id=None, user=None).voice is Voice.BOT
    assert answer(private=True, type="note").voice is Voice.NOTE


def test_a_message_is_added_once_and_in_order() -> None:
    late, early = message("m2", at=NOW), message("m1", at=NOW - timedelta(minutes=1))
    found = thread().said(late).said(early).said(late)
    assert [one.id for one in found.messages] == ["m1", "m2"]


def test_a_message_never_goes_back_to_a_state_it_has_left() -> None:
    sent = answer(delivery="sent")
    found = thread().said(answer()).said(sent).said(answer())
    assert found.messages[0].delivery == "sent"


def test_what_the_customer_has_seen_is_noted() -> None:
    found = thread(messages=(answer(delivery="sent"),)).seen(frozenset({"m2"}), NOW)
    assert found.messages[0].seen_at == NOW


def test_the_draft_that_waits_comes_before_newer_ones() -> None:
    waits = draft("d1", at=NOW - timedelta(minutes=2))
    failed = draft("d2", status="failed")
    assert thread(drafts=(failed, waits)).draft == waits
    assert thread(drafts=(failed,)).draft == failed
    assert thread().draft is None


def test_a_draft_is_replaced_by_its_later_version_only() -> None:
    old, new = draft(version=1), draft(version=2, status="approved")
    assert thread(drafts=(old,)).drafted(new).drafts == (new,)
    assert thread(drafts=(new,)).drafted(old).drafts == (new,)


def test_a_reading_does_not_undo_news_that_came_while_it_was_under_way() -> None:
    before = thread(messages=(message("m1"), answer(delivery="sent")), drafts=(draft(version=2, status="approved"),))
    reading = thread(messages=(message("m1"), answer()), drafts=(draft(version=1),))
    merged = reading.after(before)
    assert [one.delivery for one in merged.messages] == ["received", "sent"]
    assert merged.drafts[0].status == "approved"


def test_a_message_that_came_after_the_reading_was_made_is_kept() -> None:
    before = thread(messages=(message("m1"), message("m2", at=NOW + timedelta(seconds=1))))
    assert [one.id for one in thread(messages=(message("m1"),)).after(before).messages] == ["m1", "m2"]


def test_the_title_is_what_the_customer_came_with() -> None:
    found = thread(messages=(message(body="My map is\n grey"), answer()), preview="We are looking into it")
    assert found.title == "My map is grey"
    assert replace(found, row=replace(found.row, subject="Maps")).title == "Maps"


def test_older_messages_go_in_front() -> None:
    found = thread(messages=(message("m5"),)).preceded((message("m1"), message("m5")), None)
    assert [one.id for one in found.messages] == ["m1", "m5"]


def test_only_so_many_conversations_are_kept_but_never_without_the_open_one() -> None:
    desk = after(live(), e.ThreadRead(thread("open")), e.Entered("open"))
    for number in range(60):
        desk = after(desk, e.ThreadRead(thread(f"c{number}")))
    assert "open" in desk.threads
    assert len(desk.threads) <= 24


def test_a_customers_message_needs_no_customer_in_the_announcement() -> None:
    desk = after(live(), e.ThreadRead(thread("c1")), e.MessageSaid(message("m9", "c1", customer=None)))
    assert desk.threads["c1"].messages[-1].author == "Ada Park"


def test_release_times_are_read() -> None:
    assert answer(release_at=zulu(NOW)).release_at == NOW
