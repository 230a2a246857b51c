"""The inbox's sections: what each is called and which conversations belong in it."""

from enum import StrEnum

from cairnloop.tui.state.rows import Row


class Section(StrEnum):
    """The daemon's own names."""

    DECISION = "decision"
    MINE = "mine"
    UNASSIGNED = "unassigned"
    OPEN = "open"
    RESOLVED = "resolved"
    ARCHIVED = "archived"


TITLES: dict[Section, str] = {
    Section.DECISION: "Needs a decision",
    Section.MINE: "Mine",
    Section.UNASSIGNED: "Unassigned",
    Section.OPEN: "All open",
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
    Section.RESOLVED: ("Nothing is resolved yet.", "Resolve a conversation with c and it moves here."),
    Section.ARCHIVED: ("Nothing is archived.", "Archive a resolved conversation with A to put it out of sight."),
}


def belongs(row: Row, section: Section, me: int | None) -> bool:
    """The daemon's rule for each section, for rows that change while they are on screen."""
    match section:
        case Section.DECISION:
            return row.draft_id is not None
        case Section.MINE:
            return row.open and row.assignee_id is not None and row.assignee_id == me
        case Section.UNASSIGNED:
            return row.open and row.assignee_id is None
        case Section.OPEN:
            return row.open
        case Section.RESOLVED:
            return not row.open and not row.archived
        case Section.ARCHIVED:
            return row.archived
