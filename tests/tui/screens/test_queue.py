"""The decision queue at work: draft after draft, on the line and off it."""

from typing import Any

from cairnloop.client import Refused, Unreachable
from cairnloop.client.channel import Link
from cairnloop.tui.state.order import order
from tests.tui.desk import Desk
from tests.tui.running import SMALL, press, running, settle, shown, write
from tests.tui.trailmark import SAM

LOST = Unreachable("The daemon does not answer.")


def called(desk: Desk, name: str) -> list[tuple[Any, ...]]:
    return [call for call in desk.calls if call[0] == name]


def ids(pilot: Any) -> list[str]:
    return [one.conversation_id for one in order(pilot.app.desk)]


async def look(desk: Desk, pilot: Any) -> None:
    """Long enough for a draft that came up by itself to count as seen."""
    desk.pass_time(1)
    await settle(pilot)


async def test_it_shows_question_answer_evidence_and_why_a_person_is_asked() -> None:
    async with running(Desk(), keys=["d"]) as pilot:
        screen = shown(pilot)
        for words in (
            "Decision queue   0 decided",
            "◆ 4 wait",
            "Ada Park · Moving our data to the EU",
            "┃ Hello! Our board decided",
            "Answer ◆ grounded reply · 3/3 cited",
            "▌ You can move your club",
            "Evidence for sentence 1 of 3",
            "▌ Owners can ask for a move",
            "why  this inbox wants a person to approve every draft",
            "▰▰▰▰▱ 0.86",
            "➤ to Ada Park by chat · held: z takes it back",
        ):
            assert words in screen, words
        await press(pilot, "j", "j")
        screen = shown(pilot)
        assert "Evidence for sentence 3 of 3" in screen
        assert "▌ The club moved on a Tuesday night" in screen
        assert "▌ Owners can ask" not in screen


async def test_approving_brings_up_the_next_without_a_read_and_undo_brings_it_back() -> None:
    desk = Desk()
    async with running(desk, keys=["d"]) as pilot:
        assert {"c0", "c3", "c2"} <= set(pilot.app.desk.threads), "the next two were read ahead"  # type: ignore[attr-defined]
        reads = len(called(desk, "conversation"))
        desk.pass_time(12)
        await press(pilot, "y")
        assert called(desk, "approve") == [("approve", "d0", 1, None)]
        screen = shown(pilot)
        assert "Tomasz Zieliński · SSO" in screen
        assert "1 decided · median 12 s" in screen
        assert "◷ To Ada Park in 5 s z takes it back" in screen
        assert len(called(desk, "conversation")) == reads
        await press(pilot, "z")
        screen = shown(pilot)
        assert "Ada Park · Moving our data" in screen
        assert "0 decided" in screen
        assert "Taken back. Nothing reached Ada Park." in screen


async def test_discarding_asking_anew_postponing_and_passing_on_each_go_on_to_the_next() -> None:
    desk = Desk()
    async with running(desk, keys=["d", "x", "1", "enter"]) as pilot:
        assert called(desk, "discard") == [("discard", "d0", 1, "wrong facts")]
        assert "Draft discarded. Nothing was sent." in shown(pilot)
        await look(desk, pilot)
        await press(pilot, "R", "1", "enter")
        assert called(desk, "regenerate") == [("regenerate", "d3", 1, "shorter")]
        await press(pilot, "p")
        screen = shown(pilot)
        assert "Postponed: it comes again at the end of this queue." in screen
        assert "2 decided" in screen
        assert "1 discarded · 1 asked anew · 1 postponed" in screen
        assert ids(pilot) == ["c1", "c2"]
        await look(desk, pilot)
        await press(pilot, "!")
        assert "Vera" not in shown(pilot), "a viewer may not decide"
        await press(pilot, "enter", "2", "enter")
        assert called(desk, "assign") == [("assign", "c1", 2)]
        note = "Passed on to Lin: a decision about money"
        assert [call[1:4] for call in called(desk, "write")] == [("c1", note, True)]
        assert desk.made["d1"]["status"] == "pending"
        screen = shown(pilot)
        assert "Passed on to Lin, with your note. The draft still waits." in screen
        assert "Mina Laurent" in screen


async def test_a_draft_is_edited_in_place_with_its_evidence_beside_it() -> None:
    desk = Desk()
    async with running(desk, keys=["d", "e"]) as pilot:
        assert "Evidence for sentence 1" in shown(pilot)
        await write(pilot, " Best, Sam")
        await press(pilot, "escape")
        assert "➤ the edited draft to Ada Park by chat" in shown(pilot)
        await press(pilot, "escape", "y")
        screen = shown(pilot)
        assert "✎ unsent: e goes on" in screen
        assert "Words of yours stand here unsent." in screen
        assert not called(desk, "approve"), "what stands there unsent is not passed over"
        await press(pilot, "e", "escape", "y")
        approved = called(desk, "approve")[0]
        assert approved[1:3] == ("d0", 1)
        assert approved[3].endswith("keep working. Best, Sam")
        screen = shown(pilot)
        assert "1 edited" in screen
        assert "Tomasz" in screen
        assert "c0" not in pilot.app.desk.unsent  # type: ignore[attr-defined]


async def test_a_failed_draft_is_shown_with_why_and_answered_in_ones_own_words() -> None:
    desk = Desk()
    desk.settle("d0", "failed", None, body="", summary="No draft could be made.", notes=["the model timed out"])
    desk.rows["c0"].update(draft_id="d0")
    async with running(desk, keys=["d"]) as pilot:
        screen = shown(pilot)
        assert "No draft ✕ drafting failed" in screen
        assert "the model timed out" in screen
        assert "r replies · R tries again · x puts it away" in screen
        await press(pilot, "y")
        assert "Drafting failed: there is no text to send." in shown(pilot)
        await press(pilot, "r")
        await write(pilot, "Let me look.")
        await press(pilot, "escape", "y")
        assert called(desk, "write")[0][1:3] == ("c0", "Let me look.")
        assert "1 answered" in shown(pilot)
        assert "Tomasz" in shown(pilot)


async def test_decisions_made_off_the_line_are_kept_and_go_out_in_order() -> None:
    desk = Desk()
    async with running(desk, keys=["d"]) as pilot:
        desk.on_link(Link.LOST)
        await settle(pilot)
        assert "kept, goes out when the connection is back" in shown(pilot)
        await press(pilot, "y")
        await look(desk, pilot)
        await press(pilot, "x", "1", "enter")
        await look(desk, pilot)
        await press(pilot, "y", "z")
        assert "Taken back before it went out." in shown(pilot)
        assert not called(desk, "approve")
        assert "◷ 2 kept" in shown(pilot)
        await press(pilot, "q")
        assert "Leave before your decisions are through?" in shown(pilot)
        assert "2 decisions have not gone out yet. They would be lost." in shown(pilot)
        await press(pilot, "enter")
        assert pilot.app.return_value is None
        desk.on_link(Link.LIVE)
        await settle(pilot)
        assert [call[0] for call in desk.calls if call[0] in ("approve", "discard")] == ["approve", "discard"]
        screen = shown(pilot)
        assert "kept" not in screen.splitlines()[0]
        assert "in 5 s z takes it back" in screen, "the undo window begins when it is applied"


async def test_a_kept_decision_comes_back_when_its_draft_changed_meanwhile() -> None:
    desk = Desk()
    desk.fails["approve"] = [Refused(503, "unavailable", "It is being restarted.")]
    async with running(desk, keys=["d", "y"]) as pilot:
        assert "◷ 1 kept" in shown(pilot)
        desk.on_link(Link.LOST)
        listener, desk.on_event = desk.on_event, lambda topic, event, payload: None
        desk.settle("d0", "approved")
        desk.on_event = listener
        desk.on_link(Link.LIVE)
        await settle(pilot)
        screen = shown(pilot)
        assert "↩ 1 came back" in screen
        assert "Your approval for Ada Park was not applied: This draft is already approved by Lin." in screen
        assert "Tomasz" in screen, "what is on screen stays"
        await press(pilot, "left_square_bracket")
        screen = shown(pilot)
        assert "↩ Your approval was not applied" in screen
        assert "Nothing was sent by you." in screen
        await press(pilot, "x")
        assert "c0" not in ids(pilot)
        assert "came back" not in shown(pilot)


async def test_an_approval_whose_answer_was_lost_is_recognised_and_not_sent_twice() -> None:
    desk = Desk()
    async with running(desk, keys=["d"]) as pilot:
        approve = desk.approve

        async def approve_and_lose_the_answer(*args: Any, **fields: Any) -> Any:
            await approve(*args, **fields)
            desk.on_link(Link.LOST)
            raise LOST

        desk.approve = approve_and_lose_the_answer  # type: ignore[method-assign]
        listener, desk.on_event = desk.on_event, lambda topic, event, payload: None
        await press(pilot, "y")
        desk.approve, desk.on_event = approve, listener  # type: ignore[method-assign]
        assert "◷ 1 kept" in shown(pilot)
        await press(pilot, "z")
        assert "on its way to the daemon" in shown(pilot) or "has to wait" in shown(pilot)
        desk.on_link(Link.LIVE)
        await settle(pilot)
        assert len(called(desk, "approve")) == 2, "asked again"
        assert sum(one["user_id"] == SAM for one in desk.messages["c0"]) == 1, "sent once"
        screen = shown(pilot)
        assert "came back" not in screen
        assert "1 decided" in screen
        assert "◷ To Ada Park in 5 s z takes it back" in screen


async def test_the_conversation_is_a_key_away_and_back_again() -> None:
    desk = Desk()
    async with running(desk, keys=["d", "enter"]) as pilot:
        assert "How do we move it" in shown(pilot)
        assert pilot.app.desk.open == "c0"  # type: ignore[attr-defined]
        await press(pilot, "y", "escape")
        screen = shown(pilot)
        assert "Decision queue" in screen
        assert "Tomasz" in screen, "what was settled there is not shown again"
        await press(pilot, "escape", "g", "j", "enter")
        assert pilot.app.desk.open == "c2"  # type: ignore[attr-defined]
        await press(pilot, "d")
        assert "Mina Laurent · Grey grid offline" in shown(pilot), "from a conversation the queue begins there"


async def test_a_long_queue_is_read_page_by_page() -> None:
    desk = Desk(filled=False)
    for number in range(70):
        desk.open(f"n{number}", number % 8, 200 - number, None, f"Question {number}", None, 60)
        desk.draft_for(f"n{number}", announce=False)
    async with running(desk, keys=["d"]) as pilot:
        assert "◆ 70 wait" in shown(pilot)
        assert "1/50+" in shown(pilot)
        await press(pilot, "left_square_bracket")
        assert len(ids(pilot)) == 70
        assert "50/70" in shown(pilot)


async def test_a_queue_that_cannot_be_read_or_counted_is_no_calm_zero() -> None:
    desk = Desk()
    desk.fails["drafts"] = [Refused(500, "internal", "it was logged")] * 9
    desk.fails["counts"] = [LOST] * 9
    async with running(desk, keys=["d"]) as pilot:
        screen = shown(pilot)
        assert "The queue could not be read: it was logged" in screen
        assert "◆ not counted" in screen
        desk.fails.clear()
        await press(pilot, ".")
        assert "Ada Park · Moving our data" in shown(pilot)


async def test_where_there_is_little_room_the_evidence_is_a_key_away() -> None:
    async with running(Desk(), size=SMALL, keys=["d"]) as pilot:
        screen = shown(pilot)
        assert "You can move your club" in screen
        assert "v: evidence" in screen
        assert "Owners can ask" not in screen
        await press(pilot, "v", "j")
        screen = shown(pilot)
        assert "“We agree on a night with you" in screen
        assert "▌ " in screen
        await press(pilot, "escape")
        assert "You can move your club" in shown(pilot)


async def test_threads_that_could_not_be_read_are_read_once_the_line_is_back() -> None:
    desk = Desk()
    desk.fails["conversation"] = [LOST] * 9
    async with running(desk, keys=["d"]) as pilot:
        assert pilot.app.desk.unreadable  # type: ignore[attr-defined]
        desk.fails.clear()
        desk.on_link(Link.LOST)
        desk.on_link(Link.LIVE)
        await settle(pilot)
        assert not pilot.app.desk.unreadable  # type: ignore[attr-defined]
        assert {"c0", "c3", "c2"} <= set(pilot.app.desk.threads)  # type: ignore[attr-defined]


async def test_a_readonly_queue_says_so_where_it_would_offer_to_send() -> None:
    async with running(Desk(), readonly=True, keys=["d"]) as pilot:
        screen = shown(pilot)
        assert "◌ Approve and send is off: this console was started with --readonly." in screen
        assert "y send" not in screen
