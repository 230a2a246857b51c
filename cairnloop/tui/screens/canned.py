"""Choosing a canned reply: found by name, shortcut or words, and read as it would be said to this customer."""

from collections.abc import Awaitable, Callable, Sequence

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.widgets import Input

from cairnloop.client import Refused, Unreachable
from cairnloop.tui.screens.dialog import Dialog, Raised
from cairnloop.tui.state.belongings import Canned
from cairnloop.tui.terminal.lines import BLANK, Ground, Line, Span, Tone, fill, line, muted, wrap

# A reply for one conversation: the words, and the variables about which nothing is known.
Filled = tuple[str, tuple[str, ...]]
Fill = Callable[[Canned], Awaitable[Filled]]


class ChooseCanned(Dialog):
    """Comes back with the words to insert, or with nothing."""

    BINDINGS = [  # noqa: RUF012 - Textual declares it so
        Binding("down,ctrl+n", "move(1)", "Down", show=False),
        Binding("up", "move(-1)", "Up", show=False),
        Binding("pagedown", "scroll(8)", "Scroll the words", show=False),
        Binding("pageup", "scroll(-8)", "Scroll back", show=False),
    ]

    def __init__(self, replies: Sequence[Canned], fill_in: Fill, *, to: str) -> None:
        super().__init__(f"Canned replies, for {to}", "Enter puts it in · ↑↓ choose · PgDn reads on · Esc leaves")
        self._replies = self._found = list(replies)
        self._fill_in = fill_in
        self._filled: dict[str, Filled] = {}
        self._unread: dict[str, str] = {}
        self._at = 0
        self.add_class("-tall", "-beside")

    def inside(self) -> ComposeResult:
        yield Input(placeholder="its name, its shortcut, or a word of it")
        with Horizontal():
            yield Raised(id="said")
            yield Raised(id="whole")

    def on_mount(self) -> None:
        self.said.can_focus = False
        self.query_one("#whole", Raised).can_focus = False
        self.call_after_refresh(self._look)

    @property
    def _chosen(self) -> Canned | None:
        return self._found[self._at] if self._found else None

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        needle = event.value.strip().casefold().removeprefix("/")
        found = [one for one in self._replies if needle in one.haystack]
        # Who knows the shortcut means that one.
        self._found = sorted(found, key=lambda one: (one.shortcut != needle, needle not in one.name.casefold()))
        self._at = 0
        self._look()

    def action_move(self, steps: int) -> None:
        self._at = max(0, min(len(self._found) - 1, self._at + steps))
        self.query_one("#whole", Raised).scroll_to(y=0, animate=False)
        self._look()

    def action_scroll(self, steps: int) -> None:
        self.query_one("#whole", Raised).scroll_by_lines(steps)

    @on(Input.Submitted)
    def _done(self) -> None:
        """What is put in is what was read, with its gaps."""
        if self._chosen is not None and self._chosen.id in self._filled:
            self.dismiss(self._filled[self._chosen.id][0])

    def _look(self) -> None:
        self._show()
        if self._chosen is not None and self._chosen.id not in self._filled:
            self._read(self._chosen)

    @work(exclusive=True)
    async def _read(self, reply: Canned) -> None:
        try:
            self._filled[reply.id] = await self._fill_in(reply)
        except (Refused, Unreachable) as error:
            self._unread[reply.id] = error.detail
        self._show()

    def _show(self) -> None:
        whole = self.query_one("#whole", Raised)
        nothing = "Nothing matches." if self._replies else "None is kept yet. `:canned` is where they are made."
        self.said.show([self._line(at, one) for at, one in enumerate(self._found)] or [line(muted(nothing))])
        self.said.keep_in_sight(self._at)
        whole.show(self._words(self._chosen, whole.room) if self._chosen is not None else [])

    def _line(self, at: int, one: Canned) -> Line:
        here = at == self._at
        marker = Span("▸ " if here else "  ", Tone.ACCENT, bold=True)
        shortcut = Span(f"/{one.shortcut}" if one.shortcut else "", Tone.INFO)
        name = Span(fill(one.name, max(10, self.said.room - 16)), bold=here)
        return line(marker, name, Span(" "), shortcut, ground=Ground.CURSOR if here else Ground.RAISED)

    def _words(self, one: Canned, width: int) -> list[Line]:
        if one.id not in self._filled:
            why = self._unread.get(one.id)
            return (
                [line(muted(" Reading…"))]
                if why is None
                else [line(Span(f" ✕ It could not be filled in: {why}", Tone.DANGER))]
            )
        text, missing = self._filled[one.id]
        gaps = f"▲ Nothing is known of {', '.join(missing)}: a gap is left there." if missing else ""
        said = [line(Span(f" {part}", Tone.WARNING)) for part in wrap(gaps, width - 2) if part]
        return [*(line(f" {part}") for part in wrap(text, width - 2)), *([BLANK, *said] if said else [])]
