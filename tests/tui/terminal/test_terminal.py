"""The terminal: whether there is one, and what it says of itself."""

import pytest

from cairnloop.config import Console
from cairnloop.tui.running import run_console
from cairnloop.tui.terminal.terminal import Ground, light_in
from tests.tui.desk import Desk
from tests.tui.running import press, running, shown


def test_without_a_terminal_the_console_says_what_to_use_instead(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_console("http://127.0.0.1:1", "key", Console()) == 2
    assert "needs a terminal" in capsys.readouterr().err


@pytest.mark.parametrize(("value", "light"), [("0;15", True), ("15;0", False), ("12;7", True)])
def test_colorfgbg_tells_the_ground(value: str, light: bool) -> None:
    assert Ground({"COLORFGBG": value}).is_light() is light


@pytest.mark.parametrize(
    ("answer", "light"),
    [
        (b"\x1b]11;rgb:ffff/ffff/eeee\x07", True),
        (b"\x1b]11;rgb:14/1b/19\x1b\\", False),
        (b"", None),
        (b"\x1b[?1;2c", None),
    ],
)
def test_a_terminal_that_is_asked_tells_its_ground_or_nothing(answer: bytes, light: bool | None) -> None:
    assert light_in(answer) is light


async def test_without_colour_the_cursor_and_every_state_can_still_be_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with running(Desk()) as pilot:
        assert pilot.app.no_color
        screen = shown(pilot)
        assert "▸ ● +1h   Bo Reyes" in screen
        assert "▲ −12m" in screen
        assert "◆ reply" in screen


async def test_themes_are_switched_with_a_key() -> None:
    async with running(Desk(), theme="light") as pilot:
        assert pilot.app.theme == "cairn-light"
        await press(pilot, "T", "T")
        assert pilot.app.theme == "cairn-high-contrast"
        assert "Theme: high-contrast." in shown(pilot)


async def test_the_mouse_can_be_given_back_to_the_terminal() -> None:
    async with running(Desk(), keys=["f9"]) as pilot:
        assert "The terminal has the mouse" in shown(pilot)
        await press(pilot, "f9")
        assert "The console has the mouse." in shown(pilot)
