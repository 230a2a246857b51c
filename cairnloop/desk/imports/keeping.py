"""Keeping records as rows: a whole batch by a few statements, each record once, and none over what was changed here."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Executable, insert, select, update

from cairnloop.desk.imports.links import Became, keep_links, links_of
from cairnloop.desk.imports.rules import WHY_NOT, Fate, fate
from cairnloop.desk.imports.taken import Work
from cairnloop.kernel.database import Tx
from cairnloop.kernel.given import given, packed
from cairnloop.kernel.tables import Row, attributes, plain, table

TWICE = "it stands twice in this batch"


@dataclass(frozen=True, slots=True)
class Wish:
    """A record as it should stand here: `values` under the names of its row, `left_at` as its `updated_at`.

    `same` is something of ours that it is already: then the two are one, and what stands here stays.
    """

    their_id: str
    digest: str
    values: dict[str, Any]
    left_at: datetime | None
    same: UUID | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """What a batch came to: the rows that are new, and those that changed, by their ids over there."""

    added: dict[str, UUID] = field(default_factory=dict)
    updated: dict[str, UUID] = field(default_factory=dict)


async def keep(work: Work, row: type[Row], wishes: Sequence[Wish], *, fixed: Collection[str] = ()) -> Kept:
    """Add what is new, update what changed over there and not here. `fixed` is never changed in a row that stands."""
    kind, taken, kept = work.taken.kind, work.taken, Kept()
    known = await links_of(work, kind, {wish.their_id for wish in wishes})
    stands = await _stands(work, row, {UUID(link.our_id) for link in known.values()})
    new: list[Wish] = []
    became: list[Became] = []
    changed: list[dict[str, Any]] = []
    for wish in wishes:
        link = known.get(wish.their_id)
        our_id = None if link is None else UUID(link.our_id)
        match fate(link, wish.digest, None if our_id is None else stands.get(our_id)):
            case Fate.ADD if wish.same is not None:
                became.append(Became(wish.their_id, wish.same, wish.digest, None))
                taken.unchanged += 1
            case Fate.ADD:
                new.append(wish)
            case Fate.SAME:
                taken.unchanged += 1
            case Fate.UPDATE:
                assert our_id is not None
                kept.updated[wish.their_id] = our_id
                changed.append({"id": our_id, **wish.values})
                became.append(Became(wish.their_id, our_id, wish.digest, wish.left_at))
            case other:
                taken.skip(wish.their_id, WHY_NOT[other])
    rows = await _named(work, row, new)
    for wish, one in zip(new, rows, strict=True):
        kept.added[wish.their_id] = one["id"]
        became.append(Became(wish.their_id, one["id"], wish.digest, wish.left_at))
    await add_rows(work.tx, row, rows)
    await change_rows(work.tx, row, changed, fixed)
    await keep_links(work, kind, became)
    taken.added += len(kept.added)
    taken.updated += len(kept.updated)
    return kept


def once(work: Work, records: Sequence[Any]) -> list[Any]:
    """Each record once; of two with one id the first."""
    found: dict[str, Any] = {}
    for record in records:
        if record.id in found:
            work.taken.skip(record.id, TWICE)
        else:
            found[record.id] = record
    return list(found.values())


async def _stands(work: Work, row: type[Row], ids: Collection[UUID]) -> dict[UUID, datetime]:
    """When these were changed last, held until we end; what has no such time never changes."""
    if not ids:
        return {}
    columns = table(row).c
    at = columns.get("updated_at", columns.created_at)
    query = select(columns.id, at).where(plain(columns.account_id) == work.account_id, columns.id.in_(ids))
    held = query.order_by(columns.id).with_for_update(key_share=True)
    return {found[0]: found[1] for found in await work.tx.session.execute(held)}


async def _named(work: Work, row: type[Row], new: Sequence[Wish]) -> list[dict[str, Any]]:
    """The rows with their ids: those they had over there, so that pages and links that know them go on working."""
    wanted = {wish.their_id: their for wish in new if (their := _as_id(wish.their_id)) is not None}
    columns = table(row).c
    query = select(columns.id).where(columns.id.in_(set(wanted.values())))
    taken = set((await work.tx.session.execute(query)).scalars()) if wanted else set()
    rows = []
    for wish in new:
        theirs = wanted.get(wish.their_id)
        our_id = work.tx.new_id() if theirs is None or theirs in taken else theirs
        taken.add(our_id)
        rows.append({"id": our_id, "account_id": work.account_id, **wish.values})
    return rows


def _as_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


async def add_rows(tx: Tx, row: type[Row], rows: Sequence[Mapping[str, Any]]) -> None:
    """In their order, and under the names of their attributes."""
    if rows:
        connection = await tx.session.connection()
        await connection.execute(_insert(tx.dialect, row, tuple(rows[0])), packed(tx.dialect, rows))


async def change_rows(tx: Tx, row: type[Row], rows: Sequence[Mapping[str, Any]], fixed: Collection[str] = ()) -> None:
    """By their ids; a row that counts its changes counts this one."""
    if rows:
        names = tuple(name for name in rows[0] if name not in fixed)
        connection = await tx.session.connection()
        plain = [{name: one[name] for name in names} for one in rows]
        await connection.execute(_update(tx.dialect, row, names), packed(tx.dialect, plain))


@lru_cache(maxsize=64)
def _insert(dialect: str, row: type[Row], names: tuple[str, ...]) -> Executable:
    columns = {name: attributes(row)[name] for name in names}
    rows = given(dialect, {name: column.type for name, column in columns.items()})
    return insert(table(row)).from_select([column.name for column in columns.values()], select(*rows.c))


@lru_cache(maxsize=64)
def _update(dialect: str, row: type[Row], names: tuple[str, ...]) -> Executable:
    columns = {name: attributes(row)[name] for name in names}
    rows = given(dialect, {name: column.type for name, column in columns.items()})
    target = table(row)
    changed: dict[str, ColumnElement[Any]] = {
        column.name: rows.c[name] for name, column in columns.items() if name != "id"
    }
    if "version" in target.c:
        changed["version"] = target.c.version + 1
    return update(target).where(target.c.id == rows.c.id).values(changed)
