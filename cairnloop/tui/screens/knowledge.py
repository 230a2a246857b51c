"""Searching the knowledge base: passages as one types, the whole of the marked one, and quoting it."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from cairnloop.tui.screens.listed import Beside, Sought, ground, marked
from cairnloop.tui.terminal.lines import BLANK, Line, Span, Tone, line, muted, wrap
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


class KnowledgeScreen(Beside[Found], Sought[Found]):
    """Comes back with the text to insert, or with nothing."""

    def __init__(self, search: Search, *, first: str = "", quotable: bool, patience: float = 0.15) -> None:
        async def found(asked: str) -> list[Found]:
            return [found_of(one) for one in await search(asked)]

        keys = ("Enter quotes it in the composer · " if quotable else "") + "↑↓ choose · PgDn reads on · Esc leaves"
        hint = "what is it about? words of the question will do"
        super().__init__("Knowledge", keys, search=found, patience=patience, hint=hint, standing=first)
        self._quotable = quotable
        self.add_class("-tall")

    def answer(self, one: Found) -> str | None:
        return one.quote if self._quotable else None

    def lines_of(self, one: Found, here: bool) -> list[Line]:
        source = Span("Canon ", Tone.SUCCESS) if one.canon else Span("Case  ", Tone.INFO)
        head = marked(source, Span(one.label, bold=here), here=here)
        excerpt = wrap(" ".join(one.excerpt.split()), self.said.room - 9, most=2)
        return [head, *(Line((Span("        "), *spans), ground(here)) for spans in _matched(excerpt))]

    def whole_of(self, one: Found, width: int) -> list[Line]:
        why = "Found because: " + "; ".join(one.why) if one.why else ""
        head = [line(Span(f" {text}", bold=True)) for text in wrap(one.label, width - 2)]
        body = [line(f" {text}") for text in wrap(one.text, width - 2)]
        return [*head, BLANK, *body, BLANK, *(line(muted(f" {text}")) for text in wrap(why, width - 2) if text)]

    def instead(self) -> list[Line]:
        if self.trouble:
            return [line(Span(f"✕ It could not be searched: {self.trouble}", Tone.DANGER))]
        if self.asked:
            return [line(f"Nothing is known about “{self.asked}”."), line(muted("Try fewer or other words."))]
        return [line(muted("Passages from your articles and resolved cases appear here as you type."))]


def _matched(lines: list[str]) -> list[tuple[Span, ...]]:
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
