"""Showing a conversation to somebody outside by a link, and ending all links to it."""

from typing import TYPE_CHECKING

from cairnloop.client import Refused, Unreachable
from cairnloop.tui.screens.choosing import Choice, Choose
from cairnloop.tui.screens.dialog import Confirm, Reading
from cairnloop.tui.state import events as e
from cairnloop.tui.state.trouble import Trouble
from cairnloop.tui.terminal.lines import BLANK, Line, Span, Tone, line, muted, wrap
from cairnloop.tui.terminal.times import instant, when

if TYPE_CHECKING:
    from cairnloop.tui.app import ConsoleApp
    from cairnloop.wire.conversations import NewShareOut

REVOKE = "revoke"
LASTING = (("24", "for a day"), ("72", "for three days"), ("168", "for a week"), ("720", "for thirty days"))
SHOWS = "What the customer sees: no notes, no drafts."


async def share(app: "ConsoleApp") -> None:
    """The link is made, handed to the clipboard, and shown this once."""
    conversation_id, row = app.desk.target, app.desk.row
    if conversation_id is None or row is None:
        return
    try:
        standing = len(await app.daemon.shares(conversation_id))
        chosen = await app.ask(Choose(f"A link to the conversation with {row.customer}", _choices(standing)))
        if chosen is None:
            return
        if chosen == REVOKE:
            words = f"{_links(standing)} will show nothing from then on, whoever has them."
            if await app.ask(Confirm("End all links to this conversation?", words, yes="ends them")) is not None:
                await app.moves.revoke(conversation_id)
            return
        made = await app.moves.share(conversation_id, int(chosen))
    except (Refused, Unreachable) as error:
        app.take(e.Failed(Trouble(f"There is no link: {error.detail}", "Nothing was shared.", "L tries again.")))
        return
    link = f"{app.daemon.url}{made['page']}"
    app.signals.copy("The link", link)
    await app.ask(Reading("The link, shown this once", lambda width: _lines(app, made, link, width)))


def _choices(standing: int) -> list[Choice]:
    found = [Choice(hours, how, SHOWS) for hours, how in LASTING]
    return [*found, Choice(REVOKE, "end all links", f"{_links(standing)} so far")] if standing else found


def _links(number: int) -> str:
    return "1 link" if number == 1 else f"{number} links"


def _lines(app: "ConsoleApp", made: "NewShareOut", link: str, width: int) -> list[Line]:
    until = instant(made["expires_at"])
    how = f"It works {when(until, app.desk.now)}. {SHOWS}" if until is not None else SHOWS
    copied = "It was handed to the clipboard of your terminal; where that takes none, copy it from here (F9)."
    return [
        *(line(Span(text, Tone.ACCENT)) for text in wrap(link, width)),
        BLANK,
        *(line(text) for text in wrap(how, width)),
        *(line(muted(text)) for text in wrap(f"{copied} L again ends all links.", width)),
    ]


PERFORM = {"share": share}
