"""Every piece of text on every screen can be read: what was drawn is measured, in each theme."""

from collections.abc import Iterator
from typing import Any

from textual.color import Color
from textual.screen import ModalScreen

from cairnloop.tui.terminal.palette import PALETTES, READABLE, contrast
from tests.tui.desk import Desk
from tests.tui.running import press, running

# Lines between panes, the cells of a meter and the scrollbar are no text.
DRAWN = set("─│┬┴┼┤├┐┌┘└╭╮╰╯▰▱▔▁▂▃▄▅▆▇█▏▎▍▌▋▊▉▕")
TOUR = [
    ["4", "space", "c"],
    ["escape", "enter", "r", "x"],
    ["escape", "escape", "ctrl+p"],
]


def unreadable(app: Any) -> Iterator[str]:
    """Text whose colour is too near to what lies behind it. What a dialog has put in the shade is not looked at."""
    lit = app.screen.children[-1].region if isinstance(app.screen, ModalScreen) else app.screen.region
    for y, strip in enumerate(app.screen._compositor.render_strips()):
        if not lit.y <= y < lit.bottom:
            continue
        for segment in strip.crop(lit.x, lit.right):
            style, text = segment.style, segment.text.strip()
            if style is None or not set(text) - DRAWN or style.color is None or style.bgcolor is None:
                continue
            front, ground = (Color.from_rich_color(one).hex for one in (style.color, style.bgcolor))
            if style.reverse:
                front, ground = ground, front
            if contrast(front, ground) < READABLE:
                yield f"line {y}: {text!r} {front} on {ground}: {contrast(front, ground):.1f}"


async def test_all_text_on_all_screens_has_enough_contrast_in_every_theme() -> None:
    desk = Desk()
    for number in (1, 2):
        desk.open(f"old{number}", 1, 9000 * number, f"Older matter {number}", "Where are my invoices?", None, None)
    async with running(desk, sections=[{"title": "Ours", "query": "awaiting:operator"}]) as pilot:
        for keys in TOUR:
            await press(pilot, *keys)
            for palette in PALETTES.values():
                pilot.app.theme = palette.name
                await pilot.pause()
                found = list(unreadable(pilot.app))
                assert not found, (palette.name, keys, found)
