"""The inbox at work: live rows, decisions without leaving it, and what it says when something is wrong."""

from cairnloop.client import Refused, Unreachable
from cairnloop.client.channel import Link
from tests.tui.desk import Desk
from tests.tui.running import SMALL, press, running, settle, shown


async def test_it_opens_on_what_needs_a_decision_and_marks_the_conversation_it_previews() -> None:
    async with running(Desk()) as pilot:
        screen = shown(pilot)
        assert "Trailmark · 3 online" in screen
        assert "Needs a decision (4)" in screen
        assert "◆ 4 drafts wait" in screen
        assert "▲ 1 late" in screen
        assert "⟳ live" in screen
        assert "We are sorry about the double" in screen


async def test_approving_sends_the_draft_and_brings_up_the_next() -> None:
    desk = Desk()
    async with running(desk, keys=["y"]) as pilot:
        assert ("approve", "d1", 1, None) in desk.calls
        screen = shown(pilot)
        assert "Needs a decision (3)" in screen
        assert "◷ To Bo Reyes in 5 s z takes it back" in screen
        desk.pass_time(5.5)
        await settle(pilot)
        assert "✓ Sent to Bo Reyes." in shown(pilot)


async def test_the_same_key_pressed_twice_approves_one_draft() -> None:
    desk = Desk()
    async with running(desk, keys=["y", "y"]) as pilot:
        assert [call[1] for call in desk.calls if call[0] == "approve"] == ["d1"]
        assert "This is the next draft." in shown(pilot)
        desk.pass_time(1)
        await press(pilot, "y")
        assert [call[1] for call in desk.calls if call[0] == "approve"] == ["d1", "d2"]


async def test_undo_brings_the_draft_and_its_row_back() -> None:
    desk = Desk()
    async with running(desk, keys=["y", "z"]) as pilot:
        screen = shown(pilot)
        assert "Taken back. Nothing reached Bo Reyes." in screen
        assert "Needs a decision (4)" in screen
        assert pilot.app.desk.target == "c1"  # type: ignore[attr-defined]
        assert "y approve" in screen


async def test_undoing_too_late_says_so() -> None:
    desk = Desk()
    async with running(desk, keys=["y"]) as pilot:
        desk.fails["undo"] = [Refused(409, "illegal_move", "too late to undo: the message is on its way")]
        await press(pilot, "z")
        assert "could not be taken back: too late to undo" in shown(pilot)


async def test_news_changes_rows_where_they_are_and_announces_the_rest() -> None:
    desk = Desk()
    async with running(desk, keys=["j"]) as pilot:
        desk.customer_writes("c2", "It is the whole of Corsica.")
        desk.draft_for("c6")
        await settle(pilot)
        screen = shown(pilot)
        assert pilot.app.desk.target == "c2"  # type: ignore[attr-defined]
        assert "It is the whole of Corsica." in screen
        assert "↑ 1 new · . shows" in screen
        assert "Needs a decision (5)" in screen
        await press(pilot, ".")
        assert "Grace Whitf" in shown(pilot)
        assert pilot.app.desk.target == "c2"  # type: ignore[attr-defined]


async def test_a_draft_that_a_colleague_decided_stays_in_sight_and_cannot_be_sent_again() -> None:
    desk = Desk()
    async with running(desk) as pilot:
        desk.settle("d1", "approved")
        await settle(pilot)
        assert "· decided" in shown(pilot)
        await press(pilot, "y")
        assert "This draft is already approved by Lin." in shown(pilot)
        assert not any(call[0] == "approve" for call in desk.calls)


async def test_being_overtaken_says_by_whom_and_shows_what_there_is_now() -> None:
    desk = Desk()
    async with running(desk) as pilot:
        listener, desk.on_event = desk.on_event, lambda topic, event, payload: None
        desk.settle("d1", "approved")
        desk.on_event = listener
        await press(pilot, "y")
        screen = shown(pilot)
        assert "The answer was not approved: This draft is already approved by Lin." in screen
        assert "✓ Nothing was sent by you." in screen
        await press(pilot, "escape")
        assert "Nothing was sent by you." not in shown(pilot)


async def test_a_lost_connection_is_shown_and_caught_up_with() -> None:
    desk = Desk()
    async with running(desk) as pilot:
        desk.on_link(Link.LOST)
        await settle(pilot)
        assert "… reconnecting" in shown(pilot)
        await press(pilot, "y")
        assert "Approve and send has to wait: the connection is lost" in shown(pilot)
        desk.pass_time(60)
        await settle(pilot)
        await press(pilot, "k")
        assert "✕ offline 1m" in shown(pilot)
        listener, desk.on_event = desk.on_event, lambda topic, event, payload: None
        desk.settle("d2", "approved")
        desk.on_event = listener
        desk.on_link(Link.LIVE)
        await settle(pilot)
        screen = shown(pilot)
        assert "⟳ live" in screen
        assert "Needs a decision (3)" in screen
        assert "Mina" not in screen


async def test_counts_that_cannot_be_read_are_not_called_zero() -> None:
    desk = Desk()
    desk.fails["counts"] = [Unreachable("no answer")] * 9
    async with running(desk) as pilot:
        screen = shown(pilot)
        assert "Needs a decision (?)" in screen
        assert "drafts not counted" in screen
        assert "Counts could not be" in screen


async def test_a_list_that_cannot_be_read_says_what_is_safe_and_what_to_press() -> None:
    desk = Desk()
    desk.fails["conversations"] = [Refused(500, "internal", "it was logged")] * 2
    async with running(desk) as pilot:
        screen = shown(pilot)
        assert "“Needs a decision” could not be read: it was logged" in screen
        assert "Nothing was changed." in screen
        await press(pilot, ".")
        assert "Bo Reyes" in shown(pilot)


async def test_an_empty_desk_says_what_will_appear() -> None:
    async with running(Desk(filled=False)) as pilot:
        screen = shown(pilot)
        assert "Nothing waits for a decision." in screen
        assert "When a customer writes, a draft is made" in screen


async def test_what_arrives_in_an_empty_section_is_shown_at_once() -> None:
    desk = Desk()
    async with running(desk, keys=["5"]) as pilot:
        assert "Nothing is resolved yet." in shown(pilot)
        desk.change("c6", status="closed", awaiting=None)
        await settle(pilot)
        assert "Grace Whitf" in shown(pilot)


async def test_a_session_that_ended_cannot_open_the_console() -> None:
    desk = Desk()
    desk.fails["me"] = [Refused(401, "unauthenticated", "Not authenticated")]
    async with running(desk) as pilot:
        await settle(pilot)
        assert pilot.app.return_value == 1


async def test_the_filter_narrows_the_loaded_rows_and_escape_opens_them_again() -> None:
    async with running(Desk(), keys=["slash", *"grid", "enter"]) as pilot:
        screen = shown(pilot)
        assert "Mina" in screen
        assert "Tomasz" not in screen
        assert "/ grid" in screen
        await press(pilot, "escape")
        assert "Tomasz" in shown(pilot)


async def test_long_lists_come_in_pages_as_the_cursor_nears_their_end() -> None:
    desk = Desk(filled=False)
    for number in range(400):
        desk.open(f"n{number}", number % 8, number, None, f"Question {number}", None, 60)
    async with running(desk, keys=["4"]) as pilot:
        console = pilot.app.desk  # type: ignore[attr-defined]
        assert len(console.listing.rows) == 50
        assert "1/50+" in shown(pilot)
        for _ in range(9):
            await press(pilot, "G")
        found = pilot.app.desk.listing  # type: ignore[attr-defined]
        assert len(found.rows) == 300
        assert found.row.id == "n399"
        await press(pilot, "g")
        for _ in range(3):
            await press(pilot, "g")
        assert pilot.app.desk.listing.row.id == "n0"  # type: ignore[attr-defined]


async def test_where_there_is_little_room_one_pane_is_shown_at_a_time() -> None:
    async with running(Desk(), size=SMALL) as pilot:
        screen = shown(pilot)
        assert "1 Decide 4" in screen
        assert "4 Open 7" in screen
        assert "We are sorry" not in screen
        await press(pilot, "tab")
        assert "We are sorry about the double charge." in shown(pilot)
        await press(pilot, "escape")
        assert "Mina Laurent" in shown(pilot)


async def test_a_readonly_console_shows_that_it_is() -> None:
    async with running(Desk(), readonly=True, keys=["x"]) as pilot:
        screen = shown(pilot)
        assert "◌ read-only" in screen
        assert "Discard is off: this console was started with --readonly." in screen


async def test_a_page_that_cannot_be_read_is_not_asked_for_again_and_again() -> None:
    desk = Desk(filled=False)
    for number in range(120):
        desk.open(f"n{number}", number % 8, number, None, f"Question {number}", None, 60)
    async with running(desk, keys=["4"]) as pilot:
        desk.fails["conversations"] = [Refused(500, "internal", "it was logged")] * 9
        await press(pilot, "G", "k", "k", "k")
        assert len(desk.fails["conversations"]) == 8
        assert "✕ not read again · . tries" in shown(pilot)


async def test_news_that_is_not_understood_does_not_end_the_listening() -> None:
    desk = Desk()
    async with running(desk) as pilot:
        desk.say("shout", {"no": "message"})
        await settle(pilot)
        assert "does not understand" in shown(pilot)
        desk.customer_writes("c2", "Still there?")
        await settle(pilot)
        assert pilot.app.desk.threads["c2"].messages[-1].body == "Still there?"  # type: ignore[attr-defined]


async def test_arrows_and_letters_move_the_same_cursor() -> None:
    async with running(Desk(), keys=["down", "j", "up", "end", "home", "pagedown"]) as pilot:
        assert pilot.app.desk.target == "c0"  # type: ignore[attr-defined]
        await press(pilot, "k")
        assert pilot.app.desk.target == "c3"  # type: ignore[attr-defined]


async def test_the_conversation_under_the_cursor_and_the_next_are_read_ahead() -> None:
    desk = Desk()
    async with running(desk) as pilot:
        assert set(pilot.app.desk.threads) == {"c1", "c2"}  # type: ignore[attr-defined]
        await press(pilot, "j")
        assert "c3" in pilot.app.desk.threads  # type: ignore[attr-defined]
