"""Questions that are weighed before they are answered: lines to read before a yes, and a count that is typed."""

from collections.abc import Callable, Sequence

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Input

from cairnloop.tui.screens.dialog import Dialog, Raised, Reading
from cairnloop.tui.terminal.lines import Line, Span, Tone, cut, line, muted, wrap

FIRST = 5
# What one thing is called, and what else tells it from the others.
Named = tuple[str, str]


class Weigh(Reading):
    """Lines to read through, and then yes or no, where no is the answer of every key but `y`."""

    BINDINGS = [Binding("y", "yes", "Yes", show=False), Binding("n", "leave", "No", show=False)]  # noqa: RUF012

    def __init__(self, title: str, lines: Callable[[int], list[Line]], *, yes: str) -> None:
        super().__init__(title, lines)
        self._subtitle = f"y {yes} · j k scroll · n, Enter or Esc does not"

    def action_yes(self) -> None:
        self.dismiss("yes")


class Count(Dialog):
    """About many things at once: the first of them by name, and their number to be typed. Anything else is a no."""

    def __init__(self, title: str, things: Sequence[Named]) -> None:
        super().__init__(title, f"{len(things)} and Enter does it · Enter alone or Esc leaves everything as it is")
        self._things = things

    def inside(self) -> ComposeResult:
        yield Raised(id="said")
        yield Input(placeholder=f"how many? type {len(self._things)} to do it")

    def on_mount(self) -> None:
        self.said.can_focus = False
        self.call_after_refresh(self._show)

    def _show(self, wrong: str = "") -> None:
        room, more = self.said.room, len(self._things) - FIRST
        named = [_named(one, room) for one in self._things[:FIRST]]
        rest = [line(muted(f"and {more} more"))] if more > 0 else []
        refused = [line(Span(text, Tone.WARNING)) for text in wrap(wrong, room)] if wrong else []
        self.said.show([*named, *rest, *refused])

    @on(Input.Submitted)
    def _done(self, event: Input.Submitted) -> None:
        given = event.value.strip()
        if given == str(len(self._things)):
            self.dismiss("yes")
        elif not given:
            self.dismiss(None)
        else:
            event.input.value = ""
            self._show(f"It is {len(self._things)}, not {cut(given, 12)}. Nothing was done.")


def _named(one: Named, width: int) -> Line:
    name, about = one
    return line(Span("■ ", Tone.ACCENT), Span(cut(name, max(12, width // 3)), bold=True), muted(f"  {about}"))
