"""What happens to conversations as a whole, taken in without moving the operator's hand."""

from dataclasses import replace
from datetime import timedelta

from cairnloop.tui.acting.actions import BY_ID
from cairnloop.tui.acting.grounds import why_not
from cairnloop.tui.performing.looking import copyable
from cairnloop.tui.state import conversing as c
from cairnloop.tui.state import events as e
from cairnloop.tui.state.belongings import Mention
from cairnloop.tui.state.desk import Merge
from cairnloop.tui.state.sections import Section
from cairnloop.tui.state.unsent import Mode, Unsent
from cairnloop.tui.view.rows import flags
from tests.tui.make import after, basic, listed, message, page, row, rows, thread
from tests.tui.trailmark import LIN, NOW, SAM

WORDS = Unsent(Mode.REPLY, "On its way.", key="k1")


def test_what_was_deleted_leaves_the_list_and_the_cursor_goes_to_the_one_that_moves_up() -> None:
    desk = after(listed(*rows(3), section=Section.OPEN), e.CursorMoved(1), c.Deleted("c1"))
    assert [one.id for one in desk.listing.rows] == ["c0", "c2"]
    assert desk.target == "c2"
    assert desk.listing.moved_by_itself is not None
    assert desk.notice is not None
    assert "deleted" in desk.notice.text


def test_what_is_deleted_while_it_is_open_says_so_and_keeps_the_words() -> None:
    desk = after(listed(row()), e.ThreadRead(thread()), e.Entered("c1"), e.Kept("c1", WORDS), c.Deleted("c1"))
    assert desk.thread is None
    assert desk.unreadable["c1"].press == "Esc goes back."
    assert desk.unsent["c1"].text == "On its way."
    assert why_not(BY_ID["reply"], desk) == "This conversation was deleted. Esc goes back."
    assert why_not(BY_ID["copy"], desk) is None
    assert copyable(desk, "http://desk.example") == {"What you are writing": "On its way."}


def test_who_has_a_conversation_open_that_is_merged_is_led_on_with_their_words() -> None:
    desk = after(listed(*rows(2)), e.ThreadRead(thread("c0")), e.Entered("c0"), e.Kept("c0", WORDS))
    desk = after(desk, e.ConversationChanged(basic("c0", version=2, status="closed", merged_into="c1")))
    assert desk.open == "c1"
    assert desk.unsent["c1"] == replace(WORDS, key=None)
    assert desk.listing.left == {"c0": "merged"}


def test_a_merge_can_be_taken_apart_only_while_there_is_time() -> None:
    desk = after(listed(row()), c.MergeMade(Merge("c0", "c1", NOW + timedelta(minutes=10))))
    assert why_not(BY_ID["undo"], desk) is None
    assert why_not(BY_ID["undo"], after(desk, e.Ticked(NOW + timedelta(minutes=11)))) is not None


def test_what_was_merged_or_taken_apart_is_read_anew() -> None:
    desk = after(listed(*rows(2)), e.ThreadRead(thread("c0")), e.ThreadRead(thread("c1")))
    merged = after(desk, e.ConversationChanged(basic("c0", version=2, merged_into="c1")))
    assert not merged.threads
    again = after(merged, e.ThreadRead(thread("c1")), e.ConversationChanged(basic("c0", version=3)))
    assert not again.threads


def test_a_mention_is_said_counted_and_marked_until_it_is_seen() -> None:
    mention = Mention("n1", "c1", SAM, "m1")
    desk = after(listed(row()), page((), section=Section.MENTIONS), c.Mentioned(mention, LIN))
    assert desk.notice is not None
    assert desk.notice.text == "Lin asks for your eye in a note. @ shows it."
    assert desk.listings[Section.MENTIONS].arrivals == {"c1"}
    assert flags(desk)["c1"].text == "@"
    assert not after(desk, c.MentionSeen(mention)).mentions
    assert not after(listed(row()), c.Mentioned(replace(mention, user_id=LIN), SAM)).mentions


def test_one_that_sleeps_waits_for_no_decision_and_goes_at_ones_own_hand() -> None:
    desk = after(listed(row("c1", draft_id="d1")), e.Began("c1", "snoozing it"))
    desk = after(desk, e.ConversationChanged(basic("c1", version=2, status="snoozed", draft_id="d1")))
    assert not desk.listing.rows
    others = after(listed(row("c1", draft_id="d1")), e.ConversationChanged(basic("c1", version=2, status="snoozed")))
    assert others.listing.left == {"c1": "snoozed"}


def test_what_is_looked_over_again_counts_as_seen() -> None:
    desk = after(listed(row()), e.ThreadRead(thread(messages=(message(),))), e.Kept("c1", replace(WORDS, seen="m1")))
    assert after(desk, c.SeenSince("c1", "m2")).unsent["c1"].seen == "m2"


def test_tags_are_known_wherever_the_conversation_is() -> None:
    tag = c.Tag("t1", "billing")
    desk = after(listed(row()), e.ThreadRead(thread()), c.Tagged("c1", (tag,)))
    assert desk.listing.rows[0].tags == desk.threads["c1"].row.tags == (tag,)
    later = after(desk, e.ConversationChanged(basic("c1", version=2)))
    assert later.listing.rows[0].tags == (tag,)


def test_webhooks_that_were_switched_off_are_told_with_what_next_and_long_enough() -> None:
    desk = after(listed(row()), c.WebhooksOff("shop.example", "410 Gone"), e.Ticked(NOW + timedelta(seconds=15)))
    assert desk.notice is not None
    assert "shop.example" in desk.notice.text
    assert ":webhooks" in desk.notice.text
