"""Pictures of the console as SVG that need nothing from elsewhere and look the same in every viewer."""

import re
from typing import Any

from textual.app import App

CELL = 12.2
NBSP = "&#160;"
BLANKS = f"((?:{NBSP})*)"
TEXT = re.compile(rf'(<text [^>]*?)x="([\d.]+)"([^>]*?)textLength="([\d.]+)"([^>]*>){BLANKS}([^<]*?){BLANKS}(</text>)')
WEB_FONTS = re.compile(r"@font-face \{.*?\}\s*", re.S)
FAMILY = re.compile(r"font-family: (?!arial)[^;]*;")
FAMILIES = "font-family: Fira Code, DejaVu Sans Mono, Menlo, Consolas, monospace;"


def picture(app: App[Any], title: str = "cairnloop tui") -> str:
    """What is on the screen."""
    svg = WEB_FONTS.sub("", app.export_screenshot(title=title, simplify=True))
    return TEXT.sub(_moved, FAMILY.sub(FAMILIES, svg))


def _moved(match: re.Match[str]) -> str:
    """Blanks at the edges of a piece of text become distance: some viewers drop them."""
    head, x, between, length, rest, before, text, after, end = match.groups()
    leading, trailing = before.count(NBSP), after.count(NBSP)
    if not text:
        return ""
    left, width = float(x) + leading * CELL, float(length) - (leading + trailing) * CELL
    return f'{head}x="{left:g}"{between}textLength="{width:g}"{rest}{text}{end}'
