"""Until when something sleeps: a usual time, one that is written, or until somebody writes."""

from collections.abc import Callable
from datetime import datetime

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Input

from cairnloop.tui.screens.dialog import Dialog, Raised
from cairnloop.tui.state.moments import moment, presets
from cairnloop.tui.terminal.lines import Ground, Line, Span, Tone, cut, fill, line, muted
from cairnloop.tui.terminal.times import brief, when

ON_WORD = "word"
HINT = "or a time: 3h, 15:30, tomorrow 8:00, fri 9:00, 2026-03-05 14:00"


class AskTime(Dialog):
    """Comes back with an instant as ISO 8601, with `ON_WORD`, or with nothing."""

    BINDINGS = [  # noqa: RUF012 - Textual declares it so
        Binding("down,ctrl+n", "move(1)", "Down", show=False),
        Binding("up", "move(-1)", "Up", show=False),
    ]

    def __init__(self, title: str, now: Callable[[], datetime]) -> None:
        super().__init__(title, "Enter chooses, or a digit and Enter · Esc leaves everything as it is")
        self._now = now
        self._usual = presets(now())
        self._at = 0

    def inside(self) -> ComposeResult:
        yield Input(placeholder=HINT)
        yield Raised(id="said")

    def on_mount(self) -> None:
        self.said.can_focus = False
        self.call_after_refresh(self._show)

    @property
    def _values(self) -> list[str]:
        return [*(at.isoformat() for _, at in self._usual), ON_WORD]

    def action_move(self, steps: int) -> None:
        self._at = max(0, min(len(self._values) - 1, self._at + steps))
        self._show(self.query_one(Input).value)

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        self._show(event.value)

    @on(Input.Submitted)
    def _done(self, event: Input.Submitted) -> None:
        text = event.value.strip()
        if not text:
            self.dismiss(self._values[self._at])
        elif text.isdigit() and 1 <= int(text) <= len(self._values):
            self.dismiss(self._values[int(text) - 1])
        elif (at := moment(text, self._now())) is not None:
            self.dismiss(at.isoformat())

    def _show(self, text: str = "") -> None:
        now, text = self._now(), text.strip()
        named = [(title, when(at, now).removeprefix("until "), brief(at - now)) for title, at in self._usual]
        # What is written counts, and nothing else is marked as if it would be taken.
        here = int(text) - 1 if text.isdigit() else -1 if text else self._at
        usual = [*named, ("Until the customer writes", "", "")]
        lines = [self._line(at, *one, here=at == here) for at, one in enumerate(usual)]
        if text and not text.isdigit():
            lines = [line(self._read(text, now)), *lines]
        self.said.show(lines)

    def _read(self, text: str, now: datetime) -> Span:
        """What the written time means, while it can still be mended."""
        at = moment(text, now)
        if at is not None:
            return Span(f"→ {when(at, now)}, in {brief(at - now)}", Tone.INFO)
        return Span(f"✕ “{cut(text, 30)}” is no time to come. Write {HINT.removeprefix('or a time: ')}", Tone.WARNING)

    def _line(self, at: int, title: str, day: str, length: str, *, here: bool) -> Line:
        marker = Span("▸ " if here else "  ", Tone.ACCENT, bold=True)
        spans = (marker, Span(f"{at + 1} ", Tone.ACCENT), Span(fill(title, 26), bold=here), muted(fill(day, 24)))
        in_ = muted(f"in {length}" if length else "any word of theirs")
        return line(*spans, in_, ground=Ground.CURSOR if here else Ground.RAISED)
