"""The terminal itself: whether there is one, whether its ground is light, and who has the mouse."""

import os
import re
import select
import sys
import termios
import tty
from collections.abc import Mapping
from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.app import App

ASK_GROUND = b"\x1b]11;?\x07"
ANSWER = re.compile(rb"\x1b\]11;rgb:([0-9a-fA-F]+)/([0-9a-fA-F]+)/([0-9a-fA-F]+)")
PATIENCE_SECONDS = 0.15


def usable(env: Mapping[str, str]) -> str | None:
    """Why the console cannot be shown here, if so."""
    # It is drawn on stderr, as Textual's programs are.
    if not all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout, sys.__stderr__)):
        return "the console needs a terminal; for scripts use `cairnloop conversations` and `cairnloop drafts`"
    if env.get("TERM", "") in ("", "dumb"):
        return "this terminal (TERM=dumb) cannot show the console; use `cairnloop conversations` and `cairnloop drafts`"
    return None


class Ground:
    """What the terminal says of its background: asked for when this is made, so that it answers while others load."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self._said = env.get("COLORFGBG", "").rpartition(";")[2]
        self._terminal: int | None = None
        self._before: list[Any] | None = None
        self._until = monotonic() + PATIENCE_SECONDS
        if not self._said.isdigit():
            self._ask()

    def is_light(self) -> bool | None:
        """None when it does not say. Has to be called, since it gives the terminal back as it was."""
        return int(self._said) in (7, 15) if self._said.isdigit() else light_in(self._answer())

    def _ask(self) -> None:
        try:
            self._terminal = os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY)
            self._before = termios.tcgetattr(self._terminal)
            tty.setcbreak(self._terminal, termios.TCSANOW)
            os.write(self._terminal, ASK_GROUND)
        except (OSError, termios.error):
            self._give_back()

    def _answer(self) -> bytes:
        """With the patience of a blink since it was asked: terminals that do not know the question say nothing."""
        answer = b""
        try:
            while self._terminal is not None and len(answer) < 64:
                if not select.select([self._terminal], [], [], max(0.0, self._until - monotonic()))[0]:
                    break
                answer += os.read(self._terminal, 64)
                if answer.endswith((b"\x07", b"\x1b\\")):
                    break
        except OSError:
            answer = b""
        finally:
            self._give_back()
        return answer

    def _give_back(self) -> None:
        if self._terminal is None:
            return
        terminal, self._terminal = self._terminal, None
        with suppress(OSError, termios.error):
            if self._before is not None:
                termios.tcsetattr(terminal, termios.TCSANOW, self._before)
        os.close(terminal)


def light_in(answer: bytes) -> bool | None:
    """Whether the ground that a terminal tells is light."""
    found = ANSWER.search(answer)
    if found is None:
        return None
    red, green, blue = (int(part, 16) / (16 ** len(part) - 1) for part in found.groups())
    return bool(0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.5)


def switch_mouse(app: "App[Any]", on: bool) -> None:
    """Give the mouse to the console or back to the terminal. Drivers without a mouse have nothing to switch."""
    name = "_enable_mouse_support" if on else "_disable_mouse_support"
    switch = getattr(app._driver, name, None)
    if switch is not None:
        switch()
