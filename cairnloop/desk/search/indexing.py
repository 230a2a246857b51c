"""Keeping the index in step with the messages, behind those who write them: in order, in portions, none left out."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from sqlalchemy import bindparam, delete, insert, literal_column, select, text
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from cairnloop.desk.search import entries
from cairnloop.desk.search.tables import Entry, Mark, Stale
from cairnloop.desk.tables import Conversation, Message
from cairnloop.kernel.database import Database, Tx

# Messages a transaction: on SQLite whoever accepts messages waits that long for their turn.
PORTION = 200
# So far back a quick walk begins, in numbers of messages.
LOOKED_BACK = 20_000
# So many changes are looked at in a transaction.
STALE = 50
MARK = 1

# Every transaction below the first has ended; every one that has begun is below the second.
SNAPSHOT = text(
    "SELECT CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS text) AS bigint), "
    "CAST(CAST(pg_snapshot_xmax(pg_current_snapshot()) AS text) AS bigint)"
)
GIVEN_OUT = {
    "sqlite": text("SELECT coalesce(max(seq), 0) FROM messages"),
    "postgresql": text(
        "SELECT coalesce(pg_sequence_last_value(CAST(pg_get_serial_sequence('messages', 'seq') AS regclass)), 0)"
    ),
}
# One message after the other along the keys: a join would be made for all that there are.
MISSING = (
    select(Message.seq)
    .where(Message.seq > bindparam("at"))
    .where(select(Entry.key).where(Entry.key == Message.seq).scalar_subquery().is_(None))
    .order_by(Message.seq)
    .limit(literal_column(str(PORTION)))
)


@dataclass(frozen=True, slots=True)
class Walk:
    """Over all that may not be indexed yet, from `at` on; when it has ended, everything to `settled` is."""

    at: int
    settled: int
    upper: int
    horizon: int


async def index_new(db: Database, *, whole: bool = True, rest: Callable[[], float] = lambda: 0.0) -> int:
    """Index every message that is not; returns how many. Whoever is interrupted goes on from the mark.

    Without `whole` it goes back only so far as is quickly looked through, should a transaction somewhere on the server
    go on for hours. After each portion it rests `rest()` times as long as that took, so that those who write have their
    turn.
    """
    count = 0
    walk: Walk | None = None
    while True:
        began = time.perf_counter()
        async with db.begin() as tx:
            mark = await _locked_mark(tx)
            walk = walk or await _setting_out(tx, mark, whole)
            missing = (await tx.session.execute(MISSING, {"at": walk.at})).scalars().all()
            found = await entries.read(tx, entries.READ.where(Message.seq.in_(missing)).order_by(Message.seq))
            await entries.add(tx, found)
            count += len(found)
            if len(missing) < PORTION:
                mark.done = max(mark.done, walk.settled)
                mark.upper, mark.horizon = walk.upper, walk.horizon
                return count
            walk = replace(walk, at=missing[-1])
        await asyncio.sleep(rest() * (time.perf_counter() - began))


async def index_changed(db: Database) -> int:
    """Say anew what is said about messages where something of it changed; returns about how many."""
    count = 0
    while True:
        async with db.begin() as tx:
            await _locked_mark(tx)
            query = select(Stale).order_by(Stale.id).limit(STALE)
            found = (await tx.session.execute(query)).scalars().all()
            if not found:
                return count
            done: list[int] = []
            said = 0
            for row in found:
                if said < PORTION:
                    said += await _say_anew(tx, row)
                    done.append(row.id)
            await tx.session.execute(delete(Stale).where(Stale.id.in_(done)))
            count += said


async def _say_anew(tx: Tx, row: Stale) -> int:
    """A portion of what is stale; the rest of it is noted for another turn."""
    if row.customer_id is not None:
        theirs = select(Conversation.id).where(Conversation.customer_id == row.customer_id)
        await tx.session.execute(insert(Stale).from_select(["conversation_id"], theirs))
        return 0
    its = (Message.conversation_id == row.conversation_id) & (Message.seq > row.above)
    # What has no entry yet is still to come, and will be right then.
    known = entries.READ.where(its, Entry.key.is_not(None)).order_by(Message.conversation_id, Message.seq)
    found = await entries.read(tx, known.limit(PORTION))
    await entries.change(tx, found)
    if len(found) == PORTION:
        rest = {"conversation_id": row.conversation_id, "above": found[-1].seq}
        await tx.session.execute(insert(Stale), [rest])
    return len(found)


async def behind(tx: Tx) -> int:
    """How many messages are not indexed yet, or fewer where numbers were given out and not used."""
    given_out: int = (await tx.session.execute(GIVEN_OUT["sqlite"])).scalar_one()
    indexed: int = (await tx.session.execute(text("SELECT coalesce(max(key), 0) FROM message_entries"))).scalar_one()
    return given_out - indexed


async def _locked_mark(tx: Tx) -> Mark:
    """Held until the commit by whoever writes the index: one at a time, and each sees all that was there before."""
    query = select(Mark).where(Mark.id == MARK).with_for_update()
    mark = (await tx.session.execute(query)).scalar_one_or_none()
    if mark is not None:
        return mark
    upsert = sqlite_insert(Mark) if tx.dialect == "sqlite" else postgres_insert(Mark)
    await tx.session.execute(upsert.values(id=MARK, done=0, upper=0, horizon=0).on_conflict_do_nothing())
    return (await tx.session.execute(query)).scalar_one()


async def _setting_out(tx: Tx, mark: Mark, whole: bool) -> Walk:
    """Numbers are given out before they are committed, so on Postgres an earlier one can appear after a later one.

    A number that was given out belongs to a transaction that had begun. Once all that had begun by then have ended,
    nothing can appear below it any more, and the mark may pass it.
    """
    given_out: int = (await tx.session.execute(GIVEN_OUT[tx.dialect])).scalar_one()
    if tx.dialect == "sqlite":  # who writes, writes alone
        return Walk(mark.done, given_out, given_out, 0)
    ended, begun = (await tx.session.execute(SNAPSHOT)).one()
    at = mark.done if whole else max(mark.done, given_out - LOOKED_BACK)
    if ended >= mark.horizon and at == mark.done:
        return Walk(at, mark.upper, given_out, begun)
    return Walk(at, mark.done, mark.upper, mark.horizon)
