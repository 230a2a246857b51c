"""Searching the knowledge base: passages as one types, the whole of the marked one, and quoting it."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.timer import Timer
from textual.widgets import Input

from cairnloop.client import Refused, Unreachable
from cairnloop.tui.screens.dialog import Dialog, Raised
from cairnloop.tui.terminal.lines import BLANK, Ground, Line, Span, Tone, line, muted, wrap
from cairnloop.wire.terminal import harmless, harmless_block

Search = Callable[[str], Awaitable[list[dict[str, Any]]]]
# Marks around matched words in excerpts.
START, END = "\ue000", "\ue001"
MARKS = re.compile(f"([{START}{END}])")
QUOTED = 1200


@dataclass(frozen=True, slots=True)
class Found:
    """One passage of an article (canon) or of a resolved case."""

    canon: bool
    title: str
    heading: str
    text: str
    excerpt: str
    why: tuple[str, ...]

    @property
    def label(self) -> str:
        return self.title if not self.heading or self.heading == self.title else f"{self.title} › {self.heading}"

    @property
    def quote(self) -> str:
        """For the composer: an article is named, so that customers can find it; a case is nobody else's business."""
        text = " ".join(self.text.split())
        words = text if len(text) <= QUOTED else text[: QUOTED - 1].rstrip() + "…"
        return f"“{words}” ({self.label})" if self.canon else f"“{words}”"


def found_of(wire: dict[str, Any]) -> Found:
    return Found(
        canon=wire.get("source") != "case",
        title=harmless(str(wire.get("title") or "")),
        heading=harmless(str(wire.get("heading") or "")),
        text=harmless_block(str(wire.get("text") or "")),
        excerpt=harmless_block(str(wire.get("excerpt") or wire.get("text") or "")),
        why=tuple(harmless(str(one)) for one in wire.get("why") or ()),
    )


class KnowledgeScreen(Dialog):
    """Comes back with the text to insert, or with nothing."""

    BINDINGS = [  # noqa: RUF012 - Textual declares it so
        Binding("down,ctrl+n", "move(1)", "Down", show=False),
        Binding("up", "move(-1)", "Up", show=False),
        Binding("pagedown", "scroll(8)", "Scroll the passage", show=False),
        Binding("pageup", "scroll(-8)", "Scroll back", show=False),
    ]

    def __init__(self, search: Search, *, first: str = "", quotable: bool, patience: float = 0.15) -> None:
        quote = "Enter quotes it in the composer · " if quotable else ""
        super().__init__("Knowledge", f"{quote}↑↓ choose · PgDn reads on · Esc leaves")
        self._search = search
        self._first = first
        self._quotable = quotable
        self._patience = patience
        self._found: list[Found] = []
        self._at = 0
        self._trouble: str | None = None
        self._asked = ""
        self._timer: Timer | None = None
        self.add_class("-tall")

    def inside(self) -> ComposeResult:
        yield Input(self._first, placeholder="what is it about? words of the question will do")
        with Horizontal():
            yield Raised(id="said")
            yield Raised(id="whole")

    def on_mount(self) -> None:
        self.said.can_focus = False
        self.query_one("#whole", Raised).can_focus = False
        self.call_after_refresh(self._show)

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(max(self._patience, 0.001), lambda: self._look(event.value.strip()))

    @work(exclusive=True)
    async def _look(self, query: str) -> None:
        self._asked, self._trouble, self._at = query, None, 0
        try:
            self._found = [found_of(one) for one in await self._search(query)] if query else []
        except (Refused, Unreachable) as error:
            self._found, self._trouble = [], error.detail
        self._show()

    def action_move(self, steps: int) -> None:
        self._at = max(0, min(len(self._found) - 1, self._at + steps))
        self.query_one("#whole", Raised).scroll_to(y=0, animate=False)
        self._show()

    def action_scroll(self, steps: int) -> None:
        self.query_one("#whole", Raised).scroll_by_lines(steps)

    @on(Input.Submitted)
    def _done(self) -> None:
        if self._found and self._quotable:
            self.dismiss(self._found[self._at].quote)

    def _show(self) -> None:
        whole = self.query_one("#whole", Raised)
        hits: list[tuple[int, Line]] = [
            (at, one) for at, hit in enumerate(self._found) for one in self._hit(at, hit, self.said.room)
        ]
        self.said.show([one for _, one in hits] or self._instead())
        if at := [y for y, (index, _) in enumerate(hits) if index == self._at]:
            self.said.keep_in_sight(at[0], lines=len(at))
        whole.show(_whole(self._found[self._at], whole.room) if self._found else [])

    def _hit(self, at: int, hit: Found, width: int) -> list[Line]:
        here = at == self._at
        ground = Ground.CURSOR if here else Ground.RAISED
        marker = Span("▸ " if here else "  ", Tone.ACCENT, bold=True)
        source = Span("Canon ", Tone.SUCCESS) if hit.canon else Span("Case  ", Tone.INFO)
        head = line(marker, source, Span(hit.label, bold=here), ground=ground)
        excerpt = wrap(" ".join(hit.excerpt.split()), width - 9, most=2)
        return [head, *(Line((Span("        "), *spans), ground) for spans in _marked(excerpt))]

    def _instead(self) -> list[Line]:
        if self._trouble:
            return [line(Span(f"✕ It could not be searched: {self._trouble}", Tone.DANGER))]
        if self._asked:
            return [line(f"Nothing is known about “{self._asked}”."), line(muted("Try fewer or other words."))]
        return [line(muted("Passages from your articles and resolved cases appear here as you type."))]


def _marked(lines: list[str]) -> list[tuple[Span, ...]]:
    """The matched words in bold; a match may run on into the next line."""
    found: list[tuple[Span, ...]] = []
    matched = False
    for text in lines:
        spans: list[Span] = []
        for part in MARKS.split(text):
            if part in (START, END):
                matched = part == START
            elif part:
                spans.append(Span(part, Tone.ACCENT, bold=True) if matched else muted(part))
        found.append(tuple(spans))
    return found


def _whole(hit: Found, width: int) -> list[Line]:
    why = "Found because: " + "; ".join(hit.why) if hit.why else ""
    head = [line(Span(f" {text}", bold=True)) for text in wrap(hit.label, width - 2)]
    body = [line(f" {text}") for text in wrap(hit.text, width - 2)]
    return [*head, BLANK, *body, BLANK, *(line(muted(f" {text}")) for text in wrap(why, width - 2) if text)]
