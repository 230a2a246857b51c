"""A pane of lines: draws only what is visible, redraws only what changed."""

from collections.abc import Sequence
from functools import lru_cache

from rich.segment import Segment
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from cairnloop.tui.messages import Redraw
from cairnloop.tui.terminal.lines import BLANK, Ground, Line, Span, fitted, width_of
from cairnloop.tui.terminal.palette import DARK, PALETTES, Palette, span_style, style_of

BY_NAME = {palette.name: palette for palette in PALETTES.values()}


def palette_of(widget: Widget) -> Palette:
    return BY_NAME.get(widget.app.theme, DARK)


def paint(widget: Widget, line: Line, width: int, *, edge: int = 0) -> Strip:
    """The line in the colours of the theme, exactly `width` cells wide; the right part gives way last. `edge` cells
    beside it have its ground.
    """
    return _painted(line, width, edge, palette_of(widget).name, widget.app.no_color)


@lru_cache(maxsize=512)
def _painted(line: Line, width: int, edge: int, theme: str, no_colour: bool) -> Strip:
    """A strip remembers how it was cut and written: the same line is the same strip, wherever it is scrolled to."""
    palette = BY_NAME[theme]
    right = fitted(line.right, width)
    room = width - width_of(right)
    left = fitted(line.spans, room)
    gap = room - width_of(left)

    def segment(span: Span) -> Segment:
        return Segment(span.text, span_style(palette, span, line.ground, no_colour))

    style = style_of(palette, Span("").tone, line.ground, False, False, no_colour)
    blank, beside = Segment(" " * gap, style), [Segment(" " * edge, style)] if edge else []
    return Strip([*map(segment, left), blank, *map(segment, right), *beside], width + edge)


class Pane(ScrollView, can_focus=True, inherit_bindings=False):
    """Shows lines and scrolls through them; which keys do that is for the registry of actions to say."""

    DEFAULT_CSS = """
    Pane { height: 1fr; overflow-x: hidden; overflow-y: auto; scrollbar-size-vertical: 1; scrollbar-gutter: stable; }
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.lines: Sequence[Line] = ()

    def on_resize(self) -> None:
        # The lines have to be made anew for another width.
        self.post_message(Redraw())

    @property
    def room(self) -> int:
        """The width for text; the scrollbar's column is always left free, so that nothing wraps anew beside it."""
        return max(1, self.size.width - 1)

    def show(self, lines: Sequence[Line]) -> None:
        """Show these lines from now on, at the same place in them."""
        if lines == self.lines and self.virtual_size.width == self.room:
            return
        before, self.lines = self.lines, lines
        if len(lines) != len(before) or self.virtual_size.width != self.room:
            self.virtual_size = Size(self.room, len(lines))
            self.refresh()
        else:
            self._refresh_changed(before, lines)

    def _refresh_changed(self, before: Sequence[Line], after: Sequence[Line]) -> None:
        top = self.scroll_offset.y
        for y in range(top, min(top + self.size.height, len(after))):
            if before[y] != after[y]:
                self.refresh(Region(0, y - top, self.size.width, 1))

    def line_at(self, y: int) -> Line:
        return self.lines[y] if 0 <= y < len(self.lines) else BLANK

    def render_line(self, y: int) -> Strip:
        # Text beneath the scrollbar would be cut without a sign.
        edge = 1 if self.show_vertical_scrollbar else 0
        return paint(self, self.line_at(y + self.scroll_offset.y), self.size.width - edge, edge=edge)

    def keep_in_sight(self, y: int, *, lines: int = 1, margin: int = 1) -> None:
        """Scroll no more than needed."""
        top, height = self.scroll_offset.y, self.size.height
        if height <= 0:
            return
        margin = min(margin, max(0, (height - lines) // 2))
        if y - margin < top:
            self.scroll_to(y=max(0, y - margin), animate=False, force=True)
        elif y + lines + margin > top + height:
            self.scroll_to(y=y + lines + margin - height, animate=False, force=True)

    def scroll_by_lines(self, steps: int) -> None:
        self.scroll_to(y=self.scroll_offset.y + steps, animate=False, force=True)

    @property
    def at_end(self) -> bool:
        return self.scroll_offset.y >= self.max_scroll_y


class Strap(Widget):
    """A single line across the screen: the top line, the footer."""

    DEFAULT_CSS = "Strap { height: 1; }"

    def __init__(self, *, id: str | None = None, ground: Ground = Ground.PLAIN) -> None:
        super().__init__(id=id)
        self._line = BLANK
        self._ground = ground

    def show(self, line: Line) -> None:
        if line != self._line:
            self._line = line
            self.refresh()

    def render_line(self, y: int) -> Strip:
        line = self._line
        return paint(self, line.on(self._ground) if line.ground is Ground.PLAIN else line, self.size.width)
