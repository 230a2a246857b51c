"""The box that says what failed, what is safe, and what to press."""

from textual.geometry import Size

from cairnloop.tui.state.trouble import Trouble
from cairnloop.tui.terminal.lines import Ground, Line, Span, Tone, wrap
from cairnloop.tui.widgets.pane import Pane


class TroubleBox(Pane, can_focus=False):
    """Lies over the bottom of the screen, so that nothing else moves; Esc closes it."""

    DEFAULT_CSS = """
    TroubleBox {
        layer: over; dock: bottom; display: none; height: auto; max-height: 12; margin: 0 2 1 2;
        border: round $house-danger; border-title-color: $house-danger; background: $house-raised;
    }
    """

    def tell(self, trouble: Trouble | None) -> None:
        self.display = trouble is not None
        if trouble is None:
            return
        self.border_title = "Something went wrong"
        self.border_subtitle = "Esc closes this"
        self.styles.width = self.app.size.width - 4
        width = max(20, self.app.size.width - 9)
        said = ((f"✕ {trouble.what}", Tone.DANGER), (f"✓ {trouble.safe}", Tone.INK), (f"→ {trouble.press}", Tone.MUTED))
        lines = [Line((Span(f" {text}", tone),), Ground.RAISED) for words, tone in said for text in wrap(words, width)]
        self.styles.height = len(lines) + 2
        self.lines = lines
        self.virtual_size = Size(width, len(lines))
        self.refresh()
