"""The inbox's sections, the house's own and those an operator has saved: what is called how, and what belongs where."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from cairnloop.tui.state.belongings import folded, tag_keys
from cairnloop.tui.state.rows import Row
from cairnloop.wire.query import Query, Standing


class Section(StrEnum):
    """The daemon's own names, but for mentions, which it lists by another parameter."""

    DECISION = "decision"
    MINE = "mine"
    UNASSIGNED = "unassigned"
    OPEN = "open"
    MENTIONS = "mentions"
    SNOOZED = "snoozed"
    RESOLVED = "resolved"
    ARCHIVED = "archived"


@dataclass(frozen=True, slots=True)
class Saved:
    """A section of the operator's own. `text` is the query as it was written, which the daemon answers.

    One with an `id` is kept by the daemon, for one person or `shared` by all; the others stand in the configuration.
    """

    title: str
    text: str
    query: Query
    id: str = ""
    shared: bool = False
    place: int = 0


Place = Section | Saved


@dataclass(frozen=True, slots=True)
class Counted:
    """How many a saved section holds, with `more` there may be further ones; at `unread` of them nobody has looked."""

    count: int
    more: bool
    unread: int = 0


TITLES: dict[Section, str] = {
    Section.DECISION: "Needs a decision",
    Section.MINE: "Mine",
    Section.UNASSIGNED: "Unassigned",
    Section.OPEN: "All open",
    Section.MENTIONS: "Mentions",
    Section.SNOOZED: "Snoozed",
    Section.RESOLVED: "Resolved",
    Section.ARCHIVED: "Archived",
}

SHORT: dict[Section, str] = {**TITLES, Section.DECISION: "Decide", Section.OPEN: "Open"}

# What an empty section says: what will appear here, and how.
EMPTY: dict[Section, tuple[str, str]] = {
    Section.DECISION: (
        "Nothing waits for a decision.",
        "When a customer writes, a draft is made from your articles and appears here for you to approve.",
    ),
    Section.MINE: ("No open conversation is yours.", "Assign one with a, or answer one that nobody has: it is yours."),
    Section.UNASSIGNED: ("Every open conversation has somebody.", "New ones appear here as customers write."),
    Section.OPEN: ("Nothing is open.", "Conversations appear here as soon as customers write in the widget."),
    Section.MENTIONS: ("Nobody asks for your eye.", "When a colleague writes @ and your name in a note, it is here."),
    Section.SNOOZED: (
        "Nothing sleeps.",
        "Snooze a conversation with s; it is here until its time, or a word, wakes it.",
    ),
    Section.RESOLVED: ("Nothing is resolved yet.", "Resolve a conversation with c and it moves here."),
    Section.ARCHIVED: ("Nothing is archived.", "Archive a resolved conversation with A to put it out of sight."),
}
# The keys of the house's own sections; the first saved ones have those that are left.
KEYS: dict[Section, str] = {
    Section.DECISION: "1",
    Section.MINE: "2",
    Section.UNASSIGNED: "3",
    Section.OPEN: "4",
    Section.MENTIONS: "@",
    Section.SNOOZED: "0",
    Section.RESOLVED: "5",
    Section.ARCHIVED: "6",
}
SAVED_KEYS = "789"
NOBODY_KNOWN: Mapping[str, int] = MappingProxyType({})


def title_of(place: Place) -> str:
    return place.title if isinstance(place, Saved) else TITLES[place]


def key_of(place: Place, at: int) -> str:
    """The key that chooses a section, the `at`-th of all; one without a key is chosen in the list."""
    return KEYS[place] if isinstance(place, Section) else (SAVED_KEYS + " " * at)[at - len(Section) - 1]


def empty_of(place: Place) -> tuple[str, str]:
    if isinstance(place, Saved):
        return f"No conversation matches {place.text}", "One appears here as soon as it does."
    return EMPTY[place]


def belongs(
    row: Row, place: Place, me: int | None, *, emails: Mapping[str, int] = NOBODY_KNOWN, now: datetime | None = None
) -> bool:
    """The daemon's rule for each section, for rows that change while they are on screen."""
    match place:
        case Saved():
            return _answers(row, place.query, me, emails, now)
        case Section.DECISION:
            return row.draft_id is not None and not row.snoozed
        case Section.MINE:
            return row.open and row.assignee_id is not None and row.assignee_id == me
        case Section.UNASSIGNED:
            return row.open and row.assignee_id is None
        case Section.OPEN:
            return row.open
        case Section.MENTIONS:
            return False  # a row does not say so; those that are shown stay
        case Section.SNOOZED:
            return row.snoozed
        case Section.RESOLVED:
            return row.resolved and not row.archived
        case Section.ARCHIVED:
            return row.archived


def _answers(row: Row, query: Query, me: int | None, emails: Mapping[str, int], now: datetime | None) -> bool:
    standing = _standing(row)
    waits = not row.snoozed or query.status is Standing.SNOOZED  # a snoozed one waits for nobody until it wakes
    quiet = query.older is None or (now is not None and row.active_at is not None and now - row.active_at > query.older)
    return (
        (standing is not Standing.ARCHIVED if query.status is None else standing is query.status)
        and (query.assignee is None or row.assignee_id == _assignee(query.assignee, me, emails))
        and query.source in (None, row.source)
        and query.awaiting in (None, row.awaiting)
        and (waits or query.awaiting != "operator")
        and query.customer in (None, row.customer_id)
        and query.draft in (None, row.draft_id is not None)
        and (waits or query.draft is not True)
        and query.priority in (None, row.urgent)
        and query.read in (None, row.read)
        and query.inbox in (None, row.inbox_id)
        and (query.tag is None or any(folded(tag.name) in tag_keys(query.tag) for tag in row.tags))
        and quiet
    )


def _standing(row: Row) -> Standing:
    if row.snoozed:
        return Standing.SNOOZED
    return Standing.OPEN if row.open else Standing.ARCHIVED if row.archived else Standing.RESOLVED


def _assignee(asked: str, me: int | None, emails: Mapping[str, int]) -> int | None:
    """Whose number is meant; one that nobody has for an address of no colleague."""
    match asked:
        case "none":
            return None
        case "me":
            return me
        case _:
            return emails.get(asked, 0) if "@" in asked else int(asked)
