"""What went wrong where something would be shown, as lines in its place."""

from cairnloop.tui.state.trouble import Trouble
from cairnloop.tui.terminal.lines import Line, Span, Tone, line, wrap


def trouble_lines(trouble: Trouble, width: int, *, indent: int = 1) -> list[Line]:
    """What failed, what is safe, and what to press."""
    said = ((f"✕ {trouble.what}", Tone.DANGER), (trouble.safe, Tone.MUTED), (trouble.press, Tone.INK))
    room = width - 2 * indent
    return [line(Span(f"{' ' * indent}{text}", tone)) for words, tone in said for text in wrap(words, room)]
