"""Forgetting files: their rows at once, and what lies in the store soon after, however often we end in between."""

from collections.abc import Collection
from contextlib import suppress
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, delete, insert, select

from cairnloop.errors import Unavailable
from cairnloop.files.cabinet import Cabinet
from cairnloop.files.downloads import thumbnail_key
from cairnloop.files.quotas import forget_days, give_back
from cairnloop.files.rules import CUT_SHORT_AFTER, ORPHANED_AFTER
from cairnloop.files.tables import File, FileRemains
from cairnloop.kernel.database import Database, Tx
from cairnloop.kernel.tables import plain

# Jobs: remove from the store what was forgotten; and first, at set times, forget what nobody attached, and let the
# store give up uploads that died half-way.
SWEEP_FILES = "sweep_files"
FORGET_ORPHANS = "forget_orphans"
GIVE_UP_UPLOADS = "give_up_uploads"
AT_ONCE = 200
# A picture that was being drawn meanwhile is put down by then.
SETTLED_AFTER = timedelta(minutes=1)


async def forget_files(tx: Tx, account_id: UUID, *which: ColumnElement[bool]) -> int:
    """Forget the account's files that are all of `which`, and every one without it; returns how many there were.

    For example `File.customer_id == id`, or `File.message_id.in_(select(...))`. From the commit on they are not found.
    """
    return await _forget(tx, File.account_id == account_id, *which)


async def forget_files_of(tx: Tx, account_id: UUID, message_ids: Collection[UUID]) -> int:
    """Forget what these messages of the account carry."""
    return await _forget(tx, plain(File.account_id) == account_id, File.message_id.in_(message_ids))


async def forget_orphans(db: Database) -> None:
    """Forget what no message has carried for a day, and addresses' days that are over."""
    before = db.clock.now() - ORPHANED_AFTER
    some = select(File.id).where(File.message_id.is_(None), File.free_since < before).limit(AT_ONCE)
    more = True
    while more:  # a transaction each: deleting must not hold up those who write
        async with db.begin() as tx:
            more = await _forget(tx, File.id.in_(some), File.message_id.is_(None)) == AT_ONCE
    async with db.begin() as tx:
        await forget_days(tx)
        tx.enqueue(SWEEP_FILES, unique_key=SWEEP_FILES)


async def _forget(tx: Tx, *which: ColumnElement[bool]) -> int:
    query = delete(File).where(*which).returning(File.key, File.account_id, File.size)
    gone = (await tx.session.execute(query.execution_options(synchronize_session=False))).all()
    if gone:
        remains = [{"key": row.key, "remove_at": tx.now + SETTLED_AFTER} for row in gone]
        await tx.session.execute(insert(FileRemains), remains)
        sizes: dict[UUID, int] = {}
        for row in gone:
            sizes[row.account_id] = sizes.get(row.account_id, 0) + row.size
        await give_back(tx, sizes)
        tx.enqueue(SWEEP_FILES, unique_key=SWEEP_FILES, run_at=tx.now + SETTLED_AFTER)
    return len(gone)


async def sweep(db: Database, cabinet: Cabinet) -> None:
    """Remove from the store what no file refers to any more. Running twice, or half, does no harm."""
    while True:
        async with db.read() as tx:
            due = select(FileRemains.key).where(FileRemains.remove_at <= tx.now).order_by(FileRemains.remove_at)
            keys = list(await tx.session.scalars(due.limit(AT_ONCE)))
        if not keys:
            return
        await cabinet.store.delete([one for key in keys for one in (key, thumbnail_key(key))])
        async with db.begin() as tx:
            await tx.session.execute(delete(FileRemains).where(FileRemains.key.in_(keys)))


async def give_up_uploads(db: Database, cabinet: Cabinet) -> None:
    """Uploads that began so long ago are under way no more: what they left in the store costs, and nothing names it.

    A store that does not answer, or does not let us list them, has said so in the log; the next time comes by itself.
    """
    with suppress(Unavailable):
        await cabinet.store.give_up(db.clock.now() - CUT_SHORT_AFTER)
