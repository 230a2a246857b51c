"""The status screen: how the house is doing, read again for as long as it is open."""

from collections.abc import Awaitable, Callable

from textual import work
from textual.binding import Binding

from cairnloop.tui.screens.dialog import Reading
from cairnloop.tui.terminal.lines import Line

# How often it is read while somebody looks, and how often its age is told anew.
READ_SECONDS = 5.0
TICK_SECONDS = 1.0


class StatusScreen(Reading):
    """Shows lines of the state, and has the state renewed."""

    # The whole terminal: whoever looks at this looks at nothing else.
    CSS = "StatusScreen.-tall > #box { height: 100%; max-height: 100%; margin: 0; }"
    BINDINGS = [Binding("full_stop,r", "again", "Read again", show=False)]  # noqa: RUF012 - Textual declares it so

    def __init__(self, lines: Callable[[int], list[Line]], read: Callable[[], Awaitable[None]]) -> None:
        super().__init__("How the house is doing", lines)
        self._subtitle = ". reads again · j k scroll · Esc leaves"
        self._read = read

    def on_mount(self) -> None:
        self.action_again()
        self.set_interval(READ_SECONDS, self.action_again)
        self.set_interval(TICK_SECONDS, self._show)

    @work(exclusive=True)
    async def action_again(self) -> None:
        await self._read()
        self._show()
