"""What an operator does to conversations: one and many, and what everything says on the way."""

from tests.tui.desk import Desk
from tests.tui.running import SMALL, called, press, running, settle, shown, write
from tests.tui.test_hostile import NAME, TEXT, harmless
from tests.tui.trailmark import LIN, SAM

TOMORROW = "2026-03-03T09:00:00+01:00"


async def test_a_conversation_sleeps_and_is_woken() -> None:
    desk = Desk()
    async with running(desk, keys=["s"]) as pilot:
        assert "2 Tomorrow" in shown(pilot)
        await press(pilot, "2", "enter")
        assert called(desk, "snooze") == [("c1", TOMORROW)]
        assert "Needs a decision (3)" in shown(pilot)
        await press(pilot, "0")
        screen = shown(pilot)
        assert "☾ asleep until Tue 3 Mar 09:00" in screen
        assert "Bo Reyes" in screen
        await press(pilot, "w")
        assert ("c1", "unsnooze") in called(desk, "move")
        assert "Nothing sleeps." in shown(pilot)


async def test_a_time_that_is_none_is_told_while_it_can_be_mended() -> None:
    desk = Desk()
    async with running(desk, keys=["s", *"fri"]) as pilot:
        assert "→ until Fri 6 Mar 09:00" in shown(pilot)
        await press(pilot, "x", "enter")
        assert "“frix” is no time to come." in shown(pilot)
        await press(pilot, "escape")
        assert not called(desk, "snooze")


async def test_priority_mine_nobodys_and_unread_are_a_key_each() -> None:
    desk = Desk()
    async with running(desk, keys=["4", "P"]) as pilot:
        assert "! first" in shown(pilot)
        await press(pilot, "P")
        assert [call[1] for call in called(desk, "weigh")] == ["priority", "not_priority"]
        first = pilot.app.desk.target  # type: ignore[attr-defined]
        await press(pilot, "i", "I", "I")
        assert called(desk, "assign") == [(first, SAM), (first, None)]
        assert "It is nobody's already." in shown(pilot)
        await press(pilot, "enter", "n")
        assert (first, "unread") in called(desk, "move")


async def test_who_takes_over_is_chosen_by_presence_and_load() -> None:
    desk = Desk()
    async with running(desk, keys=["a"]) as pilot:
        screen = shown(pilot)
        assert "● here · 2 open" in screen
        assert "● here · 0 open · lin@trailmark.example" in screen


async def test_tags_are_found_by_a_few_letters_made_and_taken_off() -> None:
    desk = Desk()
    async with running(desk, keys=["t", *"dtp"]) as pilot:
        assert "data protection" in shown(pilot)
        await press(pilot, "enter")
        assert called(desk, "tag") == [("c1", "t1")]
        assert "#data-protection" in shown(pilot)
        await press(pilot, "t", *"vip", "enter")
        assert called(desk, "add_tag") == [("vip",)]
        await press(pilot, "U", *"data", "enter")
        assert called(desk, "untag") == [("c1", "t1")]
        assert "#vip" in shown(pilot)


async def test_where_there_is_no_tag_yet_one_is_told_how_to_make_it() -> None:
    desk = Desk()
    desk.tags_there().clear()
    async with running(desk, keys=["t"]) as pilot:
        assert "There is no tag yet. Write a name and it is made." in shown(pilot)
        await press(pilot, *"vip")
        assert "a new tag" in shown(pilot)


async def test_all_that_is_marked_is_moved_at_once_after_its_number_was_typed() -> None:
    desk = Desk()
    async with running(desk, keys=["4", "space", "space", "s", "4", "enter"]) as pilot:
        assert "Snooze until the customer writes: 2 conversations" in shown(pilot)
        await press(pilot, "2", "enter")
        assert "2 asleep until the customer writes." in shown(pilot)
        await press(pilot, "space", "space", "t", *"bil", "enter", "2", "enter")
        assert "2 tagged billing." in shown(pilot)
        await press(pilot, "space", "P", "1", "enter")
        assert [call[1] for call in called(desk, "bulk")] == ["snooze", "tag", "priority"]


async def test_two_conversations_become_one_and_z_takes_them_apart() -> None:
    desk = Desk()
    desk.open("c9", 1, 300, "An older matter", "Where are my invoices?", None, None)
    async with running(desk, keys=["enter", "M", "enter"]) as pilot:
        screen = shown(pilot)
        assert "Merge into “An older matter”?" in screen
        assert "Where are my invoices?" in screen
        await press(pilot, "y")
        assert called(desk, "merge") == [("c1", "c9")]
        assert pilot.app.desk.open == "c9"  # type: ignore[attr-defined]
        screen = shown(pilot)
        assert "Merged. z takes them apart again until 10:52." in screen
        assert "Can I get February refunded?" in screen
        await press(pilot, "z")
        assert called(desk, "unmerge") == [("c1",)]
        assert [one.body for one in pilot.app.desk.thread.messages] == ["Where are my invoices?"]  # type: ignore[attr-defined]


async def test_a_customer_with_one_conversation_has_none_to_merge_with() -> None:
    async with running(Desk(), keys=["M"]) as pilot:
        assert "This customer has had no other conversation." in shown(pilot)


async def test_an_id_that_was_merged_leads_on() -> None:
    desk = Desk()
    async with running(desk, keys=["enter"]) as pilot:
        desk.change("c1", status="closed", archived_at="2026-03-02T09:42:00Z", merged_into="c2")
        await settle(pilot)
        assert pilot.app.desk.open == "c2"  # type: ignore[attr-defined]
        screen = shown(pilot)
        assert "you are there now" in screen
        assert "the map is only a grey grid" in screen


async def test_a_link_is_shown_once_copied_and_ended() -> None:
    desk = Desk()
    async with running(desk, keys=["L", *"week", "enter"]) as pilot:
        screen = shown(pilot)
        assert called(desk, "share") == [("c1", 168)]
        assert "http://desk.example/shared#c1.cl_share_1" in screen
        await press(pilot, "escape", "L", *"end", "enter")
        assert "1 link will show nothing from then on" in shown(pilot)
        await press(pilot, "y")
        assert "1 link ended" in shown(pilot)


async def test_what_belongs_to_a_conversation_is_listed_and_opened_over_it() -> None:
    desk = Desk()
    desk.open("c9", 1, 300, "An older matter", "Where are my invoices?", None, None)
    async with running(desk, keys=["enter", "B"]) as pilot:
        assert "the same customer" in shown(pilot)
        await press(pilot, "enter")
        assert pilot.app.desk.open == "c9"  # type: ignore[attr-defined]
        await press(pilot, "escape", "b")
        assert pilot.app.desk.below == ("c1",)  # type: ignore[attr-defined]


async def test_a_note_asks_for_a_colleagues_eye_by_name() -> None:
    desk = Desk()
    async with running(desk, keys=["enter", "N"]) as pilot:
        await write(pilot, "Finance? @li")
        assert "Tab: @Lin" in shown(pilot)
        await press(pilot, "tab")
        assert "asks Lin to look" in shown(pilot)
        await press(pilot, "escape", "y")
        assert desk.given["mentioned"] == [LIN]
        assert "One is asked to look." in shown(pilot)


async def test_a_mention_is_announced_listed_and_seen_by_reading() -> None:
    desk = Desk()
    async with running(desk) as pilot:
        desk.mention("c5")
        await settle(pilot)
        assert "Lin asks for your eye in a note. @ shows it." in shown(pilot)
        await press(pilot, "at")
        screen = shown(pilot)
        assert "Mentions (1)" in screen
        assert "▸@" in screen
        await press(pilot, "enter")
        assert ("c5", "read") in called(desk, "move")
        assert "@you: seen" in shown(pilot)


async def test_a_canned_reply_is_read_as_it_will_be_said_and_put_in() -> None:
    desk = Desk()
    async with running(desk, keys=["enter", "r", "slash"]) as pilot:
        assert "Sent to bo@summitwalkers.example." in shown(pilot)
        await press(pilot, *"thx", "enter")
        assert pilot.app.desk.unsent["c1"].text == "Thank you, Bo!"  # type: ignore[attr-defined]


async def test_a_gap_in_a_canned_reply_is_told_before_it_is_put_in() -> None:
    async with running(Desk(), keys=["4", "m"]) as pilot:
        assert "Nothing is known of customer.email: a gap is left" in shown(pilot)


async def test_a_colleagues_newer_answer_is_read_before_ones_own_goes_out() -> None:
    desk = Desk()
    async with running(desk, keys=["enter", "r"]) as pilot:
        await write(pilot, "Mine.")
        desk.colleague_answers("c1", "Refunded it just now.")
        await press(pilot, "escape", "y")
        screen = shown(pilot)
        assert "Lin has answered since you looked" in screen
        assert "Refunded it just now." in screen
        await press(pilot, "n")
        screen = shown(pilot)
        assert "Nothing was sent by you." in screen
        assert "Refunded it just now." in screen
        assert pilot.app.desk.unsent["c1"].text == "Mine."  # type: ignore[attr-defined]
        await press(pilot, "y")
        assert [one["body"] for one in desk.messages["c1"]][-2:] == ["Refunded it just now.", "Mine."]
        assert desk.given["force"] is False


async def test_what_is_sent_over_a_colleagues_answer_was_wished_for() -> None:
    desk = Desk()
    async with running(desk, keys=["enter"]) as pilot:
        desk.colleague_answers("c1", "Refunded it just now.")
        await press(pilot, "y", "y")
        assert [one["body"] for one in desk.messages["c1"]][-2] == "Refunded it just now."
        assert "◷ To Bo Reyes" in shown(pilot)


async def test_in_the_queue_it_comes_back_with_what_was_said() -> None:
    desk = Desk()
    async with running(desk, keys=["d"]) as pilot:
        first = pilot.app.desk.target  # type: ignore[attr-defined]
        desk.colleague_answers(first, "I called them.")
        await press(pilot, "y")
        screen = shown(pilot)
        assert "was not applied: Lin has answered since you looked: “I called them.”" in screen
        await press(pilot, "left_square_bracket")
        assert pilot.app.desk.target == first  # type: ignore[attr-defined]
        assert "10:42 Lin  I called them." in shown(pilot)
        await press(pilot, "y")
        assert [one["user_id"] for one in desk.messages[first]][-2:] == [LIN, SAM]


async def test_what_is_deleted_under_ones_eyes_says_so_calmly() -> None:
    desk = Desk()
    async with running(desk, keys=["enter"]) as pilot:
        desk.delete("c1")
        await settle(pilot)
        assert "This conversation was deleted for good." in shown(pilot)
        await press(pilot, "s", "escape")
        assert "Bo Reyes" not in shown(pilot)
        desk.delete("c2")
        await settle(pilot)
        assert "deleted by somebody." in shown(pilot)
        assert pilot.app.desk.target == "c3"  # type: ignore[attr-defined]


async def test_in_the_queue_one_can_snooze_and_the_next_comes_up() -> None:
    desk = Desk()
    async with running(desk, size=SMALL, keys=["d"]) as pilot:
        first = pilot.app.desk.target  # type: ignore[attr-defined]
        await press(pilot, "s", "4", "enter")
        assert called(desk, "snooze") == [(first, None)]
        assert pilot.app.desk.target not in (first, None)  # type: ignore[attr-defined]
        await press(pilot, "m", *"thx", "enter")
        assert "Thank you," in shown(pilot)


async def test_what_hangs_on_a_conversation_may_be_called_whatever_strangers_like() -> None:
    desk = Desk()
    desk.tags_there()["t0"]["name"] = NAME
    desk.send_file("c1", NAME, kind=TEXT[:200])
    desk.open("c9", 1, 300, NAME, TEXT, None, None)
    async with running(desk, size=SMALL, keys=["t", "enter", "enter"]) as pilot:
        desk.colleague_answers("c1", TEXT)
        for tour in (["U"], ["M"], ["enter"], ["D"], ["B"], ["r", *"hi", "escape", "y"]):
            await press(pilot, *tour)
            assert harmless(shown(pilot)), tour
            if tour != ["M"]:
                await press(pilot, "escape")
        desk.say("webhooks:disabled", {"id": "w1", "host": NAME, "reason": TEXT})
        await settle(pilot)
        assert harmless(shown(pilot))
