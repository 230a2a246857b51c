"""The operator's own editor, with the console out of the way and still connected."""

import asyncio
import os
import shlex
import subprocess
import tempfile
from pathlib import Path

from textual.app import App, SuspendNotSupported

from cairnloop.errors import CairnloopError

USUAL = "vi"


class EditorFailed(CairnloopError):
    """The editor could not be used."""


def command(env: dict[str, str]) -> list[str]:
    """$VISUAL, then $EDITOR, then vi, with whatever arguments they carry."""
    wish = env.get("VISUAL") or env.get("EDITOR") or USUAL
    try:
        return shlex.split(wish) or [USUAL]
    except ValueError as error:
        raise EditorFailed(f"$VISUAL or $EDITOR is “{wish}”, which cannot be understood: {error}.") from error


async def edit_in_editor(app: "App[int]", text: str, *, name: str = "answer.md") -> str:
    """The text as the editor left it. Raises EditorFailed; the console draws nothing meanwhile but hears the news.

    In a browser no editor can have the terminal: there the text is changed in a page of the console itself.
    """
    if app.is_web:
        from cairnloop.tui.screens.house_dialogs import Page

        changed = await app.push_screen_wait(Page("Edit", text))
        return text if changed is None else changed
    words = command(dict(os.environ))
    try:
        with app.suspend(), app.batch_update():
            # Raised in here, a failure would leave the terminal handed over: it is raised once the console has it back.
            (left,) = await asyncio.gather(edited(text, words, name), return_exceptions=True)
    except SuspendNotSupported as error:
        raise EditorFailed("This terminal cannot be handed to an editor.") from error
    if isinstance(left, BaseException):
        raise left
    return left


async def edited(text: str, words: list[str], name: str = "answer.md") -> str:
    """Put the text in a file that nobody else can read, and wait for the command to be done with it."""
    try:
        with tempfile.TemporaryDirectory(prefix="cairnloop-", ignore_cleanup_errors=True) as folder:
            path = Path(folder) / name
            await asyncio.to_thread(path.write_text, text, "utf-8")
            await _run([*words, str(path)])
            return await asyncio.to_thread(path.read_text, "utf-8", "replace")
    except OSError as error:
        raise EditorFailed(f"The text could not be handed to the editor or taken back: {error.strerror}.") from error


async def _run(words: list[str]) -> None:
    try:
        done = await asyncio.to_thread(subprocess.run, words, check=False)
    except OSError as error:
        raise EditorFailed(f"The editor “{words[0]}” could not be started: {error.strerror}.") from error
    if done.returncode != 0:
        raise EditorFailed(f"The editor “{words[0]}” ended with code {done.returncode}.")
