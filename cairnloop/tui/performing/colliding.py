"""A colleague was faster: what they wrote is read before one's own goes out over it."""

from typing import TYPE_CHECKING

from cairnloop.tui.screens.weighing import Weigh
from cairnloop.tui.terminal.lines import BLANK, Line, Span, Tone, line, muted, wrap
from cairnloop.tui.terminal.times import clock

if TYPE_CHECKING:
    from cairnloop.tui.app import ConsoleApp
    from cairnloop.tui.state.thread import Message

GO_BACK = "Yours has not been sent. Whatever key you press but y, it stays where it is, and theirs is in the thread."


async def ask_over(app: "ConsoleApp", newer: "Message") -> bool:
    """Whether one's own is sent all the same."""

    def lines(width: int) -> list[Line]:
        at = f" {clock(newer.at, app.desk.now)}" if newer.at is not None else ""
        said = [line(Span("┃ ", Tone.INFO), Span(text)) for text in wrap(newer.body, width - 2)]
        held = {"pending": " · not sent yet"}.get(newer.delivery, "")
        head = line(Span(newer.author, bold=True), muted(f"{at}{held}"))
        return [head, *said, BLANK, *(line(muted(text)) for text in wrap(GO_BACK, width))]

    title = f"{newer.author} has answered since you looked"
    return await app.ask(Weigh(title, lines, yes="sends yours as well")) is not None
