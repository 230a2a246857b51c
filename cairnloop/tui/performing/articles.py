"""What is done with an article: seeing its other words, changing them, letting them count."""

from typing import TYPE_CHECKING

from cairnloop.client import Refused, Unreachable
from cairnloop.tui.screens.choosing import Choice, Choose
from cairnloop.tui.screens.dialog import Reading
from cairnloop.tui.screens.weighing import Weigh
from cairnloop.tui.state import events as e
from cairnloop.tui.state import leafing as b
from cairnloop.tui.state.articles import Face
from cairnloop.tui.state.trouble import Trouble
from cairnloop.tui.terminal.editor import EditorFailed, edit_in_editor
from cairnloop.tui.view.articles import publishing_lines, version_line
from cairnloop.tui.view.prose import prose

if TYPE_CHECKING:
    from cairnloop.tui.app import ConsoleApp


def other_words(app: "ConsoleApp") -> None:
    """From what waits to what is published, and back."""
    _show(app, Face.PUBLISHED if app.desk.articles.shown is Face.DRAFT else Face.DRAFT)


def difference(app: "ConsoleApp") -> None:
    _show(app, Face.DRAFT if app.desk.articles.shown is Face.DIFFERENCE else Face.DIFFERENCE)


def _show(app: "ConsoleApp", face: Face) -> None:
    """Where the list has all the room, it makes way for what was asked for."""
    app.take(b.FaceChosen(face))
    if app.place.has_class("-narrow"):
        app.take(b.Turned(True))


async def edit(app: "ConsoleApp") -> None:
    """The newest words in $EDITOR, or those of ours that could not be saved; what comes back is kept as the draft."""
    article = app.desk.articles.article
    if article is None:
        return
    kept = app.desk.articles.kept.get(article.row.id)
    text = article.as_file if kept is None else kept
    try:
        written = await edit_in_editor(app, text)
    except EditorFailed as error:
        app.take(e.Failed(Trouble(error.detail, "The article is as it was.", "Set $EDITOR and try again with E.")))
        return
    if written.strip() in ("", article.as_file.strip()):
        app.take(b.WordsKept(article.row.id))
        app.take(e.Told("Nothing was changed, so nothing was saved.", "hint"))
        return
    # What somebody else saved in the meantime is not overwritten: the words go out against those that were shown.
    await app.books.deeds.save(article, written)


async def versions(app: "ConsoleApp") -> None:
    """Choose one and read it."""
    article, now = app.desk.articles.article, app.desk.now
    if article is None:
        return
    choices = [Choice(one.id, *version_line(one, now)) for one in article.versions]
    chosen = await app.ask(Choose(f"Which version of “{article.row.title}”?", choices))
    version = next((one for one in article.versions if one.id == chosen), None)
    if version is None:
        return
    try:
        body = await app.books.reader.words(article.row.id, version.id)
    except (Refused, Unreachable) as error:
        what = f"Version {version.number} could not be read: {error.detail}"
        app.take(e.Failed(Trouble(what, "Nothing was changed.", "Choose it again with H.")))
        return
    title, about = version_line(version, now)
    await app.ask(Reading(f"{title} · {about}", lambda width: list(prose(body, width))))


async def publish(app: "ConsoleApp") -> None:
    """What changes is read first."""
    article = app.desk.articles.article
    draft = article.draft if article is not None else None
    if article is None or draft is None:
        return
    title = f"Publish “{draft.title}”?"
    weighed = Weigh(title, lambda width: publishing_lines(article, draft, width), yes="publishes it")
    if await app.ask(weighed) is not None:
        await app.books.deeds.publish(article, draft)


PERFORM = {
    "edit-article": edit,
    "other-words": other_words,
    "difference": difference,
    "versions": versions,
    "publish": publish,
}
