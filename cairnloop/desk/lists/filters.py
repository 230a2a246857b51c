"""What a list of conversations shows, and which indexes answer it in the order of the list."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, and_, literal_column, or_

from cairnloop.desk import sight
from cairnloop.desk.lists.pinned import Pinned
from cairnloop.desk.rules import Awaiting, Priority, Source, Status
from cairnloop.desk.tables import Conversation
from cairnloop.wire.query import Standing

Conditions = tuple[ColumnElement[bool], ...]


class Section(StrEnum):
    """The inbox's standing views."""

    DECISION = "decision"
    MINE = "mine"
    UNASSIGNED = "unassigned"
    OPEN = "open"
    SNOOZED = "snoozed"
    RESOLVED = "resolved"
    ARCHIVED = "archived"


LIVE = frozenset({Standing.OPEN})
ASLEEP = frozenset({Standing.SNOOZED})
ALL = frozenset(Standing)
IN_SIGHT = ALL - {Standing.ARCHIVED}
OF_SECTION = {
    Section.DECISION: LIVE,
    Section.MINE: LIVE,
    Section.UNASSIGNED: LIVE,
    Section.OPEN: LIVE,
    Section.SNOOZED: ASLEEP,
    Section.RESOLVED: frozenset({Standing.RESOLVED}),
    Section.ARCHIVED: frozenset({Standing.ARCHIVED}),
}
OF_STATUS = {
    Status.OPEN: LIVE,
    Status.SNOOZED: ASLEEP,
    Status.CLOSED: frozenset({Standing.RESOLVED, Standing.ARCHIVED}),
}


@dataclass(frozen=True, slots=True)
class Search:
    """`roads` are conditions that an index answers each, `rest` is looked at row by row along them.

    Without a road nothing can match.
    """

    roads: tuple[Conditions, ...]
    rest: Conditions = ()


@dataclass(frozen=True, slots=True)
class Filter:
    """What a page shows. `me` gives `mine` its meaning; archived conversations are shown where they are asked for.

    A snoozed conversation waits for nobody, and its draft for no decision, unless snoozed ones are asked for.
    """

    account_id: UUID
    section: Section | None = None
    me: int | None = None
    status: Status | None = None
    standing: Standing | None = None
    assignee_id: int | None = None
    unassigned: bool = False
    customer_id: UUID | None = None
    inbox_id: UUID | None = None
    priority: Priority | None = None
    read: bool | None = None
    source: str | None = None
    awaiting: Awaiting | None = None
    draft: bool | None = None
    older: timedelta | None = None
    tag: Pinned | None = None
    mention: Pinned | None = None

    def search(self, row: type[Conversation] = Conversation) -> Search:
        """The roads that leave the least to look at. `row` is what the conditions speak of."""
        standings, left = self._standings(), self._conditions(row)
        if not standings or (self.section is Section.DECISION and self.draft is False):
            return Search(())
        account: Conditions = (row.account_id == self.account_id,)
        for name in ("mention", "tag"):
            if (pinned := getattr(self, name)) is not None and pinned.few:
                del left[name]
                # The pins know the account. Asked of the row, SQLite would go through all that the account has.
                return Search(((pinned.among(row),),), (*account, *_standing(standings, row), *left.values()))
        if (customer := left.pop("customer", None)) is not None:
            return Search(((customer,),), (*account, *_standing(standings, row), *left.values()))
        if "draft" in left and self.draft is not False:
            return _along_statuses(standings, (*account, left.pop("draft")), left, row)
        if (owner := left.pop("owner", None)) is not None:
            return _along_statuses(standings, (*account, owner), left, row)
        if self.awaiting is Awaiting.OPERATOR:
            return _along_statuses(standings, (*account, left.pop("awaiting")), left, row)
        if self.priority is Priority.PRIORITY:
            return _along_statuses(standings, (*account, left.pop("priority")), left, row)
        if self.source is not None and self.source != Source.CHAT:
            roads = ((*account, left.pop("source"), row.source != literal_column("'chat'")),)
            return Search(roads, (*_standing(standings, row), *left.values()))
        return Search(tuple((*account, *_stands(one, row)) for one in sorted(standings)), tuple(left.values()))

    def _standings(self) -> frozenset[Standing]:
        unsaid = IN_SIGHT if self.standing is None else ALL
        found = unsaid if self.section is None else OF_SECTION[self.section]
        if self.status is not None:
            found &= OF_STATUS[self.status]
        found = found if self.standing is None else found & {self.standing}
        return found & LIVE if self._waits and found != ASLEEP else found

    @property
    def _waits(self) -> bool:
        """Whether something is asked for that only open conversations have, and those that will be open again."""
        return self.draft is True or self.awaiting is Awaiting.OPERATOR

    def _conditions(self, row: type[Conversation]) -> dict[str, ColumnElement[bool]]:
        """By name, so that a road can take the one that it answers."""
        asked: dict[str, ColumnElement[bool] | None] = {
            "customer": None if self.customer_id is None else row.customer_id == self.customer_id,
            "inbox": None if self.inbox_id is None else row.inbox_id == self.inbox_id,
            "hidden": sight.unhidden(row.inbox_id) if sight.hidden() else None,
            "priority": None if self.priority is None else row.priority == _said(self.priority),
            "read": None if self.read is None else row.read.is_(self.read),
            "source": None if self.source is None else row.source == self.source,
            "assignee": None if self.assignee_id is None else row.assignee_id == self.assignee_id,
            "unassigned": row.assignee_id.is_(None) if self.unassigned else None,
            "tag": None if self.tag is None else self.tag.on(row),
            "mention": None if self.mention is None else self.mention.on(row),
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
                found["awaiting"] = row.awaiting == _said(Awaiting.OPERATOR)
            case Awaiting.CUSTOMER:
                found["awaiting"] = row.awaiting == Awaiting.CUSTOMER.value
        return found


def _said(value: StrEnum) -> ColumnElement[str]:
    """An index over some of the rows is used only where its own words stand in the query, not bound values."""
    return literal_column(f"'{value.value}'")


def _along_statuses(
    standings: frozenset[Standing], road: Conditions, left: dict[str, ColumnElement[bool]], row: type[Conversation]
) -> Search:
    """A road for each status that is wanted, along an index in which the status comes next."""
    wanted = [status for status, of in OF_STATUS.items() if standings & of]
    rest = _standing(standings, row) if Status.CLOSED in wanted else ()
    return Search(tuple((*road, row.status == status.value) for status in wanted), (*rest, *left.values()))


def _stands(standing: Standing, row: type[Conversation]) -> Conditions:
    match standing:
        case Standing.OPEN:
            return (row.status == Status.OPEN.value,)
        case Standing.SNOOZED:
            return (row.status == Status.SNOOZED.value,)
        case Standing.RESOLVED:
            # Asked of the instant and not of the status: SQLite would prefer its index, which knows no archive.
            return (row.closed_at.is_not(None), row.archived_at.is_(None))
        case Standing.ARCHIVED:
            return (row.archived_at.is_not(None),)


def _standing(standings: frozenset[Standing], row: type[Conversation]) -> Conditions:
    """What must be so of a row on a road that leads through all standings."""
    if standings == ALL:
        return ()
    if standings == IN_SIGHT:
        return (row.archived_at.is_(None),)
    if standings == ALL - LIVE - ASLEEP:
        return (row.closed_at.is_not(None),)
    return (or_(*(and_(*_stands(one, row)) for one in sorted(standings))),)
