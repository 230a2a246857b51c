"""Counting conversations again: what each stood for is taken out of the sums, and what it is now is put in."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import and_, delete, insert, select, true
from sqlalchemy.dialects import postgresql, sqlite

from cairnloop.desk.hours.calendars import ALWAYS, Calendar, Calendars
from cairnloop.kernel.database import Tx
from cairnloop.kernel.given import given, packed
from cairnloop.kernel.tables import table
from cairnloop.reports.material import Material, material_of
from cairnloop.reports.rules import NOTHING, Counted, Sums, count
from cairnloop.reports.tables import ANY_TAG, Cell, Change, Era, Fact

cells, facts, changes, eras = table(Cell), table(Fact), table(Change), table(Era)

# Going through all of a conversation with more messages than this is worth it once in a while only.
VERY_MANY = 2_000
A_WHILE = timedelta(hours=1)
KEY = ("account_id", "tag_id", "user_id", "day", "inbox_id")
Key = tuple[UUID, UUID, int, str, UUID]
Deltas = dict[Key, Counter[str]]


async def recount(tx: Tx, ids: Collection[UUID]) -> None:
    """Whoever calls this holds the lock on the progress, so that nobody else writes the sums."""
    before = {row.conversation_id: row for row in await _facts(tx, ids)}
    ages = await _eras(tx, {row.account_id for row in before.values()})
    later = {one for one, row in before.items() if row.era == ages.get(row.account_id, 0) and _can_wait(tx, row)}
    await _postpone(tx, later)
    now = [one for one in ids if one not in later]
    found = await material_of(tx, now)
    accounts = {one.account_id for one in found.values()}
    ages |= await _eras(tx, accounts)
    # Not those that are remembered: news of other hours may come to this daemon after the counting in them has begun.
    known = await Calendars().of(tx, accounts)
    deltas: Deltas = {}
    rows: list[dict[str, Any]] = []
    for conversation_id in now:
        old, new = before.get(conversation_id), found.get(conversation_id)
        if old is not None and old.era == ages.get(old.account_id, 0):
            _apply(deltas, old.account_id, old.counted, -1)
        if new is not None:
            row = _fact(tx, conversation_id, new, known.get(new.account_id, ALWAYS), ages.get(new.account_id, 0))
            _apply(deltas, new.account_id, row["counted"], 1)
            rows.append(row)
    await tx.session.execute(delete(facts).where(facts.c.conversation_id.in_(now)))
    if rows:
        await tx.session.execute(insert(facts), rows)
    await _write(tx, {key: delta for key, delta in deltas.items() if any(delta.values())})


def _can_wait(tx: Tx, row: Any) -> bool:
    return bool(row.messages > VERY_MANY and row.counted_at > tx.now - A_WHILE)


async def _eras(tx: Tx, accounts: Collection[UUID]) -> dict[UUID, int]:
    """Of those that were ever counted anew."""
    query = select(eras.c.account_id, eras.c.era).where(eras.c.account_id.in_(accounts))
    return {row.account_id: row.era for row in await tx.session.execute(query)}


async def _facts(tx: Tx, ids: Collection[UUID]) -> Iterable[Any]:
    c = facts.c
    query = select(c.conversation_id, c.account_id, c.era, c.messages, c.counted_at, c.counted)
    return await tx.session.execute(query.where(c.conversation_id.in_(ids)))


async def _postpone(tx: Tx, ids: Collection[UUID]) -> None:
    """They are counted when their time has come; those that wait for it already go on waiting."""
    if not ids:
        return
    query = select(changes.c.conversation_id).where(
        changes.c.conversation_id.in_(ids), changes.c.due_at.is_not(None), changes.c.due_at > tx.now
    )
    waiting = set((await tx.session.execute(query)).scalars())
    if fresh := [{"conversation_id": one, "due_at": tx.now + A_WHILE} for one in ids if one not in waiting]:
        await tx.session.execute(insert(changes), fresh)


def _fact(tx: Tx, conversation_id: UUID, found: Material, calendar: Calendar, era: int) -> dict[str, Any]:
    thread = found.thread
    counted: Counted = NOTHING
    if found.messages:
        counted = count(thread, calendar.zone or UTC, calendar.hours(thread.inbox_id))
    reply, resolution = counted.first_reply, counted.resolution
    return {
        "conversation_id": conversation_id,
        "account_id": found.account_id,
        "inbox_id": thread.inbox_id,
        "era": era,
        "messages": found.messages,
        "counted": _said(thread.inbox_id, thread.tags, counted.sums),
        "counted_at": tx.now,
        "asked_on": counted.asked_on,
        "first_reply": None if reply is None else reply.seconds,
        "first_reply_business": None if reply is None else reply.business,
        "answered_by": None if reply is None else reply.user_id,
        "resolved_on": None if resolution is None else resolution.day,
        "resolution": None if resolution is None else resolution.seconds,
        "resolution_business": None if resolution is None else resolution.business,
        "resolved_by": None if resolution is None else resolution.user_id,
    }


def _said(inbox_id: UUID, tags: Iterable[UUID], sums: Sums) -> dict[str, Any]:
    """What stands in the sums, so that it can be taken out of them whatever the conversation has become."""
    return {
        "inbox": str(inbox_id),
        "tags": [str(one) for one in tags],
        "sums": [[*key, {str(name): value for name, value in figures.items()}] for key, figures in sums.items()],
    }


def _apply(deltas: Deltas, account_id: UUID, said: Mapping[str, Any], sign: int) -> None:
    inbox_id = UUID(said["inbox"])
    for tag_id in (ANY_TAG, *(UUID(one) for one in said["tags"])):
        for day, user_id, figures in said["sums"]:
            delta = deltas.setdefault((account_id, tag_id, user_id, day, inbox_id), Counter())
            for name, value in figures.items():
                delta[name] += sign * value


async def _write(tx: Tx, deltas: Deltas) -> None:
    if not deltas:
        return
    asked = [dict(zip(KEY, key, strict=True)) for key in deltas]
    standing = await tx.session.execute(STANDING[tx.dialect], packed(tx.dialect, asked))
    stands: dict[Key, dict[str, int]] = {tuple(row[:-1]): row.figures for row in standing}
    rows = []
    for key, delta in deltas.items():
        figures = Counter(stands.get(key, {}))
        figures.update(delta)
        kept = {name: value for name, value in figures.items() if value}
        rows.append({**dict(zip(KEY, key, strict=True)), "figures": kept})
    await tx.session.execute(PUT[tx.dialect], packed(tx.dialect, rows))


def _standing(dialect: str) -> Any:
    rows = given(dialect, {name: cells.c[name].type for name in KEY})
    same = and_(*(cells.c[name] == rows.c[name] for name in KEY))
    return select(*(cells.c[name] for name in KEY), cells.c.figures).join_from(rows, cells, same)


def _put(dialect: str) -> Any:
    names = (*KEY, "figures")
    rows = given(dialect, {name: cells.c[name].type for name in names})
    upsert = (sqlite.insert if dialect == "sqlite" else postgresql.insert)(cells)
    upsert = upsert.from_select(list(names), select(*(rows.c[name] for name in names)).where(true()))
    return upsert.on_conflict_do_update(index_elements=list(KEY), set_={"figures": upsert.excluded.figures})


STANDING = {dialect: _standing(dialect) for dialect in ("sqlite", "postgresql")}
PUT = {dialect: _put(dialect) for dialect in ("sqlite", "postgresql")}
