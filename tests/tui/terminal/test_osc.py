"""What the terminal is told: notifications and the clipboard, bare, through tmux and through screen."""

import base64

import pytest

from cairnloop.tui.terminal.osc import MOST_COPIED, copied, notification

TMUX = {"TMUX": "/tmp/tmux-0/default,1,0", "TERM": "screen-256color"}
SCREEN = {"STY": "1.pts-0", "TERM": "screen"}


@pytest.mark.parametrize(
    ("how", "env", "said"),
    [
        ("off", {}, ""),
        ("bell", {}, "\a"),
        ("bell", TMUX, "\a"),
        ("desktop", {}, "\x1b]777;notify;Cairnloop;2 wait\a\a"),
        ("desktop", {"LC_TERMINAL": "iTerm2"}, "\x1b]9;Cairnloop, 2 wait\a\a"),
        ("desktop", TMUX, "\x1bPtmux;\x1b\x1b]777;notify;Cairnloop;2 wait\a\x1b\\\a"),
        ("desktop", {"TERM": "tmux-256color"}, "\x1bPtmux;\x1b\x1b]777;notify;Cairnloop;2 wait\a\x1b\\\a"),
        ("desktop", SCREEN, "\x1bP\x1b]777;notify;Cairnloop;2 wait\a\x1b\\\a"),
    ],
)
def test_each_terminal_is_called_in_its_own_way(how: str, env: dict[str, str], said: str) -> None:
    assert notification("Cairnloop", "2 wait", how, env) == said


def test_nothing_in_a_notification_ends_it_or_begins_another() -> None:
    said = notification("a;b", "x\x07\x1b]52;c;eA==\x07;4;1", "desktop", {})
    assert said == "\x1b]777;notify;a b;x␇␛]52 c eA==␇ 4 1\a\a"


def pasted(sequence: str) -> str:
    return base64.b64decode(sequence.removeprefix("\x1b]52;c;").removesuffix("\a")).decode()


def test_a_copy_is_what_was_shown_and_harmless_where_it_is_pasted() -> None:
    sequence = copied("Grüße,\nSam \x1b[31mrm -rf\x1b[0m\x07", {})
    assert sequence is not None
    assert pasted(sequence) == "Grüße,\nSam ␛[31mrm -rf␛[0m␇"


def test_tmux_is_given_both_ways_and_screen_portions() -> None:
    bare = copied("x" * 2000, {})
    assert bare is not None
    doubled = bare.replace("\x1b", "\x1b\x1b")
    assert copied("x" * 2000, TMUX) == f"{bare}\x1bPtmux;{doubled}\x1b\\"
    through = copied("x" * 2000, SCREEN)
    assert through is not None
    portions = through.split("\x1b\\")[:-1]
    assert all(len(one) <= 702 and one.startswith("\x1bP") for one in portions)
    assert "".join(one.removeprefix("\x1bP") for one in portions) == bare


def test_what_is_too_long_for_a_terminal_is_not_sent_at_all() -> None:
    assert copied("x" * MOST_COPIED, {}) is None
