"""The help in columns: keys, the action, what it does."""

from cairnloop.tui.acting.actions import ACTIONS
from cairnloop.tui.terminal.lines import cells
from cairnloop.tui.view.help import TITLE


def test_every_action_is_named_whole_and_apart_from_what_is_said_of_it() -> None:
    assert max(cells(one.title) for one in ACTIONS) < TITLE
