"""Learning from imported history, where that was asked for: what was resolved becomes cases, a portion at a time."""

from uuid import UUID

from sqlalchemy import select

from cairnloop.desk.events import ResolvedElsewhere
from cairnloop.desk.imports.tables import Import, ImportLink
from cairnloop.desk.rules import Status
from cairnloop.desk.tables import Conversation
from cairnloop.kernel.database import Database, Tx
from cairnloop.kernel.tables import plain

TEACH_IMPORTED = "teach_imported"
AT_ONCE = 100


def teach_soon(tx: Tx, run: Import, after: str = "") -> None:
    key = f"{TEACH_IMPORTED}:{run.id}:{after}"
    tx.enqueue(TEACH_IMPORTED, account_id=run.account_id, import_id=run.id, after=after, unique_key=key)


async def teach(db: Database, account_id: UUID, import_id: UUID, after: str) -> None:
    """Have some conversations of the run's source learnt from that are resolved, and ask for the next ones."""
    async with db.begin() as tx:
        run = await tx.session.get(Import, import_id)
        if run is None or run.account_id != account_id:
            return
        query = select(ImportLink.their_id, ImportLink.our_id).where(
            ImportLink.account_id == account_id,
            ImportLink.system == run.system,
            ImportLink.source == run.source,
            ImportLink.kind == "conversations",
            ImportLink.their_id > after,
        )
        some = (await tx.session.execute(query.order_by(ImportLink.their_id).limit(AT_ONCE))).all()
        closed = select(Conversation.id).where(
            plain(Conversation.account_id) == account_id,
            Conversation.id.in_([UUID(link.our_id) for link in some]),
            Conversation.status == Status.CLOSED.value,
        )
        ids = (await tx.session.execute(closed.order_by(Conversation.id))).scalars().all()
        await tx.emit(*(ResolvedElsewhere(account_id, one) for one in ids))
        if len(some) == AT_ONCE:
            teach_soon(tx, run, some[-1].their_id)
