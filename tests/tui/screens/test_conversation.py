"""A conversation at work: reading, deciding, writing, and what everything says on the way."""

from cairnloop.client import Refused, Unreachable
from tests.tui.desk import Desk
from tests.tui.running import SMALL, press, running, settle, shown, write


async def test_it_shows_thread_draft_evidence_and_customer() -> None:
    async with running(Desk(), keys=["j", "j", "j", "enter"]) as pilot:
        screen = shown(pilot)
        for words in (
            "Moving our data to the EU",
            "▲ first reply late 12m",
            "Draft ◆ grounded reply",
            "keep working. [1][2]",
            "▰▰▰▰▱ 0.86",
            "[1] Canon",
            "[2] Case",
            "● here now",
            "plan Club · members 214",
            "decision 1/4",
        ):
            assert words in screen, words


async def test_opening_it_tells_the_daemon_that_somebody_has_looked() -> None:
    desk = Desk()
    async with running(desk, keys=["enter"]):
        assert ("move", "c1", "read") in desk.calls


async def test_a_viewer_leaves_it_unread() -> None:
    desk = Desk(role="viewer")
    async with running(desk, keys=["enter"]):
        assert not any(call[0] == "move" for call in desk.calls)


async def test_the_whole_loop_from_draft_to_sent_and_on_to_the_next() -> None:
    desk = Desk()
    async with running(desk, keys=["enter", "y"]) as pilot:
        assert "◷ held 5 s, z takes it back" in shown(pilot)
        desk.pass_time(6)
        await settle(pilot)
        assert "✓ sent" in shown(pilot)
        await press(pilot, "c")
        assert "✓ resolved" in shown(pilot)
        await press(pilot, "right_square_bracket")
        assert "Draft ◆" in shown(pilot)
        assert pilot.app.desk.open == "c0"  # type: ignore[attr-defined]


async def test_a_reply_passes_the_review_line_and_is_held() -> None:
    desk = Desk()
    async with running(desk, keys=["enter", "r"]) as pilot:
        await write(pilot, "On its way, y!")
        assert not any(call[0] in ("approve", "write") for call in desk.calls)
        await press(pilot, "escape")
        screen = shown(pilot)
        assert "➤ to Bo Reyes by chat · held: z takes it back" in screen
        assert "y send" in screen
        await press(pilot, "y")
        assert ("write", "c1", "On its way, y!", False, "key-0") in desk.calls
        assert "◷ To Bo Reyes in 5 s" in shown(pilot)
        assert "Dear" not in shown(pilot)
        await press(pilot, "z")
        assert "On its way, y!" in pilot.app.desk.unsent["c1"].text  # type: ignore[attr-defined]


async def test_a_note_looks_unlike_a_reply_and_never_leaves() -> None:
    desk = Desk()
    async with running(desk, keys=["enter", "N"]) as pilot:
        await write(pilot, "Finance knows.")
        await press(pilot, "escape")
        screen = shown(pilot)
        assert "Private note · only colleagues see it" in screen
        assert "✎ for colleagues · Bo Reyes never sees it" in screen
        await press(pilot, "y")
        assert ("write", "c1", "Finance knows.", True, "key-0") in desk.calls
        assert "✎ private note" in shown(pilot)


async def test_a_note_is_never_turned_into_a_reply() -> None:
    desk = Desk()
    async with running(desk, keys=["enter", "N"]) as pilot:
        await write(pilot, "He is rude")
        await press(pilot, "escape", "escape", "r")
        screen = shown(pilot)
        assert "An unsent note stands here." in screen
        assert "Private note" in screen


async def test_editing_a_draft_sends_the_edited_words_for_the_version_that_was_seen() -> None:
    desk = Desk()
    async with running(desk, keys=["e"]) as pilot:
        assert "Draft for Bo Reyes, with your edits" in shown(pilot)
        await write(pilot, " Best, Sam")
        await press(pilot, "escape", "y")
        approved = next(call for call in desk.calls if call[0] == "approve")
        assert approved[1:3] == ("d1", 1)
        assert approved[3].endswith("Best, Sam")


async def test_edits_of_a_draft_that_changed_meanwhile_are_refused_and_kept() -> None:
    desk = Desk()
    async with running(desk, keys=["enter", "e"]) as pilot:
        await write(pilot, " Best, Sam")
        desk.settle("d1", "superseded", None, decision_reason="the customer wrote again")
        await press(pilot, "escape", "y")
        screen = shown(pilot)
        assert "The answer was not approved" in screen
        assert "your text is kept in the composer" in screen
        assert pilot.app.desk.unsent["c1"].text.endswith("Best, Sam")  # type: ignore[attr-defined]


async def test_a_reply_whose_answer_got_lost_is_tried_again_under_the_same_key() -> None:
    desk = Desk()
    desk.fails["write"] = [Unreachable("The daemon does not answer.")]
    async with running(desk, keys=["enter", "r"]) as pilot:
        await write(pilot, "Hello")
        await press(pilot, "escape", "y")
        assert "The reply was not sent: The daemon does not answer." in shown(pilot)
        await press(pilot, "y")
        assert [call[4] for call in desk.calls if call[0] == "write"] == ["key-0", "key-0"]
        assert "c1" not in pilot.app.desk.unsent  # type: ignore[attr-defined]


async def test_what_is_written_survives_going_elsewhere() -> None:
    desk = Desk()
    async with running(desk, keys=["enter", "r"]) as pilot:
        await write(pilot, "half a thou")
        await press(pilot, "escape", "escape", "right_square_bracket")
        assert "half a thou" not in shown(pilot)
        await press(pilot, "escape")
        assert "✎ unsent" in shown(pilot)
        await press(pilot, "g", "enter", "r")
        assert "half a thou" in shown(pilot)


async def test_leaving_with_unsent_text_is_asked_about_and_no_is_the_safe_answer() -> None:
    async with running(Desk(), keys=["enter", "r"]) as pilot:
        await write(pilot, "words")
        await press(pilot, "escape", "escape", "q")
        assert "Leave with unsent text?" in shown(pilot)
        await press(pilot, "enter")
        assert pilot.app.return_value is None
        await press(pilot, "q", "y")
        assert pilot.app.return_value == 0


async def test_discarding_asks_why_and_a_digit_is_enough() -> None:
    desk = Desk()
    async with running(desk, keys=["enter", "x"]) as pilot:
        assert "does not answer the question" in shown(pilot)
        await press(pilot, "2", "enter")
        assert ("discard", "d1", 1, "does not answer the question") in desk.calls
        assert "◇ draft discarded" in shown(pilot)


async def test_escape_from_a_question_changes_nothing() -> None:
    desk = Desk()
    async with running(desk, keys=["x", "escape", "R", "escape", "a", "escape"]):
        assert not any(call[0] in ("discard", "regenerate", "assign") for call in desk.calls)


async def test_another_draft_is_asked_for_with_a_wish_and_appears_by_itself() -> None:
    desk = Desk()
    async with running(desk, keys=["enter", "R", *"shorter", "enter"]) as pilot:
        assert ("regenerate", "d1", 1, "shorter") in desk.calls
        assert "Another draft is being made" in shown(pilot)
        desk.draft_for("c1", body="Yes, within five days.", instruction="shorter")
        await settle(pilot)
        screen = shown(pilot)
        assert "Yes, within five days." in screen
        assert "Draft 1/2 ◆ grounded reply" in screen
        await press(pilot, "left_curly_bracket")
        assert "Draft 2/2 ◆ superseded" in shown(pilot)


async def test_a_conversation_is_assigned_from_a_list() -> None:
    desk = Desk()
    async with running(desk, keys=["enter", "a", *"lin", "enter"]) as pilot:
        assert ("assign", "c1", 2) in desk.calls
        assert "Assigned to Lin." in shown(pilot)


async def test_who_writes_is_seen_and_told() -> None:
    desk = Desk()
    async with running(desk, keys=["enter"]) as pilot:
        desk.say("typing", {"conversation_id": "c1", "typing": True, "type": "customer"})
        await settle(pilot)
        assert "✎ Bo Reyes types…" in shown(pilot)
        desk.pass_time(10)
        await press(pilot, "r")
        await write(pilot, "x")
        assert ("push", "typing", {"conversation_id": "c1", "typing": True}) in desk.calls


async def test_evidence_is_read_passage_by_passage() -> None:
    async with running(Desk(), keys=["j", "j", "j", "v", "j", "enter"]) as pilot:
        screen = shown(pilot)
        assert "Evidence 2" in screen
        assert "Found because: the words Ohio, Frankfurt, QR codes" in screen


async def test_knowledge_is_searched_and_quoted_into_the_reply() -> None:
    desk = Desk()
    desk.found = [
        {"source": "article", "title": "Refunds", "heading": "Charged twice", "text": "Paid back in full.",
         "excerpt": "\ue000Paid\ue001 back in full.", "why": ["the word paid"]},
    ]  # fmt: skip
    async with running(desk, keys=["enter", "r"]) as pilot:
        await write(pilot, "Hi. ")
        await press(pilot, "f2", *"paid")
        assert "Refunds › Charged twice" in shown(pilot)
        await press(pilot, "enter")
        assert pilot.app.desk.unsent["c1"].text == "Hi. “Paid back in full.” (Refunds › Charged twice)"  # type: ignore[attr-defined]


async def test_a_search_that_fails_says_so() -> None:
    desk = Desk()
    desk.fails["search"] = [Refused(503, "unavailable", "the index is being built")] * 5
    async with running(desk, keys=["K", "x"]) as pilot:
        assert "It could not be searched: the index is being built" in shown(pilot)


async def test_where_there_is_little_room_the_draft_is_below_the_thread_and_v_shows_the_rail() -> None:
    async with running(Desk(), size=SMALL, keys=["j", "j", "j", "enter"]) as pilot:
        screen = shown(pilot)
        assert "Hello! Our board decided" in screen
        assert "You can move your club" in screen
        assert "y approve" in screen
        await press(pilot, "v")
        assert "[1] Canon" in shown(pilot)
        await press(pilot, "escape")
        assert "Hello! Our board decided" in shown(pilot)


async def test_news_arrives_in_an_open_conversation() -> None:
    desk = Desk()
    async with running(desk, keys=["enter"]) as pilot:
        desk.customer_writes("c1", "And January too!")
        desk.settle("d1", "superseded", None, decision_reason="the customer wrote again")
        await settle(pilot)
        screen = shown(pilot)
        assert "And January too!" in screen
        assert "This draft was superseded:" in screen
        assert "◇ draft superseded, the customer wrote again" in screen


async def test_a_conversation_that_cannot_be_read_says_so() -> None:
    desk = Desk()
    desk.fails["conversation"] = [Refused(500, "internal", "it was logged")] * 9
    async with running(desk, keys=["enter"]) as pilot:
        assert "It could not be read: it was logged" in shown(pilot)


async def test_a_readonly_console_writes_to_nobody_whatever_is_pressed() -> None:
    desk = Desk()
    async with running(desk, readonly=True, keys=["enter", "tab", "tab", "tab", "tab", "tab"]) as pilot:
        assert "Reply is off: this console was started with --readonly." in shown(pilot)
        assert "approve & send" not in shown(pilot)
        await write(pilot, "hello")
        await press(pilot, "escape", "y", "shift+tab")
        await write(pilot, "hello")
        await press(pilot, "escape", "y")
        assert pilot.app.desk.unsent == {}  # type: ignore[attr-defined]
        assert not [call for call in desk.calls if call[0] == "write" or call[:2] == ("push", "typing")]
