"""Choosing one of a list that is at hand, or one customer among all: the likely ones first, the others as one types."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from cairnloop.tui.screens.listed import Listed, Narrowed, Sought, marked
from cairnloop.tui.terminal.lines import Line, Span, Tone, fill, line, muted

Search = Callable[[str], Awaitable[list["Choice"]]]
KEYS = "Enter chooses · Esc leaves everything as it is"
NAME = 28


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose: `value` is what comes back."""

    value: str
    title: str
    about: str = ""


class Chosen(Listed[Choice]):
    """Comes back with the value of a choice."""

    def answer(self, one: Choice) -> str:
        return one.value

    def lines_of(self, one: Choice, here: bool) -> list[Line]:
        return [marked(Span(fill(one.title, NAME), bold=here), muted(one.about), here=here)]


class Choose(Chosen, Narrowed[Choice]):
    """One of a list; typing narrows it."""

    def __init__(self, title: str, choices: Sequence[Choice], *, hint: str = "type to narrow the list") -> None:
        super().__init__(title, KEYS, choices, hint=hint)
        self._choices = choices

    def matching(self, needle: str) -> list[Choice]:
        return [one for one in self._choices if needle.casefold() in f"{one.title} {one.about}".casefold()]

    def instead(self) -> list[Line]:
        return [line(muted("Nothing matches."))]


class Pick(Chosen, Sought[Choice]):
    """One customer among all."""

    def __init__(self, title: str, likely: Sequence[Choice], search: Search, *, hint: str, patience: float) -> None:
        super().__init__(title, KEYS, likely, search=search, hint=hint, patience=patience)

    def instead(self) -> list[Line]:
        if self.trouble:
            return [line(Span(f"✕ It could not be searched: {self.trouble}", Tone.DANGER))]
        nobody = "Nobody fits." if self.asked else "Nobody is known to be the same; type a name or an address."
        return [line(muted(nobody))]
