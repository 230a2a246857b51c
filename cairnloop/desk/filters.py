"""What a list of conversations shows, and which indexes answer it in the order of the list."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, literal_column

from cairnloop.desk.rules import Awaiting, Source, Status
from cairnloop.desk.tables import Conversation as Row
from cairnloop.wire.query import Standing

Conditions = tuple[ColumnElement[bool], ...]


class Section(StrEnum):
    """The inbox's standing views."""

    DECISION = "decision"
    MINE = "mine"
    UNASSIGNED = "unassigned"
    OPEN = "open"
    RESOLVED = "resolved"
    ARCHIVED = "archived"


LIVE = frozenset({Standing.OPEN})
ALL = frozenset(Standing)
IN_SIGHT = ALL - {Standing.ARCHIVED}
OF_SECTION = {
    Section.DECISION: ALL,
    Section.MINE: LIVE,
    Section.UNASSIGNED: LIVE,
    Section.OPEN: LIVE,
    Section.RESOLVED: frozenset({Standing.RESOLVED}),
    Section.ARCHIVED: frozenset({Standing.ARCHIVED}),
}
OF_STATUS = {Status.OPEN: LIVE, Status.CLOSED: ALL - LIVE}

# An index over some of the rows is used only where its own words stand in the query, not as bound values. Whether a
# conversation is closed is asked of its instant there: SQLite would prefer the index by status, which knows no archive.
CLOSED = Row.closed_at.is_not(None)
ARCHIVED, UNARCHIVED = Row.archived_at.is_not(None), Row.archived_at.is_(None)
ROAD_OF = {
    Standing.OPEN: (Row.status == Status.OPEN.value,),
    Standing.RESOLVED: (CLOSED, UNARCHIVED),
    Standing.ARCHIVED: (ARCHIVED,),
}
WAITS_FOR_US = Row.awaiting == literal_column("'operator'")
UNUSUAL_CHANNEL = Row.source != literal_column("'chat'")


@dataclass(frozen=True, slots=True)
class Search:
    """`roads` are conditions that an index answers each, `rest` is looked at row by row along them.

    Without a road nothing can match.
    """

    roads: tuple[Conditions, ...]
    rest: Conditions = ()


@dataclass(frozen=True, slots=True)
class Filter:
    """What a page shows. `me` gives `mine` its meaning; archived conversations are shown where they are asked for."""

    account_id: UUID
    section: Section | None = None
    me: int | None = None
    status: Status | None = None
    standing: Standing | None = None
    assignee_id: int | None = None
    unassigned: bool = False
    customer_id: UUID | None = None
    inbox_id: UUID | None = None
    read: bool | None = None
    source: str | None = None
    awaiting: Awaiting | None = None
    draft: bool | None = None
    older: timedelta | None = None

    def search(self) -> Search:
        """The roads that leave the least to look at."""
        standings = self._standings()
        if not standings or (self.section is Section.DECISION and self.draft is False):
            return Search(())
        account: Conditions = (Row.account_id == self.account_id,)
        left = self._conditions()
        if (customer := left.pop("customer", None)) is not None:
            return Search(((customer,),), (*account, *_standing(standings), *left.values()))
        if self.draft or self.section is Section.DECISION:
            return Search(((*account, left.pop("draft")),), (*_implied(standings), *left.values()))
        if (owner := left.pop("owner", None)) is not None:
            closed = ((*account, owner, Row.status == Status.CLOSED.value),) if standings - LIVE else ()
            opened = ((*account, owner, *ROAD_OF[Standing.OPEN]),) if standings & LIVE else ()
            rest = _standing(standings) if closed else ()
            return Search((*opened, *closed), (*rest, *left.values()))
        if self.awaiting is Awaiting.OPERATOR:
            return Search(((*account, left.pop("awaiting")),), (*_implied(standings), *left.values()))
        if self.source is not None and self.source != Source.CHAT:
            roads = ((*account, left.pop("source"), UNUSUAL_CHANNEL),)
            return Search(roads, (*_standing(standings), *left.values()))
        return Search(tuple((*account, *ROAD_OF[one]) for one in sorted(standings)), tuple(left.values()))

    def _standings(self) -> frozenset[Standing]:
        unsaid = IN_SIGHT if self.standing is None else ALL
        found = unsaid if self.section is None else OF_SECTION[self.section]
        if self.status is not None:
            found &= OF_STATUS[self.status]
        return found if self.standing is None else found & {self.standing}

    def _conditions(self) -> dict[str, ColumnElement[bool]]:
        """By name, so that a road can take the one that it answers."""
        asked: dict[str, ColumnElement[bool] | None] = {
            "customer": None if self.customer_id is None else Row.customer_id == self.customer_id,
            "inbox": None if self.inbox_id is None else Row.inbox_id == self.inbox_id,
            "read": None if self.read is None else Row.read.is_(self.read),
            "source": None if self.source is None else Row.source == self.source,
            "assignee": None if self.assignee_id is None else Row.assignee_id == self.assignee_id,
            "unassigned": Row.assignee_id.is_(None) if self.unassigned else None,
        }
        found = {name: condition for name, condition in asked.items() if condition is not None}
        match self.section:
            case Section.MINE:
                found["owner"] = Row.assignee_id == self.me
            case Section.UNASSIGNED:
                found["owner"] = Row.assignee_id.is_(None)
            case _ if "assignee" in found or "unassigned" in found:
                found["owner"] = found.pop("assignee" if "assignee" in found else "unassigned")
        if self.section is Section.DECISION or self.draft is not None:
            waits = self.draft is not False
            found["draft"] = Row.draft_id.is_not(None) if waits else Row.draft_id.is_(None)
        if self.awaiting is not None:
            found["awaiting"] = (
                WAITS_FOR_US if self.awaiting is Awaiting.OPERATOR else Row.awaiting == self.awaiting.value
            )
        return found


def _standing(standings: Iterable[Standing]) -> Conditions:
    """What must be so of a row on a road that leads through all standings."""
    match sorted(standings):
        case [Standing.ARCHIVED, Standing.OPEN, Standing.RESOLVED]:
            return ()
        case [Standing.OPEN, Standing.RESOLVED]:
            return (UNARCHIVED,)
        case [Standing.ARCHIVED, Standing.RESOLVED]:
            return (CLOSED,)
        case [one]:
            return ROAD_OF[one]
        case found:
            raise AssertionError(f"no section shows {found}")


def _implied(standings: frozenset[Standing]) -> Conditions:
    """The same on a road where all conversations are open."""
    return () if standings >= LIVE else _standing(standings)
