"""Moving about: rows, lines, panes, filter, opening and going back."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from cairnloop.tui.performing.looking import open_earlier
from cairnloop.tui.performing.sections import step_section
from cairnloop.tui.performing.splitting import glance
from cairnloop.tui.screens.dialog import Ask, Reading
from cairnloop.tui.state import events as e
from cairnloop.tui.state import looking as look
from cairnloop.tui.view.rail import whole_passage

if TYPE_CHECKING:
    from cairnloop.tui.app import ConsoleApp

FAR = 1_000_000


def _by(steps: int, *, pages: bool = False) -> Callable[["ConsoleApp"], None]:
    """Rows move the cursor, evidence and history their mark, sections are chosen, everything else scrolls."""

    def move(app: "ConsoleApp") -> None:
        pane = app.place.pane
        amount = steps * max(1, pane.size.height - 2) if pages else steps
        if pane.id == "list":
            app.take(e.CursorMoved(amount))
            if app.desk.open is not None:
                glance(app)
        elif pane.id == "evidence":
            app.take(e.EvidencePicked(amount))
        elif pane.id == "sections":
            step_section(app, amount)
        elif pane.id == "customer" and app.desk.thread is not None and app.desk.thread.history:
            app.take(look.HistoryPicked(amount))
        else:
            if pane.id == "thread" and amount < 0 and pane.scroll_offset.y == 0:
                app.feed.read_earlier()
            pane.scroll_by_lines(amount)

    return move


async def open_(app: "ConsoleApp") -> None:
    if app.desk.open is None and not app.desk.queueing and app.inbox.in_sections:
        app.inbox.show_pane("#list")
        app.redraw()
    elif app.desk.target is not None:
        await app.enter(app.desk.target)


async def read_evidence(app: "ConsoleApp") -> None:
    if app.conversation.list_has_focus:
        app.conversation.leave_composer()
        return
    if app.conversation.customer_has_focus:
        await open_earlier(app)
        return
    draft = app.desk.draft
    if draft is not None and draft.evidence:
        piece = draft.evidence[min(app.desk.evidence_at, len(draft.evidence) - 1)]
        await app.ask(Reading(f"Evidence {piece.number}", lambda width: whole_passage(piece, width)))


async def back(app: "ConsoleApp") -> None:
    """The nearest thing that can be closed."""
    if app.desk.trouble is not None or app.desk.notice is not None:
        app.take(e.Dismissed())
        if app.desk.open is None:
            return
    if app.desk.open is not None:
        if app.conversation.in_rail:
            app.conversation.leave_composer()
            app.redraw()
        else:
            await app.leave()
    elif app.inbox.in_preview or app.inbox.in_sections:
        app.inbox.show_pane("#list")
        app.redraw()
    elif app.desk.listing.marked:
        app.take(look.Unmarked())
    elif app.desk.listing.needle:
        app.take(e.Filtered(""))


def next_pane(app: "ConsoleApp") -> None:
    _pane(app, 1)


def previous_pane(app: "ConsoleApp") -> None:
    _pane(app, -1)


def _pane(app: "ConsoleApp", steps: int) -> None:
    if app.desk.open is not None:
        app.conversation.next_pane(steps)
    else:
        app.inbox.next_pane(steps)
    app.redraw()


async def filter_(app: "ConsoleApp") -> None:
    rows = len(app.desk.listing.all_rows)
    needle = await app.ask(Ask("Filter", hint=f"show only those of the {rows} loaded rows that contain…"))
    if needle is not None:
        app.take(e.Filtered(needle))


def refresh(app: "ConsoleApp") -> None:
    app.feed.catch_up(keep_cursor=False)


PERFORM = {
    "down": _by(1),
    "up": _by(-1),
    "page-down": _by(1, pages=True),
    "page-up": _by(-1, pages=True),
    "first": _by(-FAR),
    "last": _by(FAR),
    "next-pane": next_pane,
    "previous-pane": previous_pane,
    "open": open_,
    "read-evidence": read_evidence,
    "back": back,
    "filter": filter_,
    "refresh": refresh,
}
