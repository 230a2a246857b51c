"""What messages carry, saved to this machine, and after a yes handed to the program for its kind."""

import asyncio
from contextlib import suppress
from os import environ
from pathlib import Path
from typing import TYPE_CHECKING

from cairnloop.client import Refused, Unreachable
from cairnloop.errors import Invalid
from cairnloop.tui.screens.asking_path import AskPath
from cairnloop.tui.screens.choosing import Choice, Choose
from cairnloop.tui.screens.dialog import Confirm
from cairnloop.tui.state import events as e
from cairnloop.tui.state.belongings import Attachment
from cairnloop.tui.state.thread import Message
from cairnloop.tui.state.trouble import Trouble
from cairnloop.tui.terminal.opening import NotOpened, hand_over, only_shown, opener
from cairnloop.tui.terminal.places import claim, downloads, expanded, safe_name

if TYPE_CHECKING:
    from cairnloop.tui.app import ConsoleApp

INTO = "A file that is there already is never written over; the new one gets a number."


async def save_file(app: "ConsoleApp") -> None:
    chosen = await _chosen(app, "Save which file?")
    if chosen is None:
        return
    _, file = chosen
    title = f"Save {safe_name(file.name)} where?"
    folder = await app.ask(AskPath(title, INTO, no_folder, standing=f"{downloads()}/", folders=True))
    if folder is not None and (path := await _saved(app, file, expanded(folder))) is not None:
        app.take(e.Told(f"Saved as {path}."))


async def open_file(app: "ConsoleApp") -> None:
    """It is what a stranger sent: what could run is not opened from here, and all else after a yes."""
    chosen = await _chosen(app, "Open which file?")
    if chosen is None:
        return
    message, file = chosen
    name, folder = safe_name(file.name), downloads()
    if not only_shown(name):
        app.take(
            e.Told(f"{name} might do more than show itself. D saves it; open it by hand if you trust it.", "refused")
        )
        return
    try:
        words = opener(environ)
        question = (
            f"{file.about}, from {message.author or 'somebody'}. It is saved in {folder} and handed to {words[0]}. "
            "What strangers send may harm the program that shows it."
        )
        if await app.ask(Confirm(f"Open {name}?", question, yes="opens it")) is None:
            return
        path = await _saved(app, file, folder)
        if path is not None:
            await hand_over(path, words)
            app.take(e.Told(f"Saved as {path}, and opened."))
    except NotOpened as error:
        app.take(e.Failed(Trouble(f"It was not opened: {error.detail}", "Nothing of it was run.", "D saves it.")))


async def _chosen(app: "ConsoleApp", title: str) -> tuple[Message, Attachment] | None:
    """One of the files of the conversation at hand, and its message; the only one is not asked about."""
    thread = app.desk.thread
    found = {file.id: (one, file) for one in reversed(thread.messages) for file in one.files} if thread else {}
    if len(found) == 1:
        return next(iter(found.values()))
    choices = [Choice(id, file.name, f"{file.about} · {one.author}") for id, (one, file) in found.items()]
    return found.get(await app.ask(Choose(title, choices)) or "")


def no_folder(path: Path) -> str | None:
    """Why nothing can be saved there; a folder that is not there yet is made."""
    return "That is a file, and no folder." if path.exists() and not path.is_dir() else None


async def _saved(app: "ConsoleApp", file: Attachment, folder: Path) -> Path | None:
    """Where it is now; when it could not be saved, that has been said and nothing is left of it."""
    path: Path | None = None
    try:
        path = await asyncio.to_thread(claim, folder, safe_name(file.name))
        app.take(e.Told(f"Saving {path.name} ({file.about})…", "hint"))
        await app.daemon.download_file(file.url, path)
        await asyncio.to_thread(path.chmod, 0o600)
    except (Refused, Unreachable, Invalid) as error:
        what = f"{safe_name(file.name)} was not saved: {error.detail}"
    except OSError as error:
        what = f"{safe_name(file.name)} was not saved: {error.strerror or error}"
    else:
        return path
    if path is not None:
        with suppress(OSError):  # the empty place that was kept for it
            path.unlink()
    app.take(e.Failed(Trouble(what, "Nothing is left of it here.", "D tries again.")))
    return None


PERFORM = {"save-file": save_file, "open-file": open_file}
