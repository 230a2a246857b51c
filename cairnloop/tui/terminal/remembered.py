"""What the console remembers of how one likes it, from one time to the next."""

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

NAME = "console.json"


class Remembered:
    """One small file; without a folder nothing is remembered. What cannot be read or written is as if it were not."""

    def __init__(self, folder: Callable[[], Path] | None) -> None:
        self._folder = folder

    def read(self) -> Mapping[str, Any]:
        if self._folder is None:
            return {}
        try:
            said = json.loads((self._folder() / NAME).read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return said if isinstance(said, dict) else {}

    def write(self, changes: Mapping[str, Any]) -> None:
        """These, besides what was remembered before."""
        if self._folder is None:
            return
        folder = self._folder()
        fresh = folder / f"{NAME}.{os.getpid()}.new"
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            fresh.write_text(json.dumps({**self.read(), **changes}), "utf-8")
            fresh.replace(folder / NAME)
        except OSError:
            fresh.unlink(missing_ok=True)
