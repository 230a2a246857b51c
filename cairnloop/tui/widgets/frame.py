"""The lines between panes: rules with titles, and seams that join them where they meet."""

from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from cairnloop.tui.terminal.lines import Ground, Line, Span, Tone, cut, width_of
from cairnloop.tui.terminal.palette import style_of
from cairnloop.tui.widgets.pane import paint, palette_of

# By whether a line leaves to the left, right, up and down.
JOINTS = {
    (False, False, True, True): "│",
    (True, True, False, True): "┬",
    (True, True, True, False): "┴",
    (True, True, True, True): "┼",
    (True, False, True, True): "┤",
    (False, True, True, True): "├",
    (True, False, False, True): "┐",
    (False, True, False, True): "┌",
    (True, False, True, False): "┘",
    (False, True, True, False): "└",
    (True, True, False, False): "─",
}


class Rule(Widget):
    """A horizontal line with a title at the left and a note at the right; `lit` when its pane has the keyboard."""

    DEFAULT_CSS = "Rule { height: 1; }"

    def __init__(self, title: str = "", *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._said: tuple[str, tuple[Span, ...], bool, Tone] = (title, (), False, Tone.MUTED)

    def show(
        self,
        title: str,
        *,
        note: Span | None = None,
        notes: tuple[Span, ...] = (),
        lit: bool = False,
        tone: Tone = Tone.MUTED,
    ) -> None:
        """`notes` is a note of several tones."""
        said = (title, notes if note is None else (note,), lit, tone)
        if said != self._said:
            self._said = said
            self.refresh()

    def render_line(self, y: int) -> Strip:
        title, notes, lit, tone = self._said
        width = self.size.width
        right = (Span(" "), *notes, Span(" "), Span("─", Tone.FAINT)) if any(one.text for one in notes) else ()
        room = width - width_of(right) - 4
        left: tuple[Span, ...] = (Span("─", Tone.FAINT),)
        if title and room > 2:
            left += (Span(f" {cut(title, room)} ", Tone.ACCENT if lit else tone, bold=lit),)
        gap = max(0, width - width_of(left) - width_of(right))
        return paint(self, Line((*left, Span("─" * gap, Tone.FAINT), *right)), width)


class Seam(Widget):
    """A vertical line, one cell wide, that meets the rules at its sides."""

    DEFAULT_CSS = "Seam { width: 1; height: 1fr; }"

    def __init__(self, *, classes: str | None = None) -> None:
        super().__init__(classes=classes)
        self._met: tuple[frozenset[int], frozenset[int]] = (frozenset(), frozenset())

    def on_mount(self) -> None:
        self.screen.screen_layout_refresh_signal.subscribe(self, lambda screen: self._settle(), immediate=True)

    def on_resize(self) -> None:
        self._settle()

    def _settle(self) -> None:
        """Find the rules that end here."""
        rules = [rule.region for rule in self.screen.query(Rule) if rule.region.width]
        x, top = self.region.x, self.region.y
        left = frozenset(rule.y - top for rule in rules if rule.right == x)
        right = frozenset(rule.y - top for rule in rules if rule.x == x + 1)
        if (left, right) != self._met:
            self._met = left, right
            self.refresh()

    def render_line(self, y: int) -> Strip:
        left, right = self._met
        glyph = JOINTS.get((y in left, y in right, y > 0, y < self.size.height - 1), "│")
        return Strip([Segment(glyph, style_of(palette_of(self), Tone.FAINT, Ground.PLAIN, False, False, False))], 1)
