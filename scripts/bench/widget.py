"""What a visitor's browser loads before the first message, as it travels (gzip)."""

import json
import re
from typing import Any

from cairnloop.daemon.http.static import FOLDER, asset

LOADER_BYTES = 4_000
PAGE_BYTES = 20_000
# What a file names that comes with it: imports of a script, and what a page loads. What a script imports when it is
# needed stands in brackets, and comes later.
NAMED = re.compile(r"""(?:from\s*|href=|src=)["'](?:\./)?([\w-]+\.(?:js|css|svg))["']""")


def _bytes(name: str) -> int:
    return len(asset(name).packed)


def _loaded() -> list[str]:
    """The chat page and everything it names, followed through its scripts."""
    waiting, found = ["chat.html"], []
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.append(name)
            waiting += NAMED.findall(asset(name).plain.decode())
    return sorted(found)


def before_the_first_message() -> list[str]:
    """Page, style and scripts, with the words of one language: the heaviest."""
    heaviest = max((path.name for path in FOLDER.glob("words-*.json")), key=_bytes)
    return [*(name for name in _loaded() if not name.endswith(".svg")), heaviest]


def measure() -> dict[str, Any]:
    files = before_the_first_message()
    return {
        "loader": {"bytes": _bytes("widget.js"), "limit": LOADER_BYTES},
        "page and scripts": {"bytes": sum(map(_bytes, files)), "limit": PAGE_BYTES},
        "icon": {"bytes": sum(_bytes(name) for name in _loaded() if name.endswith(".svg"))},
    }


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
