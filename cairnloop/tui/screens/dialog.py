"""A question over the screen: the box all dialogs share, and the ones that ask for a line or a yes."""

from collections.abc import Callable, Sequence
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input

from cairnloop.tui.terminal.lines import BLANK, Ground, Line, Span, Tone, cut, line, muted, wrap
from cairnloop.tui.widgets.pane import Pane


class Raised(Pane):
    """A pane on the raised ground of a dialog."""

    def line_at(self, y: int) -> Line:
        found = super().line_at(y)
        return found.on(Ground.RAISED) if found.ground is Ground.PLAIN else found


class Dialog(ModalScreen[str | None]):
    """Esc always leaves it and changes nothing."""

    # Absolute, since dialogs live in other rooms too.
    CSS_PATH = Path(__file__).with_name("dialogs.tcss")
    BINDINGS = [Binding("escape", "leave", "Leave", show=False)]  # noqa: RUF012 - Textual declares it so
    AUTO_FOCUS = "Input"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012 - Textual declares it so

    def __init__(self, title: str, subtitle: str = "Esc leaves") -> None:
        super().__init__()
        self._title = title
        self._subtitle = subtitle

    def compose(self) -> ComposeResult:
        box = Vertical(id="box")
        # As content and not as markup: a customer's name may look like markup.
        box.border_title, box.border_subtitle = Content(cut(self._title, 90)), Content(self._subtitle)
        with box:
            yield from self.inside()

    def inside(self) -> ComposeResult:
        """What stands in the box."""
        yield from ()

    @property
    def said(self) -> Raised:
        return self.query_one("#said", Raised)

    def action_leave(self) -> None:
        self.dismiss(None)


class Ask(Dialog):
    """One line of text. A digit alone stands for one of the usual answers."""

    def __init__(self, title: str, *, hint: str, usual: Sequence[str] = (), may_be_empty: bool = True) -> None:
        super().__init__(title, "Enter does it · Esc leaves everything as it is")
        self._hint = hint
        self._usual = usual
        self._may_be_empty = may_be_empty

    def inside(self) -> ComposeResult:
        yield Input(placeholder=self._hint)
        yield Raised(id="said")

    def on_mount(self) -> None:
        self.said.can_focus = False
        self.said.show(
            [line(Span(f"{at} ", Tone.ACCENT, bold=True), muted(one)) for at, one in enumerate(self._usual, start=1)]
        )

    @on(Input.Submitted)
    def _done(self, event: Input.Submitted) -> None:
        text = event.value.strip()
        if text.isdigit() and 1 <= int(text) <= len(self._usual):
            text = self._usual[int(text) - 1]
        if text or self._may_be_empty:
            self.dismiss(text)


class Confirm(Dialog):
    """Yes or no, where no is the answer of every key but `y`."""

    BINDINGS = [  # noqa: RUF012 - Textual declares it so
        Binding("y", "yes", "Yes", show=False),
        Binding("n,enter,q", "leave", "No", show=False),
    ]
    AUTO_FOCUS = "#said"

    def __init__(self, title: str, words: str, *, yes: str) -> None:
        super().__init__(title, f"y {yes} · n, Enter or Esc does not")
        self._words = words

    def inside(self) -> ComposeResult:
        yield Raised(id="said")

    def on_mount(self) -> None:
        self.call_after_refresh(lambda: self.said.show([line(text) for text in wrap(self._words, self.said.room)]))

    def action_yes(self) -> None:
        self.dismiss("yes")


class Reading(Dialog):
    """Lines to read through: help, a passage."""

    BINDINGS = [  # noqa: RUF012 - Textual declares it so
        Binding("j,down", "scroll(1)", "Down", show=False),
        Binding("k,up", "scroll(-1)", "Up", show=False),
        Binding("pagedown,ctrl+d,space", "scroll(15)", "Page down", show=False),
        Binding("pageup,ctrl+u", "scroll(-15)", "Page up", show=False),
        Binding("g,home", "scroll(-100000)", "First", show=False),
        Binding("G,end", "scroll(100000)", "Last", show=False),
        Binding("q,question_mark,enter,h", "leave", "Leave", show=False),
    ]
    AUTO_FOCUS = "#said"

    def __init__(self, title: str, lines: Callable[[int], list[Line]]) -> None:
        super().__init__(title, "j k scroll · Esc leaves")
        self._lines = lines
        self.add_class("-tall")

    def inside(self) -> ComposeResult:
        yield Raised(id="said")

    def on_mount(self) -> None:
        self.call_after_refresh(self._show)

    def on_resize(self) -> None:
        self.call_after_refresh(self._show)

    def _show(self) -> None:
        self.said.show([*self._lines(self.said.room), BLANK])

    def action_scroll(self, steps: int) -> None:
        self.said.scroll_by_lines(steps)
