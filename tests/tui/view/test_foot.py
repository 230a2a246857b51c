"""The footer: what was said, and the keys that can act now."""

import pytest

from cairnloop.tui.acting.actions import Context
from cairnloop.tui.acting.keymap import keymap
from cairnloop.tui.state import events as e
from cairnloop.tui.state import leafing as b
from cairnloop.tui.state.articles import ArticleRow
from cairnloop.tui.state.book import Book
from cairnloop.tui.state.desk import Desk
from cairnloop.tui.state.listing import Edge
from cairnloop.tui.state.paged import Leaf
from cairnloop.tui.state.unsent import Mode, Unsent
from cairnloop.tui.terminal.lines import cells
from cairnloop.tui.view.foot import foot
from tests.tui.make import after, answer, draft, listed, live, row, thread

PLAIN = keymap({})
ARTICLE = ArticleRow("a1", "Refunds", "refunds.md", "published", False, None)


def deciding() -> Desk:
    return after(listed(row("c1", draft_id="d1")), e.ThreadRead(thread("c1", drafts=(draft(),))))


@pytest.mark.parametrize("width", [60, 80, 120, 200])
@pytest.mark.parametrize("context", Context)
def test_it_fits_every_width_and_help_is_never_squeezed_out(width: int, context: Context) -> None:
    found = foot(deciding(), context, PLAIN, width)
    assert cells(found.text) <= width
    if context in (Context.INBOX, Context.CONVERSATION):
        assert "? help" in found.text


def test_only_what_can_be_done_is_offered() -> None:
    assert "y approve" in foot(deciding(), Context.INBOX, PLAIN, 120).text
    text = foot(live(role="viewer"), Context.INBOX, PLAIN, 120).text
    assert "approve" not in text
    assert "reply" not in text


def test_a_held_answer_is_counted_down() -> None:
    text = foot(after(deciding(), e.MessageSaid(answer())), Context.INBOX, PLAIN, 120).text
    assert "◷ To Ada Park in 5 s z takes it back" in text


def test_a_refusal_is_said_even_while_something_is_held() -> None:
    desk = after(deciding(), e.MessageSaid(answer()), e.Told("Not now.", "refused"))
    assert "✕ Not now." in foot(desk, Context.INBOX, PLAIN, 120).text


def test_keys_follow_the_operators_map() -> None:
    own = keymap({"approve": "W"})
    assert "W approve" in foot(deciding(), Context.INBOX, own, 120).text


def test_the_place_among_the_decisions_is_told() -> None:
    desk = after(deciding(), e.DraftChanged(draft()), e.Entered("c1"))
    assert "decision 1/1" in foot(desk, Context.CONVERSATION, PLAIN, 120).text


def test_a_sentence_in_full_is_worth_more_than_the_hour() -> None:
    said = "There is nobody to pass it on to: no colleague may decide, and it has to wait."
    text = foot(after(deciding(), e.Told(said, "refused")), Context.INBOX, PLAIN, 82).text
    assert said in text
    assert "command" not in text, "a key is there whole or not at all"


def test_a_note_is_kept_and_never_said_to_be_sent() -> None:
    note = after(deciding(), e.Entered("c1"), e.Kept("c1", Unsent(Mode.NOTE, "Lin knows.")))
    assert "y keep it" in foot(note, Context.REVIEW, PLAIN, 80).text
    reply = after(deciding(), e.Entered("c1"), e.Kept("c1", Unsent(Mode.REPLY, "Hello.")))
    assert "y send" in foot(reply, Context.REVIEW, PLAIN, 80).text
    assert "Esc keep for later" in foot(reply, Context.REVIEW, PLAIN, 80).text


def test_what_is_read_in_full_offers_the_way_back() -> None:
    desk = after(
        live(), b.BookOpened(Book.ARTICLES), b.LeafRead(Book.ARTICLES, "", Edge.ANEW, Leaf(None, (ARTICLE,), None))
    )
    assert "Enter read" in foot(desk, Context.ARTICLES, PLAIN, 80).text
    text = foot(after(desk, b.Turned(True)), Context.ARTICLES, PLAIN, 80).text
    assert text.startswith(" Esc back")
    assert "Enter read" not in text
