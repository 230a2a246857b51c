"""The line that asks for a part of the trail; what cannot be understood is said while it can still be mended."""

from collections.abc import Callable
from datetime import datetime

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input

from cairnloop.errors import Invalid
from cairnloop.tui.screens.dialog import Dialog, Raised
from cairnloop.tui.terminal.lines import Line, Span, Tone, fill, line, muted, wrap
from cairnloop.wire.trail import parse

FILTERS: tuple[tuple[str, str], ...] = (
    ("actor:sam", "a name, an address, an id; or me, user, customer, policy, system"),
    ("action:draft.approved", "one action; action:draft. means all that begin so"),
    ("subject:ID", "what was acted on: a draft, an article, a user"),
    ("conversation:ID", "everything about one conversation"),
    ("since:2d", "not older; 45m, 12h, 2d, 1w, today, yesterday, 2026-03-02"),
    ("until:2026-03-02", "not younger, that day included"),
)
COLUMN = 22


class SearchTrail(Dialog):
    """Comes back with a line that can be understood, or with nothing."""

    def __init__(self, standing: str, now: Callable[[], datetime]) -> None:
        super().__init__("Search the trail", "Enter searches, an empty line shows all · Esc leaves it as it is")
        self._standing = standing
        self._now = now

    def inside(self) -> ComposeResult:
        standing = f"{self._standing} " if self._standing else ""  # ready for one more word
        yield Input(standing, placeholder="actor:sam action:draft. since:2d", select_on_focus=False)
        yield Raised(id="said")

    def on_mount(self) -> None:
        self.said.can_focus = False
        self.call_after_refresh(self._show)

    @on(Input.Changed)
    def _changed(self) -> None:
        self._show()

    @on(Input.Submitted)
    def _done(self, event: Input.Submitted) -> None:
        text = " ".join(event.value.split())
        try:
            parse(text, self._now())
        except Invalid as error:
            self._show(error.detail)
        else:
            self.dismiss(text)

    def _show(self, wrong: str = "") -> None:
        said = [line(Span(text, Tone.WARNING)) for text in wrap(f"✕ {wrong}", self.said.room)] if wrong else []
        self.said.show([*said, *(shown for one in FILTERS for shown in _help(*one, self.said.room))])


def _help(written: str, means: str, width: int) -> list[Line]:
    first, *rest = wrap(means, width - COLUMN)
    head = line(Span(fill(written, COLUMN), Tone.ACCENT), muted(first))
    return [head, *(line(Span(" " * COLUMN), muted(text)) for text in rest)]
