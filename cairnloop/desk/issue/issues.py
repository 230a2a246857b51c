"""Issues: opened, changed, found, removed, and told to whoever listens for the customers who wait for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, tuple_

from cairnloop.desk import topics
from cairnloop.desk.issue.rules import Ends, State, ends
from cairnloop.desk.issue.shapes import issue_out
from cairnloop.desk.issue.tables import CustomerIssue, Issue
from cairnloop.errors import NotFound
from cairnloop.kernel.database import Database, Tx
from cairnloop.people.identity import Operator
from cairnloop.people.users import get_user
from cairnloop.wire.issues import IssueChangeWords, NewIssueWords

# As many customers wait for one issue, so that whoever tells them all is done soon.
MOST_CUSTOMERS = 500


@dataclass(frozen=True, slots=True)
class Asked:
    """Which issues: in one state, at one address, or those that one customer waits for."""

    state: State | None = None
    github_issue_url: str | None = None
    customer_id: UUID | None = None


async def open_issue(db: Database, words: NewIssueWords, by: Operator) -> Issue:
    async with db.begin() as tx:
        await _require_assignee(tx, words.assignee_id, by)
        issue = Issue(
            id=tx.new_id(),
            account_id=by.account_id,
            creator_id=by.user_id,
            created_at=tx.now,
            updated_at=tx.now,
            **words.model_dump(),
        )
        _end(tx, issue)
        tx.session.add(issue)
        await tx.session.flush()
        tx.audit(by.actor, by.account_id, "issue.opened", "issue", issue.id)
        tell_operators(tx, issue, "issue:created")
        return issue


async def change_issue(db: Database, issue_id: UUID, words: IssueChangeWords, by: Operator) -> Issue:
    """What is said anew. What is so already leaves no line in the trail."""
    async with db.begin() as tx:
        issue = await get_issue(tx, by.account_id, issue_id, lock=True)
        said = words.model_dump(exclude_unset=True)
        if said.get("assignee_id") != issue.assignee_id:
            await _require_assignee(tx, said.get("assignee_id"), by)
        changed = {name: value for name, value in said.items() if getattr(issue, name) != value}
        if changed:
            for name, value in changed.items():
                setattr(issue, name, value)
            _end(tx, issue)
            issue.updated_at = tx.now
            tx.audit(
                by.actor, by.account_id, "issue.changed", "issue", issue.id, fields=sorted(changed), state=issue.state
            )
            tell_operators(tx, issue, "issue:updated")
            for customer_id in await _who_wait(tx, issue):
                tx.announce(topics.issues(customer_id), "issue:updated", dict(issue_out(issue)))
        return issue


async def remove_issue(db: Database, issue_id: UUID, by: Operator) -> None:
    """It goes, and nobody waits for it any more."""
    async with db.begin() as tx:
        issue = await get_issue(tx, by.account_id, issue_id, lock=True)
        waiting = delete(CustomerIssue).where(
            CustomerIssue.account_id == by.account_id, CustomerIssue.issue_id == issue.id
        )
        await tx.session.execute(waiting)
        await tx.session.delete(issue)
        tx.audit(by.actor, by.account_id, "issue.removed", "issue", issue.id)
        tell_operators(tx, issue, "issue:deleted")


def tell_operators(tx: Tx, issue: Issue, event: str) -> None:
    tx.announce(topics.operators(issue.account_id), event, {"id": str(issue.id), "issue": issue_out(issue)})


async def _require_assignee(tx: Tx, user_id: int | None, by: Operator) -> None:
    if user_id is not None:
        await get_user(tx, by.account_id, user_id)


def _end(tx: Tx, issue: Issue) -> None:
    now = ends(State(issue.state), Ends(issue.finished_at, issue.closed_at), tx.now)
    issue.finished_at, issue.closed_at = now.finished_at, now.closed_at


async def _who_wait(tx: Tx, issue: Issue) -> Sequence[UUID]:
    query = select(CustomerIssue.customer_id)
    query = query.where(CustomerIssue.account_id == issue.account_id, CustomerIssue.issue_id == issue.id)
    return (await tx.session.execute(query.limit(MOST_CUSTOMERS))).scalars().all()


async def get_issue(tx: Tx, account_id: UUID, issue_id: UUID, *, lock: bool = False) -> Issue:
    """Raises NotFound, also for another account's issue."""
    query = select(Issue).where(Issue.account_id == account_id, Issue.id == issue_id)
    issue = (await tx.session.execute(query.with_for_update() if lock else query)).scalar_one_or_none()
    if issue is None:
        raise NotFound("no such issue")
    return issue


async def list_issues(
    tx: Tx, account_id: UUID, asked: Asked, *, before: tuple[datetime, UUID] | None = None, limit: int = 50
) -> Sequence[Issue]:
    """Newest first."""
    query = select(Issue).where(Issue.account_id == account_id)
    if asked.state is not None:
        query = query.where(Issue.state == asked.state.value)
    if asked.github_issue_url is not None:
        query = query.where(Issue.github_issue_url == asked.github_issue_url)
    if asked.customer_id is not None:
        theirs = select(CustomerIssue.issue_id).where(CustomerIssue.customer_id == asked.customer_id)
        query = query.where(Issue.id.in_(theirs))
    if before is not None:
        query = query.where(tuple_(Issue.created_at, Issue.id) < before)
    order = (Issue.created_at.desc(), Issue.id.desc())
    return (await tx.session.execute(query.order_by(*order).limit(limit))).scalars().all()
