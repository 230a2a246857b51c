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
    return shlex.split(env.get("VISUAL") or env.get("EDITOR") or USUAL)


async def edit_in_editor(app: "App[int]", text: str) -> str:
    """The text as the editor left it. Raises EditorFailed; the console draws nothing meanwhile but hears the news."""
    try:
        with app.suspend(), app.batch_update():
            return await edited(text, command(dict(os.environ)))
    except SuspendNotSupported as error:
        raise EditorFailed("This terminal cannot be handed to an editor.") from error


async def edited(text: str, words: list[str]) -> str:
    """Put the text in a file that nobody else can read, and wait for the command to be done with it."""
    with tempfile.TemporaryDirectory(prefix="cairnloop-") as folder:
        path = Path(folder) / "answer.md"
        await asyncio.to_thread(path.write_text, text, "utf-8")
        try:
            done = await asyncio.to_thread(subprocess.run, [*words, str(path)], check=False)
        except OSError as error:
            raise EditorFailed(f"The editor “{words[0]}” could not be started: {error.strerror}.") from error
        if done.returncode != 0:
            raise EditorFailed(f"The editor “{words[0]}” ended with code {done.returncode}.")
        return await asyncio.to_thread(path.read_text, "utf-8", "replace")
