"""Files that go with what is written: uploaded as they are chosen, named in the line that is read before it leaves."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from cairnloop.client import Refused, Unreachable
from cairnloop.tui.performing.queue_writing import reply as reply_in_queue
from cairnloop.tui.performing.writing import reply
from cairnloop.tui.screens.asking_path import AskPath
from cairnloop.tui.screens.choosing import Choice, Choose
from cairnloop.tui.state import events as e
from cairnloop.tui.state.belongings import Attachment, attachment_of, in_words
from cairnloop.tui.state.trouble import Trouble
from cairnloop.tui.state.unsent import Mode, Unsent
from cairnloop.tui.terminal.places import expanded
from cairnloop.tui.widgets.composer import Composer
from cairnloop.wire.terminal import harmless

if TYPE_CHECKING:
    from cairnloop.tui.app import ConsoleApp
    from cairnloop.wire.files import LimitsOut

NO_EDITS = "In the queue a draft goes without files. Esc and Enter open the conversation: there F attaches."
SAFE = "What you have written stands where it was."


async def attach(app: "ConsoleApp") -> None:
    conversation_id = app.desk.target
    if conversation_id is None:
        return
    standing = app.desk.unsent.get(conversation_id)
    if app.desk.queueing and standing is not None and standing.mode is Mode.EDIT:
        app.take(e.Told(NO_EDITS, "refused"))
        return
    try:
        limits = await app.daemon.file_limits()
    except (Refused, Unreachable) as error:
        app.take(e.Failed(Trouble(f"No file can be sent now: {error.detail}", SAFE, "F tries again.")))
        return
    there = standing.files if standing is not None else ()
    if len(there) >= limits["files"]:
        app.take(e.Told(f"A message carries {limits['files']} files at most. X leaves one out.", "refused"))
        return
    chosen = await app.ask(AskPath("Attach which file?", _hint(limits), lambda path: unfit(path, limits["bytes"])))
    if chosen is not None and (file := await _uploaded(app, expanded(chosen))) is not None:
        await _carry(app, conversation_id, file)


def _hint(limits: "LimitsOut") -> str:
    return f"Of at most {in_words(limits['bytes'])}; {limits['files']} go with one message. It is uploaded at once."


def unfit(path: Path, most: int) -> str | None:
    """Why this cannot be sent, before anything of it is."""
    try:
        if path.is_dir():
            return "That is a folder. Tab goes on inside it."
        if not path.is_file():
            return "There is no such file."
        size = path.stat().st_size
        with path.open("rb"):
            pass
    except OSError as error:
        return f"It cannot be read: {error.strerror}."
    return f"It has {in_words(size)}; {in_words(most)} is the most." if size > most else None


async def _uploaded(app: "ConsoleApp", path: Path) -> Attachment | None:
    """What the daemon made of it; when it did not take it, that has been said."""
    name = harmless(path.name)
    app.take(e.Told(f"Uploading {name}…", "hint"))
    try:
        return attachment_of(await app.daemon.upload_file(path))
    except (Refused, Unreachable) as error:
        what = f"{name} was not uploaded: {error.detail}"
    except OSError as error:
        what = f"{name} could not be read: {error.strerror}"
    app.take(e.Failed(Trouble(what, SAFE, "F tries again.")))
    return None


async def _carry(app: "ConsoleApp", conversation_id: str, file: Attachment) -> None:
    """Into the composer with it; where nothing is written yet, it is the beginning of a reply."""
    standing = app.desk.unsent.get(conversation_id) or Unsent(_mode(app), "")
    app.take(e.Kept(conversation_id, replace(standing, files=(*standing.files, file), key=None)))
    composer = _composer(app)
    # While one writes, and that is what comes next, that key is a letter.
    out = app.keymap.shown("detach")
    key = out if composer is not None and composer.reviewing else f"Esc, then {out},"
    app.take(e.Told(f"{file.name} goes with it ({file.about}). {key} leaves it out again."))
    if app.desk.target != conversation_id or (composer is not None and (composer.writing or composer.reviewing)):
        return
    if standing.mode is Mode.NOTE:
        await app.enter(conversation_id)
        app.conversation.write(Mode.NOTE, app.desk.unsent[conversation_id])
    elif app.desk.queueing:
        reply_in_queue(app)
    else:
        await reply(app)


def _mode(app: "ConsoleApp") -> Mode:
    """What an empty composer is for: a note stays one."""
    composer = _composer(app)
    noting = composer is not None and composer.writing and composer.mode is Mode.NOTE
    return Mode.NOTE if noting else Mode.REPLY


def _composer(app: "ConsoleApp") -> Composer | None:
    """The one on screen; in the inbox there is none."""
    if app.desk.queueing:
        return app.queue.composer
    return app.conversation.composer if app.desk.open is not None else None


async def detach(app: "ConsoleApp") -> None:
    """Nothing of it reaches anybody; the daemon forgets it within a day."""
    conversation_id = app.desk.target
    unsent = app.desk.unsent.get(conversation_id or "")
    if conversation_id is None or unsent is None or not unsent.files:
        return
    choices = [Choice(one.id, one.name, one.about) for one in unsent.files]
    chosen = choices[0].value if len(choices) == 1 else await app.ask(Choose("Leave out which file?", choices))
    if chosen is not None:
        left = tuple(one for one in unsent.files if one.id != chosen)
        app.take(e.Kept(conversation_id, replace(unsent, files=left, key=None)))
        app.take(e.Told("Left out. It reaches nobody."))


PERFORM = {"attach": attach, "detach": detach}
