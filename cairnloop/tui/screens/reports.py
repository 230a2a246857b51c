"""The reports screen: one report at a time, over a week, a month or a quarter."""

from collections.abc import Awaitable, Callable

from textual import work
from textual.binding import Binding

from cairnloop.tui.screens.dialog import Reading
from cairnloop.tui.state.reports import NAMES, PERIODS, Wish
from cairnloop.tui.terminal.lines import Line


class ReportsScreen(Reading):
    """Shows lines of the state; which report is looked at is a matter of the state, too."""

    # The whole terminal: whoever looks at this looks at nothing else.
    CSS = "ReportsScreen.-tall > #box { height: 100%; max-height: 100%; margin: 0; }"
    BINDINGS = [  # noqa: RUF012 - Textual declares it so
        *(Binding(str(at), f"name('{name}')", name, show=False) for at, name in enumerate(NAMES, start=1)),
        *(Binding(key, f"days({days})", f"{days} days", show=False) for key, days in zip("wmq", PERIODS, strict=True)),
        Binding("tab,right,l", "turn(1)", "Next report", show=False),
        Binding("shift+tab,left", "turn(-1)", "Report before", show=False),
        Binding("full_stop,r", "again", "Read again", show=False),
    ]

    def __init__(
        self,
        lines: Callable[[int], list[Line]],
        wish: Callable[[], Wish],
        want: Callable[[Wish], None],
        read: Callable[[Wish], Awaitable[None]],
    ) -> None:
        super().__init__("Reports", lines)
        self._subtitle = "1-6 report · w m q period · . reads again · Esc leaves"
        self._wish, self._wants, self._read = wish, want, read

    def on_mount(self) -> None:
        self._want(self._wish())

    def action_name(self, name: str) -> None:
        self._want(Wish(name, self._wish().days))

    def action_days(self, days: int) -> None:
        self._want(Wish(self._wish().name, days))

    def action_turn(self, steps: int) -> None:
        name = NAMES[(NAMES.index(self._wish().name) + steps) % len(NAMES)]
        self._want(Wish(name, self._wish().days))

    def action_again(self) -> None:
        self._want(self._wish())

    def _want(self, wish: Wish) -> None:
        """What was read before is there at once, and read again."""
        self._wants(wish)
        self.call_after_refresh(self._from_the_top)
        self._fetch(wish)

    @work(exclusive=True)
    async def _fetch(self, wish: Wish) -> None:
        await self._read(wish)
        self._show()

    def _from_the_top(self) -> None:
        self._show()
        self.said.scroll_to(y=0, animate=False, force=True)
