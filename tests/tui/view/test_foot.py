"""The footer: what was said, and the keys that can act now."""

import pytest

from cairnloop.tui.actions import Context
from cairnloop.tui.keymap import keymap
from cairnloop.tui.lines import cells
from cairnloop.tui.state import events as e
from cairnloop.tui.state.desk import Desk
from cairnloop.tui.view.foot import foot
from tests.tui.make import after, answer, draft, listed, live, row, thread

PLAIN = keymap({})


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
