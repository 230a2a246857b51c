"""A file of this console's own for what has to outlive it, and the files of consoles that are gone."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

Kept = list[dict[str, Any]]


def usual_folder() -> Path:
    """Where programs of this person keep what is neither settings nor a document."""
    from platformdirs import user_state_path

    return user_state_path("cairnloop") / "kept"


class KeptFile:
    """Written whole or not at all, and nobody else can read it. A lock beside it says that its console is alive;
    the files whose lock is free were left behind, and whoever takes them over has them alone.
    """

    def __init__(self, folder: Path, owner: str) -> None:
        self.folder = folder
        self._owner = owner
        self._path = folder / f"{owner}-{uuid4().hex}.json"
        self._lock: int | None = None

    def write(self, kept: Kept) -> None:
        """Keep this instead of what was kept before; with nothing to keep there is no file. Raises OSError."""
        if not kept:
            self.remove()
            return
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if self._lock is None:
            self._lock = _locked(_lock_of(self._path))
        fresh = self._path.with_suffix(".new")
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            json.dump(kept, file, ensure_ascii=False)
        fresh.replace(self._path)

    def remove(self) -> None:
        if self._lock is not None:
            _forget(self._path)
            os.close(self._lock)
            self._lock = None

    @contextmanager
    def left_behind(self) -> Iterator[Kept]:
        """What consoles that are gone had kept, the oldest first; their files go once the caller is done with it.

        A file that cannot be understood stays where it is. Raises OSError.
        """
        found: Kept = []
        taken: list[tuple[Path, int]] = []
        try:
            for path in sorted(self.folder.glob(f"{self._owner}-*.json"), key=_age):
                if path == self._path or (lock := _locked(_lock_of(path))) is None:
                    continue
                kept = _kept(path)
                if kept is None:
                    os.close(lock)
                    continue
                found += kept
                taken.append((path, lock))
            yield found
            for path, _ in taken:
                _forget(path)
        finally:
            for _, lock in taken:
                os.close(lock)


def _lock_of(path: Path) -> Path:
    return path.with_suffix(".lock")


def _age(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _locked(path: Path) -> int | None:
    """The lock, as long as the descriptor is open; None when somebody has it."""
    lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        return None
    return lock


def _kept(path: Path) -> Kept | None:
    """None for a file that somebody else has taken over meanwhile, or that we did not write."""
    try:
        said = json.loads(path.read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return said if isinstance(said, list) and all(isinstance(one, dict) for one in said) else None


def _forget(path: Path) -> None:
    path.unlink(missing_ok=True)
    _lock_of(path).unlink(missing_ok=True)
