"""The trail within a thread: turns always, every other line on request."""

from datetime import timedelta
from itertools import pairwise
from typing import Any

from cairnloop.tui.state import events as e
from cairnloop.tui.state import looking as look
from cairnloop.tui.state.trail import Entry, entry_of
from cairnloop.tui.view.timeline import timeline
from tests.tui.make import after, answer, draft, live, message, thread
from tests.tui.trailmark import LIN, NOW, SAM, zulu


def entry(seq: int, action: str, minutes: float, *, by: int | None = LIN, **fields: Any) -> Entry:
    who = {"actor": "Lin" if by == LIN else "Sam", "actor_kind": "user", "actor_id": str(by)}
    system = {"actor": "Cairnloop", "actor_kind": "system", "actor_id": "cairnloop"}
    at = zulu(NOW - timedelta(minutes=minutes))
    subject = {"subject_kind": "conversation", "subject_id": "c1", "conversation_id": "c1"}
    return entry_of({"seq": seq, "at": at, "action": action, **(system if by is None else who), **subject, **fields})


TRAIL = (
    entry(1, "conversation.opened", 60),
    entry(2, "draft.proposed", 59, by=None, reason="this inbox wants a person"),
    entry(3, "conversation.assigned", 40, detail={"before": None, "after": SAM}),
    entry(4, "conversation.assigned", 30, by=SAM, detail={"before": SAM, "after": None}),
    entry(5, "deadline.breached", 20, by=None, reason="first response was due"),
    entry(6, "conversation.resolved", 10, by=SAM, reason="answered on the phone"),
    entry(7, "conversation.reopened", 5),
)


def told(*, whole: bool, earlier: int | None = None, trail: tuple[Entry, ...] | None = TRAIL) -> str:
    from dataclasses import replace

    first, second = message("m1", at=NOW - timedelta(minutes=60)), answer(delivery="sent", at=NOW)
    found = replace(thread("c1", messages=(first, second), drafts=(draft("d1"),)), earlier=earlier)
    desk = after(live(), e.ThreadRead(found), e.Entered("c1"), look.TrailShown(whole))
    desk = desk if trail is None else after(desk, look.TrailRead("c1", trail))
    assert desk.thread is not None
    return "\n".join(line.text.rstrip() for line in timeline(desk, desk.thread, 80))


def test_turns_stand_among_the_messages_with_who_and_why() -> None:
    text = told(whole=False)
    order = ["Hello?", "→ assigned to you by Lin", "→ assigned to nobody by you", "▲ a promise was broken",
             "✓ resolved by you: answered on the phone", "● open again by Lin", "✓ sent"]  # fmt: skip
    assert [text.index(words) for words in order] == sorted(text.index(words) for words in order)
    assert "conversation.opened" not in text
    assert "draft.proposed" not in text


def test_on_request_every_line_is_there_and_what_opened_it_comes_first() -> None:
    text = told(whole=True)
    assert "· draft.proposed: this inbox wants a person" in text
    assert text.index("· conversation.opened by Lin") < text.index("Hello?")


def test_what_one_has_taken_oneself_says_so_once() -> None:
    mine = (entry(1, "conversation.assigned", 4, by=SAM, detail={"before": None, "after": SAM}),)
    assert "→ assigned to you\n" in told(whole=False, trail=mine)


def test_what_the_trail_says_of_messages_that_were_not_read_is_left_out() -> None:
    older = (entry(1, "conversation.resolved", 90), *TRAIL)
    assert told(whole=False, earlier=7, trail=older).count("✓ resolved") == 1
    assert told(whole=False, trail=older).count("✓ resolved") == 2


def test_a_trail_that_was_not_read_is_not_called_empty() -> None:
    assert "the trail was not read" in told(whole=True, trail=None)
    assert "the trail was not read" not in told(whole=False, trail=None)


def test_lines_of_the_trail_stand_close_and_messages_apart() -> None:
    lines = told(whole=True).split("\n")
    at = next(number for number, one in enumerate(lines) if "resolved by you" in one)
    assert "open again" in lines[at + 1]
    assert lines[at + 2] == ""
    assert not any(one == "" == other for one, other in pairwise(lines))
