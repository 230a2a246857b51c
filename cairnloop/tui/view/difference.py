"""What changed between two versions of a text, as a unified difference: sign, words and colour."""

import difflib
from dataclasses import dataclass
from functools import lru_cache

from cairnloop.tui.terminal.lines import Line, Span, Tone, line, muted, wrap

CONTEXT = 2
COMES = {0: "No line comes", 1: "1 line comes"}
GOES = {0: "none goes", 1: "1 goes"}


@dataclass(frozen=True, slots=True)
class Change:
    """How much comes and how much goes, in lines."""

    come: int
    go: int

    @property
    def words(self) -> str:
        if not self.come and not self.go:
            return "Not a line of the text changes."
        come = COMES.get(self.come, f"{self.come} lines come")
        go = GOES.get(self.go, f"{self.go} go")
        return f"{come}, {go}."


@lru_cache(maxsize=16)
def _unified(old: str, new: str) -> tuple[str, ...]:
    """Lines that begin with their sign; a blank between places that are apart."""
    # Only line ends that editors know: a form feed or another separator stays where it is, and is made visible.
    before, after = old.rstrip("\n").split("\n"), new.rstrip("\n").split("\n")
    before = before if old.strip() else []
    found = difflib.unified_diff(before, after, lineterm="", n=CONTEXT)
    return tuple(found)[2:]


def change(old: str, new: str) -> Change:
    lines = _unified(old, new)
    return Change(sum(one.startswith("+") for one in lines), sum(one.startswith("-") for one in lines))


def difference(old: str, new: str, width: int) -> list[Line]:
    """What goes and what comes, with a little of what stands around it."""
    return [shown for one in _unified(old, new) for shown in _shown(one, width)]


def _shown(text: str, width: int) -> list[Line]:
    sign, rest = text[:1], text[1:]
    if sign == "@":
        begins = text.rpartition("+")[2].partition(",")[0].strip("@ ")
        return [line(muted(f" ── from line {begins}"))]
    tone = {"+": Tone.SUCCESS, "-": Tone.DANGER}.get(sign, Tone.MUTED)
    first, *others = wrap(rest, width - 4) or [""]
    found = [line(Span(f" {sign} ", tone, bold=sign in "+-"), Span(first, tone))]
    return [*found, *(line(Span("   "), Span(one, tone)) for one in others)]
