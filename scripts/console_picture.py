"""Draws the console for the README: `python -m scripts.console_picture [--check]` writes docs/images/*.svg."""

import asyncio
import re
import sys
from pathlib import Path

from cairnloop.config import Console
from cairnloop.tui.app import ConsoleApp
from tests.tui.desk import Desk

FOLDER = Path(__file__).parent.parent / "docs" / "images"
CELL = 12.2
NBSP = "&#160;"
TEXT = re.compile(
    r'(<text [^>]*?)x="([\d.]+)"([^>]*?)textLength="([\d.]+)"([^>]*>)((?:&#160;)*)(.*?)((?:&#160;)*)(</text>)'
)
FONTS = re.compile(r"@font-face \{.*?\}\s*", re.S)
FAMILY = "Fira Code, DejaVu Sans Mono, Menlo, Consolas, monospace"


async def picture(*, theme: str = "light", size: tuple[int, int] = (120, 34), keys: tuple[str, ...] = ()) -> str:
    """The console as it looks after some keys, with the fictional company of the tests."""
    desk = Desk()
    app = ConsoleApp(desk, desk.connect, Console(theme=theme), now=desk.now, patience=0.0)  # type: ignore[arg-type]
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        for key in keys:
            await pilot.press(key)
            await settle(pilot)
        return tidy(app.export_screenshot(title="cairnloop tui", simplify=True))


async def settle(pilot: object) -> None:
    """Wait until nothing is being read or drawn any more."""
    for _ in range(6):
        await pilot.app.workers.wait_for_complete(  # type: ignore[attr-defined]
            [one for one in pilot.app.workers if one.name != "_listen"]  # type: ignore[attr-defined]
        )
        await pilot.pause()  # type: ignore[attr-defined]


def tidy(svg: str) -> str:
    """No fonts from elsewhere, and blanks at the edges of a piece of text as distance: some viewers drop them."""
    svg = FONTS.sub("", svg).replace("Fira Code", FAMILY, 1) if FAMILY not in svg else svg
    svg = re.sub(r"font-family: (?!arial)[^;]*;", f"font-family: {FAMILY};", svg)
    return TEXT.sub(_moved, svg)


def _moved(match: re.Match[str]) -> str:
    head, x, between, length, rest, before, text, after, end = match.groups()
    leading, trailing = before.count(NBSP), after.count(NBSP)
    if not text:
        return match.group()
    left, width = float(x) + leading * CELL, float(length) - (leading + trailing) * CELL
    return f'{head}x="{left:g}"{between}textLength="{width:g}"{rest}{text}{end}'


PICTURES = {
    "console.svg": {"theme": "light"},
    "console-dark.svg": {"theme": "dark", "keys": ("j", "j", "j", "enter")},
}


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, how in PICTURES.items():
        drawn = asyncio.run(picture(**how))  # type: ignore[arg-type]
        (FOLDER / name).write_text(drawn, encoding="utf-8")
        print(f"docs/images/{name}")


if __name__ == "__main__":
    sys.exit(main())
