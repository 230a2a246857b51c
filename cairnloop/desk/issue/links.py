"""Who waits for an issue: customers are linked to it and taken off it, and come along when they are merged."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from cairnloop.desk import topics
from cairnloop.desk.issue.issues import MOST_CUSTOMERS, get_issue, tell_operators
from cairnloop.desk.issue.shapes import issue_out
from cairnloop.desk.issue.tables import CustomerIssue, Issue
from cairnloop.errors import Conflict
from cairnloop.kernel.database import Database, Tx
from cairnloop.people.customer.customers import get_customer
from cairnloop.people.events import CustomersMerged
from cairnloop.people.identity import Operator
from cairnloop.wire.issues import IssueOut

# So many stand on a customer's card; lists of issues go on.
SHOWN = 100
CROWDED = f"{MOST_CUSTOMERS} customers wait for this issue, and no more can; open another one"


async def link(db: Database, customer_id: UUID, issue_id: UUID, by: Operator) -> list[IssueOut]:
    """What the customer waits for now. An issue that is linked already changes nothing."""
    async with db.begin() as tx:
        customer = await get_customer(tx, by.account_id, customer_id, lock=True)
        issue = await get_issue(tx, by.account_id, issue_id, lock=True)
        row = {"customer_id": customer.id, "issue_id": issue.id, "account_id": by.account_id, "created_at": tx.now}
        if await _insert(tx, [row]):
            await _require_room(tx, issue)
            tx.audit(by.actor, by.account_id, "issue.linked", "issue", issue.id, customer=str(customer.id))
            tx.announce(topics.issues(customer.id), "issue:created", dict(issue_out(issue)))
            tell_operators(tx, issue, "issue:updated")
        return (await issues_of(tx, [customer.id]))[customer.id]


async def unlink(db: Database, customer_id: UUID, issue_id: UUID, by: Operator) -> list[IssueOut]:
    """What the customer waits for now."""
    async with db.begin() as tx:
        customer = await get_customer(tx, by.account_id, customer_id, lock=True)
        issue = await get_issue(tx, by.account_id, issue_id)
        waiting = delete(CustomerIssue).where(
            CustomerIssue.customer_id == customer.id, CustomerIssue.issue_id == issue.id
        )
        if (await tx.session.execute(waiting.returning(CustomerIssue.issue_id))).first() is not None:
            tx.audit(by.actor, by.account_id, "issue.unlinked", "issue", issue.id, customer=str(customer.id))
            tell_operators(tx, issue, "issue:updated")
        return (await issues_of(tx, [customer.id]))[customer.id]


async def carry(tx: Tx, events: Sequence[CustomersMerged]) -> None:
    """A reaction: what customers waited for who were merged, those wait for who they turned out to be."""
    for event in events:
        waited = delete(CustomerIssue).where(CustomerIssue.customer_id == event.merged)
        gone = await tx.session.execute(waited.returning(CustomerIssue.issue_id, CustomerIssue.created_at))
        rows = [
            {"customer_id": event.customer_id, "issue_id": issue_id, "account_id": event.account_id, "created_at": at}
            for issue_id, at in gone.all()
        ]
        await _insert(tx, rows)


async def issues_of(tx: Tx, customer_ids: Collection[UUID]) -> dict[UUID, list[IssueOut]]:
    """The issues that each of these customers waits for, the newest first."""
    found: dict[UUID, list[IssueOut]] = {one: [] for one in customer_ids}
    if found:
        query = select(CustomerIssue.customer_id, Issue).join(Issue, CustomerIssue.issue_id == Issue.id)
        query = query.where(CustomerIssue.customer_id.in_(customer_ids))
        for one, issue in await tx.session.execute(query.order_by(Issue.created_at.desc(), Issue.id.desc())):
            if len(found[one]) < SHOWN:
                found[one].append(issue_out(issue))
    return found


async def _insert(tx: Tx, rows: Sequence[dict[str, Any]]) -> bool:
    """Whether any of these was not linked yet."""
    if not rows:
        return False
    insert: Any = (sqlite_insert if tx.dialect == "sqlite" else postgres_insert)(CustomerIssue)
    fresh = await tx.session.execute(insert.values(rows).on_conflict_do_nothing().returning(CustomerIssue.issue_id))
    return bool(fresh.all())


async def _require_room(tx: Tx, issue: Issue) -> None:
    query = select(func.count()).select_from(CustomerIssue)
    query = query.where(CustomerIssue.account_id == issue.account_id, CustomerIssue.issue_id == issue.id)
    if (await tx.session.execute(query)).scalar_one() > MOST_CUSTOMERS:
        raise Conflict(CROWDED)
