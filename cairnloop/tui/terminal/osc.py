"""What a terminal is told besides what it shows: notifications and the clipboard, also through tmux and screen."""

import base64
import re
from collections.abc import Mapping

from cairnloop.wire.terminal import harmless, harmless_block

BEL = "\a"
# More than this is cut off or dropped by terminals that take the clipboard at all.
MOST_COPIED = 74_000
# screen passes on no more than this at once.
PORTION = 700
# Separates the parts of a notification, and begins what some terminals take for a progress bar.
PUNCTUATION = re.compile(r"[;:\x00-\x1f]+")


def notification(title: str, text: str, how: str, env: Mapping[str, str]) -> str:
    """What makes the terminal call for attention; `how` is off, bell or desktop. A bell always goes with the latter."""
    match how:
        case "bell":
            return BEL
        case "desktop":
            said = [PUNCTUATION.sub(" ", harmless(part)).strip() for part in (title, text)]
            sequence = f"\x1b]9;{said[0]}, {said[1]}\a" if _is_iterm(env) else f"\x1b]777;notify;{said[0]};{said[1]}\a"
            # Under tmux the bell is what marks the window; it is not wrapped, since tmux is who should hear it.
            return through(sequence, env) + BEL
        case _:
            return ""


def copied(text: str, env: Mapping[str, str]) -> str | None:
    """What puts the text into the clipboard of the terminal (OSC 52); None when it is too long for that.

    What strangers wrote comes as it is shown: pasted into a shell it does nothing of its own.
    """
    encoded = base64.b64encode(harmless_block(text).encode()).decode()
    if len(encoded) > MOST_COPIED:
        return None
    sequence = f"\x1b]52;c;{encoded}\a"
    wrapped = through(sequence, env)
    # tmux takes the bare one when its set-clipboard is on, and passes the wrapped one when allow-passthrough is.
    return sequence if wrapped == sequence else (sequence if _in_tmux(env) else "") + wrapped


def through(sequence: str, env: Mapping[str, str]) -> str:
    """The sequence in the wrapping that tmux or screen hands on to the terminal outside."""
    if _in_tmux(env):
        doubled = sequence.replace("\x1b", "\x1b\x1b")
        return f"\x1bPtmux;{doubled}\x1b\\"
    if _in_screen(env):
        portions = [sequence[at : at + PORTION] for at in range(0, len(sequence), PORTION)]
        return "".join(f"\x1bP{portion}\x1b\\" for portion in portions)
    return sequence


def _in_tmux(env: Mapping[str, str]) -> bool:
    return bool(env.get("TMUX")) or env.get("TERM", "").startswith("tmux")


def _in_screen(env: Mapping[str, str]) -> bool:
    return not _in_tmux(env) and (bool(env.get("STY")) or env.get("TERM", "").startswith("screen"))


def _is_iterm(env: Mapping[str, str]) -> bool:
    return "iTerm" in env.get("LC_TERMINAL", "") or "iTerm" in env.get("TERM_PROGRAM", "")
