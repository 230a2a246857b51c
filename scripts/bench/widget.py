"""What a visitor's browser loads before the first message, as it travels (gzip)."""

import gzip
import json
import re
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[2] / "widget_static"
LOADER_BYTES = 4_000
PAGE_BYTES = 20_000


def _bytes(name: str) -> int:
    return len(gzip.compress((FOLDER / name).read_bytes(), 9))


def _is_icon(name: str) -> bool:
    return name.endswith(".svg")


def page_files() -> list[str]:
    """The chat page and everything it names, followed through its scripts."""
    waiting, found = ["chat.html"], []
    while waiting:
        name = waiting.pop()
        if name in found or not (FOLDER / name).is_file():
            continue
        found.append(name)
        text = (FOLDER / name).read_text("utf-8")
        waiting += re.findall(r"""["'/]([\w-]+\.(?:js|css|svg))["']""", text)
    return sorted(found)


def measure() -> dict[str, Any]:
    files = page_files()
    return {
        "loader": {"bytes": _bytes("widget.js"), "limit": LOADER_BYTES},
        "page and scripts": {"bytes": sum(_bytes(name) for name in files if not _is_icon(name)), "limit": PAGE_BYTES},
        "icon": {"bytes": sum(_bytes(name) for name in files if _is_icon(name))},
    }


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
