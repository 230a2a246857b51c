"""Questions with words in them: a line to be changed, several lines, and a word that has to be typed for a yes."""

from collections.abc import Callable

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Input, TextArea

from cairnloop.tui.screens.dialog import Dialog, Raised
from cairnloop.tui.terminal.lines import Line, Span, Tone, line, muted, wrap


class Fill(Dialog):
    """One line that stands there already, to be changed. `check` says what is wrong with it, if anything."""

    def __init__(
        self, title: str, standing: str = "", *, hint: str, check: Callable[[str], str | None] = lambda text: None
    ) -> None:
        super().__init__(title, "Enter does it · Esc leaves everything as it is")
        self._standing = standing
        self._hint = hint
        self._check = check

    def inside(self) -> ComposeResult:
        yield Input(self._standing, placeholder=self._hint, select_on_focus=False)
        yield Raised(id="said")

    def on_mount(self) -> None:
        self.said.can_focus = False
        self.call_after_refresh(lambda: self._show(None))

    @on(Input.Changed)
    def _changed(self) -> None:
        self._show(None)

    @on(Input.Submitted)
    def _done(self, event: Input.Submitted) -> None:
        text = event.value.strip()
        wrong = self._check(text)
        if wrong is None:
            self.dismiss(text)
        else:
            self._show(wrong)

    def _show(self, wrong: str | None) -> None:
        said = [line(Span(one, Tone.WARNING)) for one in wrap(f"✕ {wrong}", self.said.room)] if wrong else []
        self.said.show(said or [line(muted(one)) for one in wrap(self._hint, self.said.room)])


class Words(Dialog):
    """Several lines. What was written is thrown away by a second Esc only."""

    CSS = """
    Words TextArea {
        height: 8; border: none; padding: 0; background: $house-raised; color: $foreground; scrollbar-size-vertical: 1;
    }
    Words TextArea:focus { border: none; }
    Words TextArea .text-area--placeholder { color: $house-muted; }
    """
    BINDINGS = [  # noqa: RUF012 - Textual declares it so
        Binding("ctrl+enter,alt+enter,f2", "keep", "Keep it", show=False, priority=True),
        Binding("escape", "leave", "Leave", show=False, priority=True),
    ]
    AUTO_FOCUS = "TextArea"

    def __init__(self, title: str, standing: str = "", *, hint: str) -> None:
        super().__init__(title, "F2 or Alt-Enter keeps it · Esc leaves")
        self._standing = standing
        self._hint = hint
        self._warned = False

    def inside(self) -> ComposeResult:
        yield TextArea(self._standing, placeholder=self._hint, soft_wrap=True, tab_behavior="focus")
        yield Raised(id="said")

    def on_mount(self) -> None:
        self.said.can_focus = False
        area = self.query_one(TextArea)
        area.move_cursor(area.document.end)

    @on(TextArea.Changed)
    def _changed(self) -> None:
        self._say("")
        self._warned = False

    def action_keep(self) -> None:
        text = self.query_one(TextArea).text.strip()
        if text:
            self.dismiss(text)
        else:
            self._say("There are no words yet.")

    def action_leave(self) -> None:
        text = self.query_one(TextArea).text.strip()
        if text in ("", self._standing.strip()) or self._warned:
            self.dismiss(None)
        else:
            self._warned = True
            self._say("Esc again throws these words away. F2 or Alt-Enter keeps them.")

    def _say(self, words: str) -> None:
        self.said.show([line(Span(one, Tone.WARNING)) for one in wrap(words, self.said.room)] if words else [])


class Type(Dialog):
    """What will happen, to be read, and a word to be typed. Anything else is a no."""

    def __init__(self, title: str, lines: Callable[[int], list[Line]], word: str, *, does: str) -> None:
        super().__init__(title, f"{word} and Enter {does} · Enter alone or Esc leaves everything as it is")
        self._lines = lines
        self._word = word
        self.add_class("-tall")

    BINDINGS = [  # noqa: RUF012 - Textual declares it so
        Binding("down", "scroll(1)", "Down", show=False),
        Binding("up", "scroll(-1)", "Up", show=False),
        Binding("pagedown", "scroll(12)", "Page down", show=False),
        Binding("pageup", "scroll(-12)", "Page up", show=False),
    ]

    def inside(self) -> ComposeResult:
        yield Raised(id="said")
        yield Input(placeholder=f"type {self._word} to do it · ↓ reads on")

    def on_mount(self) -> None:
        self.said.can_focus = False
        self.call_after_refresh(self._show)

    def on_resize(self) -> None:
        self.call_after_refresh(self._show)

    def action_scroll(self, steps: int) -> None:
        self.said.scroll_by_lines(steps)

    def _show(self, wrong: str = "") -> None:
        refused = [line(Span(text, Tone.WARNING)) for text in wrap(wrong, self.said.room)] if wrong else []
        self.said.show([*refused, *self._lines(self.said.room)])

    @on(Input.Submitted)
    def _done(self, event: Input.Submitted) -> None:
        given = event.value.strip().casefold()
        if given == self._word:
            self.dismiss("yes")
        elif not given:
            self.dismiss(None)
        else:
            event.input.value = ""
            self._show(f"That was not “{self._word}”. Nothing was done.")
            self.said.scroll_to(y=0, animate=False)
