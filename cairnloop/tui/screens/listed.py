"""Choosing among what a line that is typed leaves over; some of it is read as a whole beside the list."""

from abc import abstractmethod
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.timer import Timer
from textual.widgets import Input

from cairnloop.client import Refused, Unreachable
from cairnloop.tui.screens.dialog import Dialog, Raised
from cairnloop.tui.terminal.lines import Ground, Line, Span, Tone, line

T = TypeVar("T")


class Listed(Dialog, Generic[T]):
    """↑↓ choose, Enter comes back with what the chosen one stands for."""

    BINDINGS = [  # noqa: RUF012 - Textual declares it so
        Binding("down,ctrl+n", "move(1)", "Down", show=False),
        Binding("up", "move(-1)", "Up", show=False),
    ]

    def __init__(self, title: str, subtitle: str, found: Sequence[T] = (), *, hint: str, standing: str = "") -> None:
        super().__init__(title, subtitle)
        self._found = list(found)
        self._at = 0
        self._hint = hint
        self._standing = standing

    @abstractmethod
    def answer(self, one: T) -> str | None:
        """What the dialog comes back with; None where nothing comes of choosing this."""

    @abstractmethod
    def lines_of(self, one: T, here: bool) -> list[Line]:
        """How it stands in the list, with the cursor on it or not."""

    @abstractmethod
    def instead(self) -> list[Line]:
        """What stands there when nothing is found."""

    def inside(self) -> ComposeResult:
        yield Input(self._standing, placeholder=self._hint)
        yield Raised(id="said")

    def on_mount(self) -> None:
        self.said.can_focus = False
        self.call_after_refresh(self.look)

    @property
    def chosen(self) -> T | None:
        return self._found[self._at] if self._found else None

    def take(self, found: Sequence[T]) -> None:
        """Show others, with the cursor on the first."""
        self._found, self._at = list(found), 0
        self.look()

    def action_move(self, steps: int) -> None:
        self._at = max(0, min(len(self._found) - 1, self._at + steps))
        self.look()

    @on(Input.Submitted)
    def _done(self) -> None:
        if self.chosen is not None and (answer := self.answer(self.chosen)) is not None:
            self.dismiss(answer)

    def look(self) -> None:
        """Show the list, with the chosen one in sight."""
        groups = [self.lines_of(one, at == self._at) for at, one in enumerate(self._found)]
        self.said.show([one for group in groups for one in group] or self.instead())
        if groups:
            self.said.keep_in_sight(sum(map(len, groups[: self._at])), lines=len(groups[self._at]))


class Narrowed(Listed[T]):
    """What is at hand, narrowed while one types."""

    @abstractmethod
    def matching(self, needle: str) -> list[T]:
        """What of the list stays while this is typed."""

    @on(Input.Changed)
    def _narrow(self, event: Input.Changed) -> None:
        self.take(self.matching(event.value.strip()))


class Sought(Listed[T]):
    """What is found by asking the daemon, once nothing more is typed for a moment."""

    def __init__(
        self,
        title: str,
        subtitle: str,
        found: Sequence[T] = (),
        *,
        search: Callable[[str], Awaitable[list[T]]],
        patience: float,
        hint: str,
        standing: str = "",
    ) -> None:
        super().__init__(title, subtitle, found, hint=hint, standing=standing)
        self._unasked = list(found)
        self._search = search
        self._patience = patience
        self._timer: Timer | None = None
        self.asked = ""
        self.trouble = ""

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(max(self._patience, 0.001), lambda: self._seek(event.value.strip()))

    @work(exclusive=True)
    async def _seek(self, asked: str) -> None:
        self.asked, self.trouble = asked, ""
        try:
            found = await self._search(asked) if asked else self._unasked
        except (Refused, Unreachable) as error:
            found, self.trouble = [], error.detail
        self.take(found)


class Beside(Listed[T]):
    """The whole of the chosen one stands beside the list."""

    BINDINGS = [  # noqa: RUF012 - Textual declares it so
        Binding("pagedown", "scroll(8)", "Scroll the whole", show=False),
        Binding("pageup", "scroll(-8)", "Scroll back", show=False),
    ]

    @abstractmethod
    def whole_of(self, one: T, width: int) -> list[Line]:
        """All there is to read of it."""

    def inside(self) -> ComposeResult:
        yield Input(self._standing, placeholder=self._hint)
        with Horizontal():
            yield Raised(id="said")
            yield Raised(id="whole")

    def on_mount(self) -> None:
        super().on_mount()
        self.whole.can_focus = False

    @property
    def whole(self) -> Raised:
        return self.query_one("#whole", Raised)

    def action_move(self, steps: int) -> None:
        self.whole.scroll_to(y=0, animate=False)
        super().action_move(steps)

    def action_scroll(self, steps: int) -> None:
        self.whole.scroll_by_lines(steps)

    def look(self) -> None:
        super().look()
        self.look_beside()

    def look_beside(self) -> None:
        """Show the whole of the chosen one."""
        self.whole.show([] if self.chosen is None else self.whole_of(self.chosen, self.whole.room))


def marked(*spans: Span, here: bool) -> Line:
    """The first line of something in such a list."""
    marker = Span("▸ " if here else "  ", Tone.ACCENT, bold=True)
    return line(marker, *spans, ground=ground(here))


def ground(here: bool) -> Ground:
    return Ground.CURSOR if here else Ground.RAISED
