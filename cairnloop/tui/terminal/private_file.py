"""Files that hold other people's data: only their owner can read them, and nothing that is there is written over."""

import os
import re
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import BinaryIO

from cairnloop.tui.terminal.places import downloads

PLAIN = re.compile(r"[^a-z0-9]+")


def usual_path(kind: str, name: str, ending: str, today: date) -> Path:
    """Where such a file is put when one does not care: among the downloads, or at home."""
    folder = downloads() if downloads().is_dir() else Path.home()
    called = PLAIN.sub("-", name.casefold()).strip("-")[:40]
    stem = "-".join(part for part in (kind, called, f"{today:%Y-%m-%d}") if part)
    return folder / f"{stem}.{ending}"


def unfit(text: str) -> str | None:
    """Why nothing can be written there, if so."""
    if not text:
        return "Say where, for example ~/customers.csv"
    path = path_of(text)
    if path.exists():
        return f"{path} is there already; nothing is written over"
    if not path.parent.is_dir():
        return f"{path.parent} is no folder"
    return None


def path_of(text: str) -> Path:
    return Path(text).expanduser()


async def write_private(path: Path, pieces: AsyncIterator[bytes]) -> int:
    """Its size in bytes. What breaks off on the way leaves nothing behind. Raises OSError, also for what is there."""
    size = 0
    try:
        with _made(path) as file:
            async for piece in pieces:
                size += file.write(piece)
    except FileExistsError:
        raise
    except BaseException:
        _forget(path)
        raise
    return size


def _made(path: Path) -> BinaryIO:
    return open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _forget(path: Path) -> None:
    path.unlink(missing_ok=True)
