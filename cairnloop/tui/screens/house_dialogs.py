"""Questions of the house's books: a name typed for what cannot be undone, a secret shown once, a page of text."""

from collections.abc import Callable, Mapping, Sequence

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Input, TextArea

from cairnloop.tui.screens.dialog import Dialog, Raised, Reading
from cairnloop.tui.terminal.lines import BLANK, Line, Span, Tone, cut, line, muted, wrap

NAME = 40


class TypeName(Dialog):
    """What cannot be undone: what would happen, and the name to be typed. Anything else is a no."""

    def __init__(self, title: str, words: Sequence[str], name: str) -> None:
        super().__init__(title, "its name and Enter does it · Enter alone or Esc leaves everything as it is")
        self._words = words
        self._name_typed = cut(name, NAME)

    def inside(self) -> ComposeResult:
        yield Raised(id="said")
        yield Input(placeholder=f"type {self._name_typed} to do it")

    def on_mount(self) -> None:
        self.said.can_focus = False
        self.call_after_refresh(self._show)

    @on(Input.Submitted)
    def _done(self, event: Input.Submitted) -> None:
        given = " ".join(event.value.split())
        if given == " ".join(self._name_typed.split()):
            self.dismiss("yes")
        elif not given:
            self.dismiss(None)
        else:
            event.input.value = ""
            self._show(f"It is “{self._name_typed}”, not “{cut(given, NAME)}”. Nothing was done.")

    def _show(self, wrong: str = "") -> None:
        room = self.said.room
        said = [line(text) for one in self._words for text in wrap(one, room)]
        to_type = line(muted("Type "), Span(self._name_typed, Tone.ACCENT, bold=True), muted(" to do it."))
        refused = [line(Span(text, Tone.WARNING)) for text in wrap(wrong, room)] if wrong else []
        self.said.show([*said, to_type, *refused])


class Once(Dialog):
    """What is shown this once: `y` hands it to the clipboard; no key but Esc leaves it, so none does by accident."""

    BINDINGS = [Binding("y", "copy", "Copy", show=False)]  # noqa: RUF012 - Textual declares it so
    AUTO_FOCUS = "#said"

    def __init__(self, title: str, secret: str, words: Sequence[str], copy: Callable[[], None]) -> None:
        super().__init__(title, "y copies it · Esc leaves, and it is not shown again")
        self._secret = secret
        self._words = words
        self._copy = copy

    def inside(self) -> ComposeResult:
        yield Raised(id="said")

    def on_mount(self) -> None:
        self.call_after_refresh(self._show)

    def action_copy(self) -> None:
        self._copy()
        self._show(Span("✓ Handed to the terminal's clipboard.", Tone.SUCCESS))

    def _show(self, *said: Span) -> None:
        room = self.said.room
        secret = [line(Span(text, Tone.ACCENT, bold=True)) for text in wrap(self._secret, room)]
        about = [line(muted(text)) for one in self._words for text in wrap(one, room)]
        self.said.show([BLANK, *secret, BLANK, *about, *(line(one) for one in said)])


class Mend(Reading):
    """What is wrong with a paper, setting by setting: back into the editor, throw away, or keep for later."""

    BINDINGS = [  # noqa: RUF012 - Textual declares it so
        Binding("e,E,enter", "choose('edit')", "Edit", show=False),
        Binding("x", "choose('drop')", "Throw away", show=False),
    ]

    def __init__(self, title: str, problems: Mapping[str, Sequence[str]], about: Mapping[str, str]) -> None:
        super().__init__(title, lambda width: _problems(problems, about, width))
        self._subtitle = "e or Enter edits on · x throws it away · Esc keeps it for later"

    def action_choose(self, answer: str) -> None:
        self.dismiss(answer)


def _problems(problems: Mapping[str, Sequence[str]], about: Mapping[str, str], width: int) -> list[Line]:
    found = [line("Nothing was saved."), BLANK]
    for name, said in problems.items():
        found.append(line(Span("✕ ", Tone.DANGER), Span(cut(name, width - 2) or "all of it", bold=True)))
        found += [line(Span(f"  {text}", Tone.WARNING)) for one in said for text in wrap(one, width - 2)]
        found += [line(muted(f"  {text}")) for text in wrap(about.get(name, ""), width - 2) if text]
    return found


class Page(Dialog):
    """A whole text to change where no editor can have the terminal."""

    BINDINGS = [Binding("f2,ctrl+enter,alt+enter", "done", "Done", show=False)]  # noqa: RUF012 - Textual declares it so
    AUTO_FOCUS = "TextArea"

    def __init__(self, title: str, text: str) -> None:
        super().__init__(title, "F2 is done with it · Esc leaves everything as it is")
        self._text = text
        self.add_class("-tall")

    def inside(self) -> ComposeResult:
        yield TextArea(self._text, show_line_numbers=False, soft_wrap=True, id="page")

    def action_done(self) -> None:
        self.dismiss(self.query_one(TextArea).text)
