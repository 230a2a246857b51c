"""Choosing one customer among all: the likely ones first, and whoever is searched as one types."""

from collections.abc import Awaitable, Callable, Sequence

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.timer import Timer
from textual.widgets import Input

from cairnloop.client import Refused, Unreachable
from cairnloop.tui.screens.dialog import Choice, Dialog, Raised
from cairnloop.tui.terminal.lines import Ground, Line, Span, Tone, fill, line, muted

Search = Callable[[str], Awaitable[list[Choice]]]
NAME = 28


class Pick(Dialog):
    """Comes back with the value of a choice."""

    BINDINGS = [  # noqa: RUF012 - Textual declares it so
        Binding("down,ctrl+n", "move(1)", "Down", show=False),
        Binding("up", "move(-1)", "Up", show=False),
    ]

    def __init__(self, title: str, likely: Sequence[Choice], search: Search, *, hint: str, patience: float) -> None:
        super().__init__(title, "Enter chooses · Esc leaves everything as it is")
        self._likely = list(likely)
        self._found = list(likely)
        self._search = search
        self._hint = hint
        self._patience = patience
        self._trouble = ""
        self._asked = ""
        self._at = 0
        self._timer: Timer | None = None

    def inside(self) -> ComposeResult:
        yield Input(placeholder=self._hint)
        yield Raised(id="said")

    def on_mount(self) -> None:
        self.said.can_focus = False
        self.call_after_refresh(self._show)

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(max(self._patience, 0.001), lambda: self._look(event.value.strip()))

    @work(exclusive=True)
    async def _look(self, asked: str) -> None:
        self._asked, self._trouble, self._at = asked, "", 0
        try:
            self._found = await self._search(asked) if asked else self._likely
        except (Refused, Unreachable) as error:
            self._found, self._trouble = [], error.detail
        self._show()

    def action_move(self, steps: int) -> None:
        self._at = max(0, min(len(self._found) - 1, self._at + steps))
        self._show()

    @on(Input.Submitted)
    def _done(self) -> None:
        if self._found:
            self.dismiss(self._found[self._at].value)

    def _show(self) -> None:
        lines = [self._line(at, one) for at, one in enumerate(self._found)]
        self.said.show(lines or [self._instead()])
        self.said.keep_in_sight(self._at)

    def _instead(self) -> Line:
        if self._trouble:
            return line(Span(f"✕ It could not be searched: {self._trouble}", Tone.DANGER))
        return line(
            muted("Nobody fits." if self._asked else "Nobody is known to be the same; type a name or an address.")
        )

    def _line(self, at: int, one: Choice) -> Line:
        here = at == self._at
        marker = Span("▸ " if here else "  ", Tone.ACCENT, bold=True)
        spans = (marker, Span(fill(one.title, NAME), bold=here), muted(one.about))
        return line(*spans, ground=Ground.CURSOR if here else Ground.RAISED)
