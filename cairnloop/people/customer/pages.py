"""Customers, a page at a time: along an index, and never past a certain number of rows at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, tuple_, union

from cairnloop.errors import Invalid
from cairnloop.kernel.database import Tx
from cairnloop.people.customer.tables import Company, CustomerTag, Tag
from cairnloop.people.tables import Customer

# Of what is numbered no more than this is counted; behind it lists go on by cursor.
COUNTED = 10_000
# So many are looked at for one page where no index answers, or taken of those whose name begins so.
LOOKED_AT = 2_000

Place = tuple[datetime, UUID]
Conditions = tuple[ColumnElement[bool], ...]
PLACE = (Customer.updated_at, Customer.id)
NEWEST_FIRST = (Customer.updated_at.desc(), Customer.id.desc())
LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which customers: of one company, with one tag, whose name or address begins with `q` or who hold it."""

    account_id: UUID
    q: str = ""
    company_id: UUID | None = None
    tag_id: UUID | None = None

    def listed(self) -> Conditions:
        found: Conditions = (
            Customer.account_id == self.account_id,
            Customer.merged_into.is_(None),
            Customer.erased_at.is_(None),
        )
        # What was removed shows nobody any more, also while it is still being taken off.
        if self.company_id is not None:
            stands = select(Company.id).where(Company.id == self.company_id, Company.removed_at.is_(None)).exists()
            found = (*found, Customer.company_id == self.company_id, stands)
        if self.tag_id is not None:
            found = (*found, select(Tag.id).where(Tag.id == self.tag_id, Tag.removed_at.is_(None)).exists())
        return found


@dataclass(frozen=True, slots=True)
class Found:
    """One page. `seen_to` is the place behind which the next one goes on, None on the last."""

    rows: Sequence[Customer]
    seen_to: Place | None


@dataclass(frozen=True, slots=True)
class Numbered:
    """One page of a numbered list. `total` is counted up to a cap; then it means at least that many."""

    rows: Sequence[Customer]
    total: int


async def page(tx: Tx, wanted: Wanted, *, before: Place | None, limit: int) -> Found:
    """The customers about whom something changed last, and where the page after them goes on.

    A page may be short, even empty, and have a next one all the same: then that many customers were looked at for it.
    """
    bounds = () if before is None else (tuple_(*PLACE) < before,)
    query = select(Customer).where(*wanted.listed(), *bounds).order_by(*NEWEST_FIRST).limit(limit + 1)
    if wanted.q:
        query = query.where(Customer.id.in_(_of_words(tx, wanted)), *_tagged(wanted))
    elif wanted.tag_id is not None and not await _many(tx, wanted):
        query = query.where(Customer.id.in_(_tagged_ids(wanted, LOOKED_AT)))
    elif wanted.tag_id is not None:
        return await _look_along(tx, wanted, bounds, limit)
    rows = (await tx.session.execute(query)).scalars().all()
    return Found(rows[:limit], _place(rows[limit - 1]) if len(rows) > limit else None)


async def _look_along(tx: Tx, wanted: Wanted, bounds: Conditions, limit: int) -> Found:
    """Where so many carry the tag that the newest of them are soon met among the newest of all."""
    along = select(*PLACE).where(*wanted.listed(), *bounds).order_by(*NEWEST_FIRST).limit(LOOKED_AT)
    end = (await tx.session.execute(along.offset(LOOKED_AT - 1).limit(1))).one_or_none()
    query = select(Customer).where(*wanted.listed(), *bounds, *_tagged(wanted))
    if end is not None:
        query = query.where(tuple_(*PLACE) >= (end[0], end[1]))
    rows = (await tx.session.execute(query.order_by(*NEWEST_FIRST).limit(limit + 1))).scalars().all()
    if len(rows) > limit:
        return Found(rows[:limit], _place(rows[limit - 1]))
    return Found(rows, None if end is None else (end[0], end[1]))


async def numbered(tx: Tx, wanted: Wanted, *, number: int, size: int) -> Numbered:
    """The page of this number, from 1. Raises Invalid behind what is counted."""
    if number * size > COUNTED:
        raise Invalid.field("page", f"pages are numbered up to {COUNTED} customers; go on with `after` and `next`")
    query = select(Customer).where(*wanted.listed(), *_narrowed(tx, wanted))
    counted = select(func.count()).select_from(
        query.with_only_columns(Customer.id).limit(COUNTED).order_by(None).subquery()
    )
    total = (await tx.session.execute(counted)).scalar_one()
    query = query.order_by(*NEWEST_FIRST).offset((number - 1) * size).limit(size)
    return Numbered((await tx.session.execute(query)).scalars().all(), total)


async def portion(tx: Tx, wanted: Wanted, *, after: UUID | None, limit: int) -> Sequence[Customer]:
    """Everybody in an order that no change disturbs, a portion at a time."""
    query = select(Customer).where(*wanted.listed(), *_tagged(wanted))
    if after is not None:
        query = query.where(Customer.id > after)
    if wanted.q:
        query = query.where(Customer.id.in_(_of_words(tx, wanted)))
    return (await tx.session.execute(query.order_by(Customer.id).limit(limit))).scalars().all()


def _narrowed(tx: Tx, wanted: Wanted) -> Conditions:
    words = (Customer.id.in_(_of_words(tx, wanted)),) if wanted.q else ()
    return words if wanted.tag_id is None else (*words, Customer.id.in_(_tagged_ids(wanted, COUNTED)))


def _tagged_ids(wanted: Wanted, most: int) -> Select[UUID]:
    carried = (CustomerTag.account_id == wanted.account_id, CustomerTag.tag_id == wanted.tag_id)
    return select(CustomerTag.customer_id).where(*carried).limit(most)


def _tagged(wanted: Wanted) -> Conditions:
    if wanted.tag_id is None:
        return ()
    carried = (CustomerTag.customer_id == Customer.id, CustomerTag.tag_id == wanted.tag_id)
    return (select(CustomerTag.tag_id).where(*carried).exists(),)


async def _many(tx: Tx, wanted: Wanted) -> bool:
    one = _tagged_ids(wanted, 1).offset(LOOKED_AT)
    return (await tx.session.execute(one)).first() is not None


def _of_words(tx: Tx, wanted: Wanted) -> Select[UUID]:
    """Ids of those whose name or address begins so, who are known by it, and of the newest ones who hold it at all."""
    spellings, listed = _spellings(tx, wanted.q), wanted.listed()
    begins = [
        select(Customer.id).where(*listed, _begins(tx, column, one)).limit(LOOKED_AT)
        for column in (Customer.name, Customer.email)
        for one in spellings
    ]
    known = select(Customer.id).where(*listed, Customer.external_id == wanted.q).limit(LOOKED_AT)
    newest = select(Customer.id).where(*listed).order_by(*NEWEST_FIRST).limit(LOOKED_AT).subquery()
    columns = [func.lower(column) for column in (Customer.name, Customer.email, Customer.phone)]
    held = [column.contains(one, autoescape=True) for column in columns for one in spellings]
    recent = select(Customer.id).join(newest, Customer.id == newest.c.id).where(or_(*held))
    parts: list[Any] = [*begins, known, recent]
    if (itself := _id(wanted.q)) is not None:
        parts.append(select(Customer.id).where(*listed, Customer.id == itself))
    every = union(*(select(part.subquery().c.id) for part in parts)).subquery()
    return select(every.c.id)


def _spellings(tx: Tx, q: str) -> list[str]:
    """What was typed, in the database's small letters: SQLite's are those of ASCII, so of others both are tried."""
    if tx.dialect != "sqlite":
        return [q.lower()]
    return sorted(
        {"".join(one.lower() if one.isascii() else one for one in text) for text in (q, q.lower(), q.title())}
    )


def _begins(tx: Tx, column: Any, q: str) -> ColumnElement[bool]:
    """One range of an index in the order of code points, which Postgres has operators of its own for."""
    lower = func.lower(column)
    if tx.dialect == "sqlite":
        return and_(lower >= q, lower < q + LAST)
    return and_(lower.op("~>=~", is_comparison=True)(q), lower.op("~<~", is_comparison=True)(q + LAST))


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _place(customer: Customer) -> Place:
    return customer.updated_at, customer.id
