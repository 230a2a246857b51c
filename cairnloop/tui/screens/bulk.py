"""The question before many conversations are changed at once: how many, which, and the number typed by hand."""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input

from cairnloop.tui.lines import BLANK, Line, Span, Tone, cut, line, muted
from cairnloop.tui.screens.dialog import Dialog, Raised
from cairnloop.tui.state.rows import Row

NAMED = 5


class Count(Dialog):
    """Only the number of them, typed, is a yes; Enter alone and Esc leave everything as it is."""

    def __init__(self, title: str, rows: Sequence[Row]) -> None:
        super().__init__(title, f"{len(rows)} and Enter does it · Enter alone or Esc leaves everything as it is")
        self._rows = rows

    def inside(self) -> ComposeResult:
        yield Raised(id="said")
        yield Input(placeholder=f"how many? type {len(self._rows)} to do it")

    def on_mount(self) -> None:
        self.said.can_focus = False
        self.call_after_refresh(self._show, "")

    @on(Input.Submitted)
    def _done(self, event: Input.Submitted) -> None:
        given = event.value.strip()
        if given == str(len(self._rows)):
            self.dismiss("yes")
        elif not given:
            self.dismiss(None)
        else:
            event.input.value = ""
            self._show(f"It is {len(self._rows)}, not {cut(given, 12)}. Nothing was done.")

    def _show(self, wrong: str) -> None:
        lines = [_named(row, self.said.room) for row in self._rows[:NAMED]]
        rest = len(self._rows) - NAMED
        lines += [line(muted(f"and {rest} more"))] if rest > 0 else []
        lines += [line(Span(wrong, Tone.WARNING))] if wrong else []
        self.said.show([*lines, BLANK])


def _named(row: Row, width: int) -> Line:
    name = cut(row.customer, max(12, width // 3))
    return line(Span("■ ", Tone.ACCENT), Span(name, bold=True), muted(f"  {row.title}"))
