"""The operator's own keys: granted where they can be, explained where they cannot, and never without a way out."""

import pytest

from cairnloop.tui.acting.actions import BY_ID
from cairnloop.tui.acting.keymap import canonical, keymap, show
from tests.tui.desk import Desk
from tests.tui.running import press, running, shown, write


def test_without_wishes_the_registry_decides() -> None:
    plain = keymap({})
    assert plain.overrides() == {}
    assert plain.shown("approve") == "y"
    assert plain.problems == ()


def test_a_wish_is_granted() -> None:
    found = keymap({"approve": "W", "help": "Ctrl-X, F12"})
    assert found.problems == ()
    assert found.overrides() == {"approve": "W", "help": "ctrl+x,f12"}


def test_two_actions_may_change_places() -> None:
    assert keymap({"edit": "x", "discard": "e"}).overrides() == {"edit": "x", "discard": "e"}


@pytest.mark.parametrize(
    ("wishes", "words"),
    [
        ({"aprove": "p"}, "there is no action “aprove”; did you mean “approve”?"),
        ({"zzzzzz": "p"}, "the help (?) lists them all"),
        ({"approve": "x"}, "x is “discard” already"),
        ({"approve": "ctrl+b"}, "Ctrl-B is not free: tmux listens to it"),
        ({"approve": " "}, "no key is named"),
        ({"review": "j"}, "is typed while writing"),
    ],
)
def test_a_wish_that_cannot_be_granted_says_why_and_changes_nothing(wishes: dict[str, str], words: str) -> None:
    found = keymap(wishes)
    assert len(found.problems) == 1
    assert words in found.problems[0]
    assert found.overrides() == {}


def test_a_refused_wish_does_not_leave_another_in_its_way() -> None:
    found = keymap({"discard": "ctrl+c", "approve": "x"})
    assert len(found.problems) == 2
    assert found.overrides() == {}


def test_an_action_of_another_place_may_have_the_same_key() -> None:
    assert keymap({"filter": "{"}).problems == ()


@pytest.mark.parametrize(
    ("written", "name", "shown_as"),
    [
        ("Ctrl-P", "ctrl+p", "Ctrl-P"),
        ("y", "y", "y"),
        ("Y", "Y", "Y"),
        ("ESCAPE", "escape", "Esc"),
        ("shift+Tab", "shift+tab", "Shift-Tab"),
        ("f2", "f2", "F2"),
        ("?", "?", "?"),
        ("-", "-", "-"),
    ],
)
def test_keys_are_read_and_written_as_people_do(written: str, name: str, shown_as: str) -> None:
    assert canonical(written) == name
    assert show(name) == shown_as


async def test_the_console_obeys_the_operators_keys_and_shows_them() -> None:
    desk = Desk()
    async with running(desk, keymap={"approve": "W", "next-decision": "n"}) as pilot:
        assert "W approve" in shown(pilot)
        await press(pilot, "y")
        assert not any(call[0] == "approve" for call in desk.calls)
        await press(pilot, "W")
        assert any(call[0] == "approve" for call in desk.calls)


async def test_the_operators_keys_are_named_wherever_one_writes() -> None:
    keys = {"reply": "ctrl+y", "send": "S", "undo": "Z", "note": "ctrl+n"}
    async with running(Desk(), keymap=keys, keys=["enter"]) as pilot:
        assert "Ctrl-Y reply   Ctrl-N private note   e edit the draft" in shown(pilot)
        await press(pilot, "ctrl+y")
        await write(pilot, "hello")
        await press(pilot, "escape")
        assert "held: Z takes it back" in shown(pilot)
        assert "S send" in shown(pilot)
        await press(pilot, "escape")
        assert "Ctrl-Y goes on with it" in shown(pilot)


async def test_a_broken_keymap_is_told_and_one_can_still_leave() -> None:
    async with running(Desk(), keymap={"quit": "ctrl+c", "nonsense": "x", "help": "y"}) as pilot:
        screen = shown(pilot)
        assert "Part of your keymap is not used" in screen
        assert "nonsense" in screen
        await press(pilot, "ctrl+c")
        assert "Ctrl-C again leaves the console." in shown(pilot)
        await press(pilot, "ctrl+c")
        assert pilot.app.return_value == 0


def test_every_action_keeps_at_least_one_key() -> None:
    found = keymap(dict.fromkeys(BY_ID, "y"))
    assert all(found.keys[action_id] for action_id in BY_ID)
