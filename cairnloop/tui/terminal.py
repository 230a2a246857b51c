"""The terminal itself: whether there is one, whether its ground is light, and who has the mouse."""

import os
import re
import select
import sys
import termios
import tty
from collections.abc import Mapping
from typing import Any

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


def ground_is_light(env: Mapping[str, str]) -> bool | None:
    """What the terminal says of its background; None when it does not say."""
    parts = env.get("COLORFGBG", "").split(";")
    if parts[-1].isdigit():
        return int(parts[-1]) in (7, 15)
    answer = _ask_ground()
    found = ANSWER.search(answer) if answer else None
    if found is None:
        return None
    red, green, blue = (int(part, 16) / (16 ** len(part) - 1) for part in found.groups())
    return bool(0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.5)


def _ask_ground() -> bytes:
    """OSC 11, with the patience of a blink: terminals that do not know it say nothing."""
    try:
        terminal = os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY)
    except OSError:
        return b""
    try:
        before = termios.tcgetattr(terminal)
        try:
            tty.setcbreak(terminal, termios.TCSANOW)
            os.write(terminal, ASK_GROUND)
            answer = b""
            while len(answer) < 64 and select.select([terminal], [], [], PATIENCE_SECONDS)[0]:
                answer += os.read(terminal, 64)
                if answer.endswith((b"\x07", b"\x1b\\")):
                    break
            return answer
        finally:
            termios.tcsetattr(terminal, termios.TCSANOW, before)
    except (OSError, termios.error):
        return b""
    finally:
        os.close(terminal)


def switch_mouse(app: App[Any], on: bool) -> None:
    """Give the mouse to the console or back to the terminal. Drivers without a mouse have nothing to switch."""
    name = "_enable_mouse_support" if on else "_disable_mouse_support"
    switch = getattr(app._driver, name, None)
    if switch is not None:
        switch()
