"""Handing a file to the program that opens its kind, away from the console's terminal."""

import asyncio
import shlex
import sys
from collections.abc import Mapping
from pathlib import Path

from cairnloop.errors import CairnloopError

# By then a program that cannot open it has said so; one that shows it goes on.
PATIENCE = 2.0
# What programs show without running any of it; everything else is saved, and opened by hand if at all.
ONLY_SHOWN = frozenset(
    (
        *("png", "jpg", "jpeg", "gif", "webp", "bmp", "tif", "tiff", "heic", "avif"),
        *("pdf", "txt", "log", "md", "csv", "tsv", "json", "docx", "xlsx", "pptx", "odt", "ods", "odp", "rtf", "eml"),
        *("mp3", "m4a", "wav", "ogg", "oga", "opus", "flac", "mp4", "m4v", "mov", "webm", "ogv"),
        *("gpx", "kml", "ics", "vcf"),
    )
)


class NotOpened(CairnloopError):
    """The file could not be opened."""


def only_shown(name: str) -> bool:
    """Whether opening it does no more than show it, by what the file is called."""
    return name.rpartition(".")[2].casefold() in ONLY_SHOWN if "." in name else False


def opener(env: Mapping[str, str]) -> list[str]:
    """$OPENER with its arguments, else what this system has. Raises NotOpened."""
    wish = env.get("OPENER") or ("open" if sys.platform == "darwin" else "xdg-open")
    try:
        words = shlex.split(wish)
    except ValueError as error:
        raise NotOpened(f"$OPENER is “{wish}”, which cannot be understood: {error}.") from error
    if not words:
        raise NotOpened("$OPENER is blank.")
    return words


async def hand_over(path: Path, words: list[str]) -> None:
    """Start it and let it be; `path` is a full one, lest it is taken for an option. Raises NotOpened where it fails."""
    quiet = asyncio.subprocess.DEVNULL
    try:
        started = await asyncio.create_subprocess_exec(
            *words, str(path), stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True
        )
    except OSError as error:
        raise NotOpened(f"“{words[0]}” could not be started: {error.strerror}. Name another one in $OPENER.") from error
    try:
        code = await asyncio.wait_for(started.wait(), PATIENCE)
    except TimeoutError:
        return
    if code != 0:
        raise NotOpened(f"“{words[0]}” ended with code {code}.")
