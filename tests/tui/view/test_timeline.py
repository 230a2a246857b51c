"""A conversation from top to bottom."""

from datetime import timedelta

from cairnloop.tui.state import events as e
from cairnloop.tui.state.thread import Message
from cairnloop.tui.view.timeline import timeline
from tests.tui.make import after, answer, draft, live, message, thread
from tests.tui.trailmark import LIN, NOW, SAM, zulu


def told(*messages: Message, drafts: tuple[object, ...] = ()) -> str:
    found = thread("c1", messages=messages, drafts=drafts)  # type: ignore[arg-type]
    desk = after(live(), e.ThreadRead(found), e.Entered("c1"))
    return "\n".join(line.text.rstrip() for line in timeline(desk, found, 80))


def test_days_people_and_words_stand_in_order() -> None:
    yesterday = message("m1", at=NOW - timedelta(days=1), body="First.")
    text = told(yesterday, message("m2", body="Second."))
    order = ["Yesterday", "Ada Park", "First.", "Today", "Second."]
    assert [text.index(words) for words in order] == sorted(text.index(words) for words in order)


def test_every_delivery_is_told_honestly() -> None:
    assert "◷ held 5 s, z takes it back" in told(answer())
    assert "✓ sent · seen 10:42" in told(answer(delivery="sent", seen_at=zulu(NOW)))
    assert "↩ taken back, never sent" in told(answer(delivery="withdrawn"))
    failed = told(answer(delivery="failed", delivery_error="mailbox full"))
    assert "✕ not delivered" in failed
    assert "mailbox full" in failed


def test_an_answer_whose_hold_is_over_is_on_its_way() -> None:
    assert "… on its way" in told(answer(hold=-1))


def test_a_private_note_is_called_one() -> None:
    assert "✎ private note" in told(answer(private=True, type="note", delivery="kept"))


def test_what_policy_sent_is_called_so() -> None:
    assert "◆ sent by policy" in told(answer(type="bot", user_id=None, user=None, delivery="sent"))


def test_drafts_stand_where_they_were_made_and_settled_ones_say_by_whom_and_why() -> None:
    waits = draft("d4")
    approved = draft("d1", status="approved", decided_by=SAM)
    discarded = draft("d2", status="discarded", decided_by=LIN, decision_reason="wrong facts")
    failed = draft("d3", status="failed", notes=["no model answers"])
    text = told(message(), drafts=(waits, failed, discarded, approved))
    assert "◆ draft ready  grounded reply" in text
    assert "◆ draft approved by you" in text
    assert "◇ draft discarded by Lin: wrong facts" in text
    assert "✕ drafting failed  no model answers" in text


def test_a_very_long_message_ends_in_an_ellipsis() -> None:
    text = told(message(body="line\n" * 5000))
    assert text.rstrip().endswith("…")
    assert text.count("line") <= 2000
