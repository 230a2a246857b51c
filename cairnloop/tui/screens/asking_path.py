"""A line that asks for a place in the file system, and completes what is there."""

from collections.abc import Callable
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Input

from cairnloop.tui.screens.dialog import Dialog, Raised
from cairnloop.tui.terminal.lines import Span, Tone, cut, line, muted, wrap
from cairnloop.tui.terminal.places import completed, entries, expanded

SHOWN = 8


class AskPath(Dialog):
    """Comes back with a path as it was written. `wrong` says what is the matter with one, if anything is."""

    BINDINGS = [Binding("tab", "complete", "Complete", show=False)]  # noqa: RUF012 - Textual declares it so

    def __init__(
        self, title: str, hint: str, wrong: Callable[[Path], str | None], *, standing: str = "", folders: bool = False
    ) -> None:
        super().__init__(title, "Tab completes · Enter takes it · Esc leaves everything as it is")
        self._hint = hint
        self._wrong = wrong
        self._standing = standing
        self._folders = folders

    def inside(self) -> ComposeResult:
        yield Input(self._standing, placeholder="a path, such as ~/notes.pdf", select_on_focus=False)
        yield Raised(id="said")

    def on_mount(self) -> None:
        self.said.can_focus = False
        self.call_after_refresh(self._show)

    @on(Input.Changed)
    def _changed(self) -> None:
        self._show()

    @on(Input.Submitted)
    def _done(self, event: Input.Submitted) -> None:
        text = event.value.strip()
        if not text:
            return
        if wrong := self._wrong(expanded(text)):
            self._show(wrong)
        else:
            self.dismiss(text)

    def action_complete(self) -> None:
        field = self.query_one(Input)
        field.value = completed(field.value, folders=self._folders)
        field.cursor_position = len(field.value)

    def _show(self, wrong: str = "") -> None:
        room = self.said.room
        refused = [line(Span(text, Tone.WARNING)) for text in wrap(f"✕ {wrong}", room)] if wrong else []
        there = entries(self.query_one(Input).value, folders=self._folders)
        more = [muted(f" … {len(there) - SHOWN} more")] if len(there) > SHOWN else []
        names = [
            line(Span(cut(f"  {name}", room), Tone.INFO if name.endswith("/") else Tone.INK)) for name in there[:SHOWN]
        ]
        self.said.show(
            [
                *refused,
                *(line(muted(text)) for text in wrap(self._hint, room)),
                *names,
                *([line(*more)] if more else []),
            ]
        )
