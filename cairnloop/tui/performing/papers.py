"""Changing what can be set, in an editor: what is wrong is said by setting, what changes is read, then it is saved."""

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

from cairnloop.client import Refused, Unreachable
from cairnloop.tui.remote.checking import problems
from cairnloop.tui.screens.house_dialogs import Mend
from cairnloop.tui.screens.weighing import Weigh
from cairnloop.tui.state import events as e
from cairnloop.tui.state.housing import PaperKept
from cairnloop.tui.state.papers import Filled, Paper
from cairnloop.tui.state.trouble import Trouble
from cairnloop.tui.terminal.editor import EditorFailed, edit_in_editor
from cairnloop.tui.terminal.lines import BLANK, Line, line
from cairnloop.tui.view.difference import change, difference

if TYPE_CHECKING:
    from cairnloop.tui.app import ConsoleApp

Save = Callable[[Mapping[str, Any]], Awaitable[Any]]
KEPT = "Nothing was saved. Your words are kept; edit again to go on."


async def fill_in(app: "ConsoleApp", paper: Paper, kind: str, save: Save, done: str) -> None:
    """Until it is saved, thrown away or kept for later. `kind` says by which model it is read."""
    text = app.desk.papers.get(paper.key, paper.text)
    while True:
        written = await _edited(app, paper, text)
        if written is None:
            return
        filled = _checked(paper.read(written), kind)
        if not filled.problems and not filled.changed:
            _settle(app, paper, "Nothing was changed, so nothing was saved.", "hint")
            return
        wrong = filled.problems
        if not wrong:
            if not await _agreed(app, paper, written):
                _keep(app, paper, written)
                return
            wrong = await _saved(app, paper, written, filled.changed, save)
            if not wrong:
                _settle(app, paper, done, "done")
                app.books.refresh()
                return
        answer = await app.ask(Mend(paper.title, wrong, paper.about)) if UNSENT not in wrong else None
        if answer == "drop":
            _settle(app, paper, "Thrown away. Everything is as it was.", "hint")
            return
        if answer != "edit":
            _keep(app, paper, written, tell=UNSENT not in wrong)
            return
        text = written


UNSENT = "the daemon"


async def _edited(app: "ConsoleApp", paper: Paper, text: str) -> str | None:
    """The text as it comes back; None when it does not."""
    try:
        return await edit_in_editor(app, text, name="settings.toml")
    except EditorFailed as error:
        app.take(e.Failed(Trouble(error.detail, "Everything is as it was.", "Set $EDITOR and try again.")))
        return None


def _checked(filled: Filled, kind: str) -> Filled:
    if filled.problems or not filled.changed:
        return filled
    return Filled(filled.changed, problems(kind, filled.changed))


async def _agreed(app: "ConsoleApp", paper: Paper, written: str) -> bool:
    def lines(width: int) -> list[Line]:
        return [line(change(paper.text, written).words), BLANK, *difference(paper.text, written, width)]

    return await app.ask(Weigh(f"Save {paper.title[0].lower()}{paper.title[1:]}?", lines, yes="saves it")) is not None


async def _saved(
    app: "ConsoleApp", paper: Paper, written: str, changed: Mapping[str, Any], save: Save
) -> Mapping[str, list[str]]:
    """What the daemon found wrong, by setting; nothing when it was saved."""
    try:
        await save(changed)
    except Refused as error:
        return error.errors or {"refused": [error.detail]}
    except Unreachable as error:
        what = f"It is not known whether it was saved: {error.detail}"
        safe = "Your words are kept here while this console runs; saving twice does no harm."
        app.take(e.Failed(Trouble(what, safe, "Edit it again when the link is live.")))
        return {UNSENT: [error.detail]}
    return {}


def _keep(app: "ConsoleApp", paper: Paper, written: str, *, tell: bool = True) -> None:
    app.take(PaperKept(paper.key, written))
    if tell:
        app.take(e.Told(KEPT, "hint"))


def _settle(app: "ConsoleApp", paper: Paper, said: str, tone: str) -> None:
    app.take(PaperKept(paper.key))
    app.take(e.Told(said, tone))
