"""What operators do with visits: corrected and removed."""

from uuid import UUID

from sqlalchemy import delete

from cairnloop.kernel.database import Database, Tx
from cairnloop.people.customer.customers import get_customer
from cairnloop.people.identity import Operator
from cairnloop.visits import topics
from cairnloop.visits.forgetting import give_back
from cairnloop.visits.queries import get_visit
from cairnloop.visits.tables import ReplayEvent, Visit
from cairnloop.wire.visits import VisitWords


async def change(db: Database, visit_id: UUID, words: VisitWords, by: Operator) -> Visit:
    """What is said anew. What is so already leaves no line in the trail."""
    async with db.begin() as tx:
        said = words.model_dump(exclude_unset=True)
        if said.get("customer_id") is not None:
            # Before the visit, as those do who merge or forget a customer: nobody waits for each other.
            said["customer_id"] = (await get_customer(tx, by.account_id, said["customer_id"], lock=True)).id
        visit = await get_visit(tx, by.account_id, visit_id, lock=True)
        if "metadata" in said:
            said["details"] = said.pop("metadata")
        changed = {name: value for name, value in said.items() if getattr(visit, name) != value}
        if changed:
            for name, value in changed.items():
                setattr(visit, name, value)
            visit.updated_at = tx.now
            tx.audit(by.actor, by.account_id, "visit.changed", "visit", visit.id, fields=sorted(changed))
            _tell(tx, visit, "browser_session:updated")
        return visit


async def remove(db: Database, visit_id: UUID, by: Operator) -> None:
    """The visit goes, with everything that was recorded of it; its page records nothing more."""
    async with db.begin() as tx:
        visit = await get_visit(tx, by.account_id, visit_id, lock=True)
        gone = delete(ReplayEvent).where(ReplayEvent.visit_id == visit.id).returning(ReplayEvent.size)
        sizes = (await tx.session.execute(gone)).scalars().all()
        await give_back(tx, {visit.account_id: sum(sizes)})
        await tx.session.delete(visit)
        tx.audit(by.actor, by.account_id, "visit.removed", "visit", visit.id, events=len(sizes))
        _tell(tx, visit, "browser_session:deleted")


async def watch(db: Database, visit_id: UUID, by: Operator) -> Visit:
    """Somebody begins to look on; the trail keeps that they did. Raises NotFound."""
    async with db.begin() as tx:
        visit = await get_visit(tx, by.account_id, visit_id)
        tx.audit(by.actor, by.account_id, "visit.watched", "visit", visit.id)
        return visit


def _tell(tx: Tx, visit: Visit, event: str) -> None:
    tx.announce(topics.visitors(visit.account_id), event, {"id": str(visit.id)})
