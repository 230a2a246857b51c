"""Runs of imports: begun, fed with batches, finished, and looked at."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, tuple_
from sqlalchemy.exc import IntegrityError

from cairnloop.desk import topics
from cairnloop.desk.events import HistoryImported
from cairnloop.desk.imports import attachments, doors, marks, members, people, seats, threads, widgets, words
from cairnloop.desk.imports.shapes import import_out
from cairnloop.desk.imports.tables import Import
from cairnloop.desk.imports.taken import House, Taken, Work
from cairnloop.desk.imports.teaching import teach_soon
from cairnloop.desk.inbox.inboxes import hold
from cairnloop.errors import Conflict, NotFound
from cairnloop.kernel.database import Database, Tx
from cairnloop.people.identity import Operator
from cairnloop.wire.imports import Batch, Kind, NewImport, TakenOut

TAKE: dict[Kind, Callable[[Work, Any], Awaitable[None]]] = {
    "accounts": seats.take_accounts,
    "users": seats.take_users,
    "inboxes": doors.take_inboxes,
    "inbox_members": members.take_members,
    "widget_settings": widgets.take_widgets,
    "companies": people.take_companies,
    "tags": marks.take_tags,
    "canned_responses": marks.take_canned,
    "customers": people.take_customers,
    "customer_tags": marks.take_customer_tags,
    "notes": people.take_notes,
    "conversations": threads.take_conversations,
    "conversation_tags": marks.take_conversation_tags,
    "messages": words.take_messages,
    "files": attachments.take_files,
}


async def begin(db: Database, words: NewImport, by: Operator) -> Import:
    """A new run. What earlier runs of the same source have brought is known."""
    async with db.begin() as tx:
        run = Import(
            id=tx.new_id(),
            account_id=by.account_id,
            user_id=by.user_id,
            system=words.system,
            source=words.account,
            learn=words.learn,
            counts={},
            created_at=tx.now,
            updated_at=tx.now,
            finished_at=None,
        )
        tx.session.add(run)
        await tx.session.flush()
        tx.audit(by.actor, by.account_id, "import.begun", "import", run.id, system=run.system, source=run.source)
        _tell(tx, run)
        return run


async def take(db: Database, import_id: UUID, batch: Batch, by: Operator, house: House) -> TakenOut:
    """Take in a batch, all of it in one transaction; the same batch again changes nothing.

    A record that cannot be taken is passed over and said why. Raises NotFound, and Conflict for a run that is finished.
    """
    try:
        async with db.begin() as tx:
            # One batch at a time in an account: two runs of the same source would take everything twice.
            await hold(tx, by.account_id)
            run = await get_import(tx, by.account_id, import_id, lock=True)
            if run.finished_at is not None:
                raise Conflict("this import is finished; begin another one")
            taken = Taken(batch.kind)
            await TAKE[batch.kind](Work(tx, run, by, house, taken), batch.records)
            _count(tx, run, taken, by)
            await tx.emit(HistoryImported(by.account_id))
            return taken.out()
    except IntegrityError as error:
        said = "Something that this batch needs was changed in this moment. Nothing was taken; send it again."
        raise Conflict(said) from error


def _count(tx: Tx, run: Import, taken: Taken, by: Operator) -> None:
    before = run.counts.get(taken.kind, {})
    now = {name: before.get(name, 0) + count for name, count in taken.counts().items()}
    run.counts, run.updated_at = {**run.counts, taken.kind: now}, tx.now
    if taken.added or taken.updated:
        tx.audit(by.actor, by.account_id, "import.taken", "import", run.id, records=taken.kind, counts=taken.counts())
    _tell(tx, run)


async def finish(db: Database, import_id: UUID, by: Operator) -> Import:
    """Nothing more comes; what was resolved is learnt from where that was asked for. Twice is once."""
    async with db.begin() as tx:
        run = await get_import(tx, by.account_id, import_id, lock=True)
        if run.finished_at is None:
            run.finished_at = run.updated_at = tx.now
            if run.learn:
                teach_soon(tx, run)
            tx.audit(by.actor, by.account_id, "import.finished", "import", run.id, counts=run.counts)
            _tell(tx, run)
        return run


def _tell(tx: Tx, run: Import) -> None:
    tx.announce(topics.operators(run.account_id), "import:updated", {"id": str(run.id), "updates": import_out(run)})


async def get_import(tx: Tx, account_id: UUID, import_id: UUID, *, lock: bool = False) -> Import:
    """Raises NotFound, also for another account's."""
    query = select(Import).where(Import.account_id == account_id, Import.id == import_id)
    run = (await tx.session.execute(query.with_for_update() if lock else query)).scalar_one_or_none()
    if run is None:
        raise NotFound("no such import")
    return run


async def list_imports(
    tx: Tx, account_id: UUID, *, before: tuple[datetime, UUID] | None = None, limit: int = 50
) -> Sequence[Import]:
    """Newest first."""
    query = select(Import).where(Import.account_id == account_id)
    if before is not None:
        query = query.where(tuple_(Import.created_at, Import.id) < before)
    return (
        (await tx.session.execute(query.order_by(Import.created_at.desc(), Import.id.desc()).limit(limit)))
        .scalars()
        .all()
    )
