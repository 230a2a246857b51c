"""Places on this machine: completing a path, names that do no harm, and files that are never written over."""

import os
import re
from pathlib import Path

from cairnloop.wire.terminal import harmless

LONGEST_NAME = 120
TRIES = 1000
# What no usual system takes in a name, and what shells and people trip over.
UNFIT = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u2028\u2029]+')
# A folder with more names than these is not listed while one types.
MOST = 5000


def expanded(text: str) -> Path:
    """With the home folder in the place of `~`."""
    try:
        return Path(text.strip()).expanduser()
    except RuntimeError:
        return Path(text.strip())  # the home of somebody who is not known


def entries(text: str, *, folders: bool = False) -> list[str]:
    """The names that what is written may go on with, folders with a slash at their end."""
    folder, begun = _split(text)
    found: list[str] = []
    try:
        with os.scandir(folder) as there:
            for number, one in enumerate(there):
                if number >= MOST:
                    break
                hidden = one.name.startswith(".") and not begun.startswith(".")
                if one.name.startswith(begun) and not hidden and (one.is_dir() or not folders):
                    found.append(harmless(one.name) + ("/" if one.is_dir() else ""))
    except OSError:
        return []  # there is no such folder, or it is not for our eyes: nothing goes on from here
    return sorted(found, key=str.casefold)


def completed(text: str, *, folders: bool = False) -> str:
    """The path as far as all names that fit agree."""
    _, begun = _split(text)
    common = _common(entries(text, folders=folders))
    return text[: len(text) - len(begun)] + common if len(common) > len(begun) else text


def _common(names: list[str]) -> str:
    """The letters that all begin with."""
    first, last = (min(names), max(names)) if names else ("", "")
    return next((first[:at] for at, (one, other) in enumerate(zip(first, last, strict=False)) if one != other), first)


def _split(text: str) -> tuple[Path, str]:
    head, slash, begun = text.rpartition("/")
    return expanded(head + slash) if slash else Path(), begun


def safe_name(name: str) -> str:
    """What a stranger called a file, as a name that hides nothing, leads nowhere and runs into no limit."""
    last = UNFIT.sub("_", harmless(name.replace("\\", "/").rsplit("/", 1)[-1]))
    last = last.lstrip(".- ").rstrip(". ") or "file"
    stem, dot, suffix = last.rpartition(".")
    if not dot or len(suffix) > 16:
        stem, suffix = last, ""
    while len(last.encode()) > LONGEST_NAME:
        stem = stem[:-1]
        last = f"{stem}.{suffix}" if suffix else stem
    return last


def claim(folder: Path, name: str) -> Path:
    """A place for a file that nobody had: made empty, beside whatever is called so already. Raises OSError."""
    folder = folder.absolute()
    folder.mkdir(parents=True, exist_ok=True)
    stem, dot, suffix = name.rpartition(".")
    if not dot or not stem:
        stem, dot, suffix = name, "", ""
    for number in range(TRIES):
        path = folder / (name if number == 0 else f"{stem} ({number}){dot}{suffix}")
        try:
            path.touch(mode=0o600, exist_ok=False)
        except FileExistsError:
            continue
        return path
    raise FileExistsError(f"{folder} has a thousand files called {name}")


def downloads() -> Path:
    """Where this person keeps what they download: as their desktop says it, else Downloads in their home."""
    from platformdirs import user_downloads_path

    return user_downloads_path()
