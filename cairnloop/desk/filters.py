"""What a list of conversations shows, and which indexes answer it in the order of the list."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, literal_column

from cairnloop.desk.rules import Awaiting, Source, Status
from cairnloop.desk.tables import Conversation
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

    def search(self, row: type[Conversation] = Conversation) -> Search:
        """The roads that leave the least to look at. `row` is what the conditions speak of."""
        standings, left = self._standings(), self._conditions(row)
        if not standings or (self.section is Section.DECISION and self.draft is False):
            return Search(())
        account: Conditions = (row.account_id == self.account_id,)
        if (customer := left.pop("customer", None)) is not None:
            return Search(((customer,),), (*account, *_standing(standings, row), *left.values()))
        if self.draft or self.section is Section.DECISION:
            return Search(((*account, left.pop("draft")),), (*_implied(standings, row), *left.values()))
        if (owner := left.pop("owner", None)) is not None:
            closed = ((*account, owner, row.status == Status.CLOSED.value),) if standings - LIVE else ()
            opened = ((*account, owner, row.status == Status.OPEN.value),) if standings & LIVE else ()
            rest = _standing(standings, row) if closed else ()
            return Search((*opened, *closed), (*rest, *left.values()))
        if self.awaiting is Awaiting.OPERATOR:
            return Search(((*account, left.pop("awaiting")),), (*_implied(standings, row), *left.values()))
        if self.source is not None and self.source != Source.CHAT:
            # An index over some of the rows is used only where its own words stand in the query, not bound values.
            roads = ((*account, left.pop("source"), row.source != literal_column("'chat'")),)
            return Search(roads, (*_standing(standings, row), *left.values()))
        return Search(tuple((*account, *_stands(one, row)) for one in sorted(standings)), tuple(left.values()))

    def _standings(self) -> frozenset[Standing]:
        unsaid = IN_SIGHT if self.standing is None else ALL
        found = unsaid if self.section is None else OF_SECTION[self.section]
        if self.status is not None:
            found &= OF_STATUS[self.status]
        return found if self.standing is None else found & {self.standing}

    def _conditions(self, row: type[Conversation]) -> dict[str, ColumnElement[bool]]:
        """By name, so that a road can take the one that it answers."""
        asked: dict[str, ColumnElement[bool] | None] = {
            "customer": None if self.customer_id is None else row.customer_id == self.customer_id,
            "inbox": None if self.inbox_id is None else row.inbox_id == self.inbox_id,
            "read": None if self.read is None else row.read.is_(self.read),
            "source": None if self.source is None else row.source == self.source,
            "assignee": None if self.assignee_id is None else row.assignee_id == self.assignee_id,
            "unassigned": row.assignee_id.is_(None) if self.unassigned else None,
        }
        found = {name: condition for name, condition in asked.items() if condition is not None}
        match self.section:
            case Section.MINE:
                found["owner"] = row.assignee_id == self.me
            case Section.UNASSIGNED:
                found["owner"] = row.assignee_id.is_(None)
            case _ if "assignee" in found or "unassigned" in found:
                found["owner"] = found.pop("assignee" if "assignee" in found else "unassigned")
        if self.section is Section.DECISION or self.draft is not None:
            waits = self.draft is not False
            found["draft"] = row.draft_id.is_not(None) if waits else row.draft_id.is_(None)
        match self.awaiting:
            case Awaiting.OPERATOR:
                found["awaiting"] = row.awaiting == literal_column("'operator'")
            case Awaiting.CUSTOMER:
                found["awaiting"] = row.awaiting == Awaiting.CUSTOMER.value
        return found


def _stands(standing: Standing, row: type[Conversation]) -> Conditions:
    match standing:
        case Standing.OPEN:
            return (row.status == Status.OPEN.value,)
        case Standing.RESOLVED:
            # Asked of the instant and not of the status: SQLite would prefer its index, which knows no archive.
            return (row.closed_at.is_not(None), row.archived_at.is_(None))
        case Standing.ARCHIVED:
            return (row.archived_at.is_not(None),)


def _standing(standings: Iterable[Standing], row: type[Conversation]) -> Conditions:
    """What must be so of a row on a road that leads through all standings."""
    match sorted(standings):
        case [Standing.ARCHIVED, Standing.OPEN, Standing.RESOLVED]:
            return ()
        case [Standing.OPEN, Standing.RESOLVED]:
            return (row.archived_at.is_(None),)
        case [Standing.ARCHIVED, Standing.RESOLVED]:
            return (row.closed_at.is_not(None),)
        case [one]:
            return _stands(one, row)
        case found:
            raise AssertionError(f"no section shows {found}")


def _implied(standings: frozenset[Standing], row: type[Conversation]) -> Conditions:
    """The same on a road where all conversations are open."""
    return () if standings >= LIVE else _standing(standings, row)
