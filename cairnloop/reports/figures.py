"""Reading figures: sums by day, user and tag, and the single values where there are few enough of them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Select, select

from cairnloop.desk.marks.tables import ConversationTag
from cairnloop.kernel.database import Tx
from cairnloop.people.customer.tables import Tag
from cairnloop.people.tables import User
from cairnloop.reports.periods import Period
from cairnloop.reports.rules import WHOLE_DESK, Series, buckets_in, total_key
from cairnloop.reports.spread import NO_VALUES, Spread, of_buckets, of_values
from cairnloop.reports.tables import ANY_TAG, Cell, Era, Fact

K = TypeVar("K")
# So many conversations are looked at one by one; of more, medians and percentiles are read from buckets.
EXACT = 5_000
Figures = Mapping[str, int]
NO_FIGURES: Figures = {}


@dataclass(frozen=True, slots=True)
class Asked:
    """Of which account, when, and of which conversations."""

    account_id: UUID
    period: Period
    inbox_id: UUID | None = None
    tag_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Value:
    """How long one conversation took: by the clock, and of open hours."""

    day: str
    user_id: int | None
    tag_id: UUID | None
    seconds: int
    business: int


@dataclass(frozen=True, slots=True)
class Clock:
    """What is measured twice, and where the single values stand."""

    series: Series
    business: Series
    columns: tuple[Any, Any, Any, Any]


FIRST_REPLY = Clock(
    Series.FIRST_REPLY,
    Series.FIRST_REPLY_BUSINESS,
    (Fact.asked_on, Fact.answered_by, Fact.first_reply, Fact.first_reply_business),
)
RESOLUTION = Clock(
    Series.RESOLUTION,
    Series.RESOLUTION_BUSINESS,
    (Fact.resolved_on, Fact.resolved_by, Fact.resolution, Fact.resolution_business),
)


async def by_day(tx: Tx, asked: Asked) -> dict[str, Figures]:
    """The sums of the whole desk; of a day on which nothing happened there are none."""
    return _summed(await tx.session.execute(_cells(asked, Cell.day).where(Cell.user_id == WHOLE_DESK, _tagged(asked))))


async def by_user(tx: Tx, asked: Asked, users: Iterable[int]) -> dict[int, Figures]:
    theirs = _cells(asked, Cell.user_id).where(Cell.user_id.in_(list(users)), _tagged(asked))
    return _summed(await tx.session.execute(theirs))


async def by_tag(tx: Tx, asked: Asked, tags: Iterable[UUID]) -> dict[UUID, Figures]:
    theirs = _cells(asked, Cell.tag_id).where(Cell.tag_id.in_(list(tags)), Cell.user_id == WHOLE_DESK)
    return _summed(await tx.session.execute(theirs))


def together(sums: Iterable[Figures]) -> Figures:
    total: Counter[str] = Counter()
    for figures in sums:
        total.update(figures)
    return total


async def people(tx: Tx, account_id: UUID) -> Sequence[User]:
    query = select(User).where(User.account_id == account_id).order_by(User.id)
    return (await tx.session.execute(query)).scalars().all()


async def tags(tx: Tx, account_id: UUID) -> Sequence[Tag]:
    query = select(Tag).where(Tag.account_id == account_id, Tag.removed_at.is_(None)).order_by(Tag.key)
    return (await tx.session.execute(query)).scalars().all()


async def rebuilding(tx: Tx, account_id: UUID) -> bool:
    """Whether the sums are being made anew, so that they do not hold everything yet."""
    row = await tx.session.get(Era, account_id)
    return row is not None and row.rebuilding


async def values(tx: Tx, asked: Asked, clock: Clock, *, tagged: bool = False) -> list[Value]:
    """What each conversation took, `tagged` once for each of its tags; EXACT of them at most."""
    day, user_id, seconds, business = clock.columns
    era = (await tx.session.execute(select(Era.era).where(Era.account_id == asked.account_id))).scalar() or 0
    query: Select[Any] = select(day, user_id, seconds, business).where(
        Fact.account_id == asked.account_id, day.between(*asked.period.ends), seconds.is_not(None), Fact.era == era
    )
    if asked.inbox_id is not None:
        query = query.where(Fact.inbox_id == asked.inbox_id)
    if tagged or asked.tag_id is not None:
        query = query.add_columns(ConversationTag.tag_id)
        query = query.join(ConversationTag, ConversationTag.conversation_id == Fact.conversation_id)
        if asked.tag_id is not None:
            query = query.where(ConversationTag.tag_id == asked.tag_id)
    found = await tx.session.execute(query.limit(EXACT))
    return [Value(row[0], row[1], row[4] if len(row) > 4 else None, row[2], row[3]) for row in found]


def measured(figures: Figures, series: Series) -> Spread:
    """As the sums have it: the mean exactly, the rest from buckets."""
    return of_buckets(figures.get(total_key(series), 0), buckets_in(figures, series))


def edits(figures: Figures) -> Spread:
    """How far edited drafts were changed, from 0 to 1."""
    total = figures.get(total_key(Series.EDIT), 0) / 1000
    return of_buckets(total, buckets_in(figures, Series.EDIT), lambda percent: percent / 100)


def spreads(found: Iterable[tuple[K, Value]]) -> dict[K, tuple[Spread, Spread]]:
    """Of single values, by whatever they are grouped by: by the clock, and of open hours."""
    seconds: dict[K, list[int]] = {}
    business: dict[K, list[int]] = {}
    for key, value in found:
        seconds.setdefault(key, []).append(value.seconds)
        business.setdefault(key, []).append(value.business)
    return {key: (of_values(seconds[key]), of_values(business[key])) for key in seconds}


NEITHER = (NO_VALUES, NO_VALUES)


def _cells(asked: Asked, key: Any) -> Select[Any]:
    query = select(key, Cell.figures).where(Cell.account_id == asked.account_id, Cell.day.between(*asked.period.ends))
    return query if asked.inbox_id is None else query.where(Cell.inbox_id == asked.inbox_id)


def _tagged(asked: Asked) -> Any:
    return Cell.tag_id == (asked.tag_id or ANY_TAG)


def _summed(rows: Iterable[Any]) -> dict[Any, Figures]:
    found: dict[Any, Counter[str]] = {}
    for key, figures in rows:
        found.setdefault(key, Counter()).update(figures)
    return found  # type: ignore[return-value]
