"""A line of words and operators: which there are is shown as one types, and what is wrong while it can be mended."""

from collections.abc import Callable, Sequence

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Input

from cairnloop.errors import Invalid
from cairnloop.tui.screens.dialog import Dialog, Raised
from cairnloop.tui.terminal.lines import Line, Span, Tone, fill, line, muted, wrap

# How an operator is written, and what it means.
Hint = tuple[str, str]
# Raises Invalid for what it cannot read.
Parse = Callable[[str], object]
COLUMN = 24

SEARCH_HINTS: tuple[Hint, ...] = (
    ("refund invoice", "both words, in one message or about it (subject, customer)"),
    ('"not working"', "these words next to each other"),
    ("refu*  -spam", "words that begin so; without this word"),
    ("from:ada", "who wrote it; me, a name, an e-mail, the number of a user, a customer's id"),
    ("tag:vip  -tag:vip", "with this tag, or without; in quotes where it has gaps"),
    ("status:open", "also snoozed, resolved, archived; is:unread, is:priority, is:assigned"),
    ("assignee:me", "also none, an e-mail, the number of a user; to: too"),
    ("before:2026-01-31", "when it was written; after: and on: too; 7d, today, yesterday"),
    ("has:file", "also note, draft"),
    ("inbox:billing", "the name, the slug or the id of an inbox"),
    ("source:email", "also chat; awaiting:operator, older:2d, customer:ID, priority:yes, draft:yes, read:no"),
)
CUSTOMER_HINTS: tuple[Hint, ...] = (
    ("ada", "how a name or an address begins; also an id, or part of a recent name"),
    ("tag:vip", "who carries this tag; in quotes where it has gaps"),
    ("company:acme", "who belongs to it; how its name begins, or its id"),
)
SECTION_HINTS: tuple[Hint, ...] = (
    ("status:open", "also snoozed, resolved, archived; without it everything but the archived"),
    ("assignee:me", "also none, an e-mail, the number of a user"),
    ("awaiting:operator", "whose turn it is; also customer"),
    ("older:2d", "in which nothing happened for so long; 30m, 12h, 2d, 3w"),
    ("tag:refund", "with this tag; in quotes where it has gaps"),
    ("read:no", "at which nobody has looked; priority:yes, draft:yes"),
    ("source:email", "by channel; inbox:ID, customer:ID"),
)

TRAIL_HINTS: tuple[Hint, ...] = (
    ("actor:sam", "a name, an address, an id; or me, user, customer, policy, system"),
    ("action:draft.approved", "one action; action:draft. means all that begin so"),
    ("subject:ID", "what was acted on: a draft, an article, a user"),
    ("conversation:ID", "everything about one conversation"),
    ("since:2d", "not older; 45m, 12h, 2d, 1w, today, yesterday, 2026-03-02"),
    ("until:2026-03-02", "not younger, that day included"),
)


class Wording(Dialog):
    """Comes back with a line that `parse` can read, or with nothing. Tab writes the operator that is meant."""

    BINDINGS = [Binding("tab", "complete", "Complete", show=False)]  # noqa: RUF012 - Textual declares it so

    def __init__(self, title: str, standing: str, hints: Sequence[Hint], parse: Parse, *, empty: str = "") -> None:
        """`empty` is what an empty line does, if it may be."""
        also = f" · an empty line {empty}" if empty else ""
        super().__init__(title, f"Enter does it{also} · Tab completes · Esc leaves")
        self._standing = f"{standing} " if standing else ""  # ready for one more word
        self._hints = hints
        self._parse = parse
        self._empty = empty

    def inside(self) -> ComposeResult:
        example = "  ".join(written for written, _ in self._hints[:4])
        yield Input(self._standing, placeholder=example, select_on_focus=False)
        yield Raised(id="said")

    def on_mount(self) -> None:
        self.said.can_focus = False
        self.call_after_refresh(lambda: self._show(self._standing))

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        self._show(event.value)

    @on(Input.Submitted)
    def _done(self, event: Input.Submitted) -> None:
        text = " ".join(event.value.split())
        if not text:
            self.dismiss("" if self._empty else None)
        elif wrong := self._wrong(text):
            self._show(text, wrong)
        else:
            self.dismiss(text)

    def action_complete(self) -> None:
        field = self.query_one(Input)
        last, names = last_word(field.value), names_of(self._hints)
        found = [name for name in names if last and name.startswith(last.casefold())]
        if found and ":" not in last:
            field.value = f"{field.value[: len(field.value) - len(last)]}{found[0]}"
            field.cursor_position = len(field.value)

    def _wrong(self, text: str) -> str:
        return wrong_with(text, self._parse)

    def _show(self, text: str, wrong: str = "") -> None:
        self.said.show(hint_lines(text, self._hints, self._parse, self.said.room, wrong=wrong))


def wrong_with(text: str, parse: Parse) -> str:
    """What cannot be understood, if anything."""
    try:
        parse(text)
    except Invalid as error:
        return "; ".join(error.errors.get("query", [error.detail]))
    return ""


def hint_lines(text: str, hints: Sequence[Hint], parse: Parse, width: int, *, wrong: str = "") -> list[Line]:
    """What is wrong with what is written so far, but for the word that is still being written; then the hints."""
    finished = text[: len(text) - len(last_word(text))].strip()
    # Where a quotation mark waits for its other, the words between are still being written.
    wrong = wrong or (wrong_with(finished, parse) if finished and finished.count('"') % 2 == 0 else "")
    said = [line(Span(one, Tone.WARNING)) for one in wrap(f"✕ {wrong}", width)] if wrong else []
    return [*said, *(shown for one in fitting(hints, text) for shown in _help(*one, width))]


def last_word(text: str) -> str:
    """The word that is being written; empty behind a blank."""
    return text.rsplit(" ", 1)[-1]


def names_of(hints: Sequence[Hint]) -> list[str]:
    """The operators that the hints name, with their colons."""
    words = [word for written, means in hints for word in f"{written} {means}".replace(";", " ").split()]
    return list(dict.fromkeys(f"{word.lstrip('-').partition(':')[0]}:" for word in words if ":" in word))


def fitting(hints: Sequence[Hint], text: str) -> list[Hint]:
    """Those that speak of the operator that is being written; all of them while none is."""
    name = last_word(text).lstrip("-").partition(":")[0].casefold()
    found = [one for one in hints if name and any(other.startswith(name) for other in names_of([one]))]
    return found or list(hints)


def _help(written: str, means: str, width: int) -> list[Line]:
    first, *rest = wrap(means, width - COLUMN)
    head = line(Span(fill(written, COLUMN), Tone.ACCENT), muted(first))
    return [head, *(line(Span(" " * COLUMN), muted(text)) for text in rest)]
