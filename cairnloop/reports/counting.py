"""Keeping the sums in step with the desk, behind those who work: in portions, also in the moment a report is asked for.

Which conversations are to be counted shows by their new messages, in order of their numbers, and by rows of changes.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Row, Select, delete, func, insert, literal_column, or_, select
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from cairnloop.desk.search.indexing import GIVEN_OUT, SNAPSHOT
from cairnloop.desk.tables import Message
from cairnloop.kernel.database import Database, Tx
from cairnloop.kernel.tables import table
from cairnloop.reports.recounting import recount
from cairnloop.reports.tables import Change, Progress

# By schedule, so that whoever asks for a report finds little that is left to count.
COUNT_REPORTS = "count_reports"
PROGRESS = 1
# So many messages, and so many changes, a transaction: on SQLite whoever writes waits that long.
MESSAGES = 400
CHANGES = 100
# While somebody waits for a report, so many portions; what is left then is said to be missing.
AT_ONCE = 8
# Of a long time of work two thirds are theirs who write.
REST = 2.0

messages, changes = table(Message), table(Change)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Messages whose conversations are to be counted: those after `start`, up to `end` if there is one."""

    start: int
    end: int | None


class Counting:
    """Several daemons may count; they do it one after the other."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def all(self) -> None:
        """Count everything that is not. Interrupted, it goes on where it was."""
        more = True
        while more:
            began = time.perf_counter()
            more = await self.portion()
            if more:
                await asyncio.sleep(REST * (time.perf_counter() - began))

    async def at_once(self) -> bool:
        """Count what was written until now, as far as that is soon done; whether nothing is missing."""
        for _ in range(AT_ONCE):
            if not await self._anything():
                return True
            if not await self.portion():
                return True
        return False

    async def _anything(self) -> bool:
        """Asked as a reader, who holds nobody up."""
        async with self._db.read() as tx:
            if (await tx.session.execute(_due(tx).limit(1))).first() is not None:
                return True
            seen = (await tx.session.execute(select(Progress.seen).where(Progress.id == PROGRESS))).scalar()
            newest: int = (await tx.session.execute(select(func.coalesce(func.max(messages.c.seq), 0)))).scalar_one()
            return newest > (seen or 0)

    async def portion(self) -> bool:
        """Whether there may be more to count."""
        async with self._db.begin() as tx:
            progress = await locked_progress(tx)
            stretch = await _next_stretch(tx, progress)
            found = await _said_in(tx, stretch)
            changed = (await tx.session.execute(_due(tx).limit(CHANGES))).all()
            if ids := {one.conversation_id for one in (*found, *changed)}:
                await recount(tx, sorted(ids, key=str))
            if changed:
                done = changes.c.id.in_([one.id for one in changed])
                await tx.session.execute(delete(changes).where(done))
            full = len(found) == MESSAGES
            last = max((one.seq for one in found), default=stretch.start)
            _note(progress, stretch, last if full or stretch.end is None else stretch.end)
            behind = stretch.end is not None or progress.done < min(progress.seen, progress.settled)
            return full or behind or len(changed) == CHANGES


async def locked_progress(tx: Tx) -> Progress:
    """Held until the commit by whoever writes the sums."""
    query = select(Progress).where(Progress.id == PROGRESS).with_for_update()
    progress = (await tx.session.execute(query)).scalar_one_or_none()
    if progress is not None:
        return progress
    upsert = sqlite_insert(Progress) if tx.dialect == "sqlite" else postgres_insert(Progress)
    nothing = upsert.values(id=PROGRESS, done=0, seen=0, settled=0, upper=0, horizon=0)
    await tx.session.execute(nothing.on_conflict_do_nothing())
    return (await tx.session.execute(query)).scalar_one()


async def count_again(tx: Tx, ids: list[UUID]) -> None:
    """Ask for these conversations to be counted."""
    if ids:
        await tx.session.execute(insert(changes), [{"conversation_id": one} for one in ids])


def _due(tx: Tx) -> Select[tuple[int, UUID]]:
    when = or_(changes.c.due_at.is_(None), changes.c.due_at <= tx.now)
    return select(changes.c.id, changes.c.conversation_id).where(when).order_by(changes.c.id)


async def _next_stretch(tx: Tx, progress: Progress) -> Stretch:
    """What appeared below what was seen goes first; then what is new.

    Numbers are given out before they are committed, so on Postgres an earlier one can appear after a later one. A
    number that was given out belongs to a transaction that had begun: once all that had begun by then have ended,
    nothing can appear below it any more. To count a conversation twice does no harm.
    """
    given_out: int = (await tx.session.execute(GIVEN_OUT[tx.dialect])).scalar_one()
    if tx.dialect == "sqlite":  # who writes, writes alone
        progress.settled = given_out
    else:
        ended, begun = (await tx.session.execute(SNAPSHOT)).one()
        if ended >= progress.horizon:
            progress.settled = max(progress.settled, progress.upper)
            progress.upper, progress.horizon = given_out, begun
    behind = min(progress.seen, progress.settled)
    return Stretch(progress.done, behind) if progress.done < behind else Stretch(progress.seen, None)


async def _said_in(tx: Tx, stretch: Stretch) -> Sequence[Row[int, UUID]]:
    query = select(messages.c.seq, messages.c.conversation_id).where(messages.c.seq > stretch.start)
    if stretch.end is not None:
        query = query.where(messages.c.seq <= stretch.end)
    query = query.order_by(messages.c.seq).limit(literal_column(str(MESSAGES)))
    return (await tx.session.execute(query)).all()


def _note(progress: Progress, stretch: Stretch, last: int) -> None:
    if stretch.end is not None:
        progress.done = last
    else:
        # What was settled when it was seen need not be looked at again.
        if progress.done == progress.seen:
            progress.done = max(progress.done, min(last, progress.settled))
        progress.seen = last
