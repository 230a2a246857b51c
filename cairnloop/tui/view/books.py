"""What the books have in common on screen: the top line, the tabs, the list and what stands in its place."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cairnloop.tui.state.book import HOUSE, SEARCHED, TABS, TITLES, Book, tab_of
from cairnloop.tui.state.desk import Desk
from cairnloop.tui.state.layers import over
from cairnloop.tui.state.paged import Paged
from cairnloop.tui.state.shelf import paged_of
from cairnloop.tui.terminal.lines import BLANK, Ground, Line, Span, Tone, cut, line, muted, wrap
from cairnloop.tui.terminal.times import clock
from cairnloop.tui.view import articles, audit, companies, customers, found, jobs, person
from cairnloop.tui.view.things import EMPTY as NOTHING_YET
from cairnloop.tui.view.things import thing_line, thing_lines, thing_title
from cairnloop.tui.view.top import GAP, link
from cairnloop.tui.view.trouble import trouble_lines
from cairnloop.wire.trail import EXAMPLE

RowLine = Callable[[Desk, Any, int, Ground, datetime], Line]


@dataclass(frozen=True)
class Look:
    """How one book reads: a row of its list, and one of them whole under its title."""

    row: RowLine
    title: Callable[[Desk], str]
    whole: Callable[[Desk, int], list[Line]]
    empty: Callable[[str, int], list[Line]]


def _said(words: tuple[str, ...], width: int) -> list[Line]:
    first, *then = words
    return [
        BLANK,
        *(line(f"  {text}") for text in wrap(first, width - 4)),
        *(line(muted(f"  {text}")) for one in then for text in wrap(one, width - 4)),
    ]


def _nothing(book: Book) -> Callable[[str, int], list[Line]]:
    return lambda asked, width: _said(NOTHING_YET[book, tab_of(asked)], width)


LOOKS: dict[Book, Look] = {
    Book.ARTICLES: Look(
        articles.article_line,
        lambda desk: articles.article_title(desk.articles),
        articles.article_lines,
        lambda asked, width: _said(articles.EMPTY.get(asked, articles.EMPTY[""]), width),
    ),
    Book.AUDIT: Look(
        audit.entry_line,
        lambda desk: audit.entry_title(desk.audit.paged.row),
        audit.entry_lines,
        audit.nothing_found,
    ),
    Book.JOBS: Look(
        jobs.job_line,
        lambda desk: jobs.job_title(desk.jobs.paged.row),
        jobs.job_lines,
        lambda asked, width: _said(jobs.EMPTY[asked], width),
    ),
    **{book: Look(thing_line, thing_title, thing_lines, _nothing(book)) for book in HOUSE},
    Book.CUSTOMERS: Look(customers.customer_line, customers.customer_title, customers.customer_card, customers.nobody),
    Book.PERSON: Look(person.step_line, person.person_title, person.person_lines, person.nothing),
    Book.COMPANIES: Look(
        companies.company_line, companies.company_title, companies.company_lines, companies.no_company
    ),
    Book.FOUND: Look(found.found_line, found.found_title, found.found_lines, found.nothing_found),
}
HINTS = {Book.AUDIT: EXAMPLE, Book.CUSTOMERS: customers.EXAMPLE, Book.FOUND: found.EXAMPLE}


def book_top(desk: Desk, book: Book, width: int) -> Line:
    """Where one came from, which book it is, and whether the news is live."""
    below = "Conversation" if desk.open is not None else "Queue" if desk.queueing else "Inbox"
    if (layer := over(desk.behind, book.value)) is not None:
        below = TITLES[layer.book]
    title = person.person_title(desk) if book is Book.PERSON else TITLES[book]
    left = (muted(f" ‹ {below}   "), Span(title, bold=True))
    right: list[Span] = [Span("◌ read-only", Tone.WARNING), GAP] if desk.readonly else []
    name = [GAP, muted(cut(desk.me.name, 20))] if desk.me is not None and width >= 100 else []
    return Line(left, right=(*right, link(desk), *name, Span(" ")))


def tabs_line(desk: Desk, book: Book) -> Line:
    """The questions that have a key, with their numbers where they are counted; for the trail, what is searched."""
    asked = paged_of(desk, book).asked
    if book in SEARCHED:
        hint, words = muted(f"searches, like {HINTS[book]}"), customers.asked_words(desk, asked)
        return line(Span(" / ", Tone.ACCENT, bold=True), Span(words, Tone.WARNING) if asked else hint)
    spans: list[Span] = []
    for at, (value, title) in enumerate(TABS[book], start=1):
        chosen = value == tab_of(asked)
        number = f" {jobs.count(desk, value)}" if book is Book.JOBS else ""
        spans += [
            Span(" "),
            Span(f"{at} {title}{number}", Tone.ACCENT if chosen else Tone.MUTED, bold=chosen),
            Span(" "),
        ]
    right: tuple[Span, ...] = ()
    if book is Book.JOBS and desk.jobs.uncounted:
        right = (Span("the jobs could not be counted ", Tone.WARNING),)
    elif book is Book.JOBS and desk.jobs.counts is not None:
        right = (muted(f"{jobs.count(desk, 'due')} due now "),)
    return Line(tuple(spans), right=right)


def list_note(desk: Desk, paged: Paged[Any], key: str) -> Span | None:
    """At the foot of the list: what is marked, what could not be read, or when it was read."""
    if paged.trouble is not None and paged.rows:
        return Span(f"✕ not read further · {key} tries", Tone.DANGER)
    if paged.marked:
        return Span(f"■ {len(paged.marked)} marked", Tone.WARNING)
    if paged.looks_short:
        return muted("so far · ↓ at the end looks further")
    return muted(f"read {clock(paged.read_at, desk.now)} · {key} reads again") if paged.read_at else None


def instead(paged: Paged[Any], book: Book, width: int) -> list[Line]:
    """What an empty list says: that it is being read, why it could not be, or what will appear here and how."""
    if paged.trouble is not None:
        return [BLANK, *trouble_lines(paged.trouble, width, indent=2)]
    if paged.read_at is None:
        return [BLANK, line(muted("  Reading…"))]
    if paged.needle:
        then = "Esc shows all again; G there reads further ones." if paged.more else "Esc shows all again."
        return [BLANK, line(f"  No loaded row contains “{paged.needle}”."), line(muted(f"  {then}"))]
    return LOOKS[book].empty(paged.asked, width)
