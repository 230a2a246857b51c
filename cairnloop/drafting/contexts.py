"""Keeping what administrators write about the business, and finding what a conversation's drafts go by."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, or_, select

from cairnloop.desk.inbox.inboxes import get_inbox, hold
from cairnloop.desk.versions import OF_CONTEXT, require_version
from cairnloop.drafting.business import BusinessContext, read_business
from cairnloop.drafting.context_tables import BusinessContextRow
from cairnloop.errors import Invalid, NotFound
from cairnloop.kernel.database import Database, Tx
from cairnloop.people.identity import Operator
from cairnloop.wire.context import BusinessContextOut
from cairnloop.wire.people import naive

# Names of one thing: what is written under one is answered under both.
SAME = ("instructions", "additional_context")
LONGEST = 100_000

# Put together once: every draft asks it. The inbox's own comes before the account's.
_FOR_DRAFTS = (
    select(BusinessContextRow)
    .where(
        BusinessContextRow.account_id == bindparam("account"),
        or_(BusinessContextRow.inbox_id == bindparam("inbox"), BusinessContextRow.inbox_id.is_(None)),
    )
    .order_by(BusinessContextRow.inbox_id.is_(None))
    .limit(1)
)


async def context_for(tx: Tx, account_id: UUID, inbox_id: UUID) -> BusinessContext | None:
    """Whom drafts in this inbox speak for; None when nobody has written it."""
    asked = {"account": account_id, "inbox": inbox_id}
    row = (await tx.session.execute(_FOR_DRAFTS, asked)).scalar_one_or_none()
    return None if row is None else read_business(row.written)


async def get_context(tx: Tx, account_id: UUID, inbox_id: UUID | None) -> BusinessContextRow:
    """What was written for the account, or for one inbox. Raises NotFound when nothing was."""
    if inbox_id is not None:
        await get_inbox(tx, account_id, inbox_id)
    row = await _row(tx, account_id, inbox_id)
    if row is None:
        raise NotFound("no business context was written yet")
    return row


async def put_context(
    db: Database, inbox_id: UUID | None, given: Mapping[str, Any], by: Operator, *, seen: int | None = None
) -> BusinessContextRow:
    """Write it, or change what is given of it; None takes a field away. Raises Invalid naming the field, and Stale.

    Who `seen` 0 has seen that nothing was written yet.
    """
    async with db.begin() as tx:
        await hold(tx, by.account_id)
        if inbox_id is not None:
            await get_inbox(tx, by.account_id, inbox_id)
        row = await _row(tx, by.account_id, inbox_id, lock=True)
        kind, subject = ("account", by.account_id) if inbox_id is None else ("inbox", inbox_id)
        await require_version(tx, 0 if row is None else row.version, seen, of=(by.account_id, subject, OF_CONTEXT))
        if row is None:
            row = BusinessContextRow(
                id=tx.new_id(), account_id=by.account_id, inbox_id=inbox_id, created_at=tx.now, written={}, version=0
            )
            tx.session.add(row)
        row.written, row.version, row.updated_at = _written(row.written, given), row.version + 1, tx.now
        tx.audit(by.actor, by.account_id, "context.changed", kind, subject, fields=sorted(given))
        return row


async def forget_context(db: Database, inbox_id: UUID, by: Operator) -> BusinessContextRow:
    """Let the drafts of an inbox go by the account's context again."""
    async with db.begin() as tx:
        row = await get_context(tx, by.account_id, inbox_id)
        await tx.session.delete(row)
        tx.audit(by.actor, by.account_id, "context.removed", "inbox", inbox_id)
        return row


def _written(before: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    said = dict(given)
    named = [said.pop(name) for name in SAME if name in said]
    if named:
        texts = dict.fromkeys(text.strip() for text in named if text and text.strip())
        if len(texts) > 1:
            raise Invalid.field("additional_context", "is the same thing as instructions; give one of them")
        said["additional_context"] = next(iter(texts), None)
    written = {name: value for name, value in {**before, **said}.items() if value is not None}
    read_business(written)
    if len(str(written)) > LONGEST:
        raise Invalid.field("business_context", f"is longer than {LONGEST} characters")
    return written


async def _row(tx: Tx, account_id: UUID, inbox_id: UUID | None, *, lock: bool = False) -> BusinessContextRow | None:
    mine = BusinessContextRow.inbox_id.is_(None) if inbox_id is None else BusinessContextRow.inbox_id == inbox_id
    query = select(BusinessContextRow).where(BusinessContextRow.account_id == account_id, mine)
    return (await tx.session.execute(query.with_for_update() if lock else query)).scalar_one_or_none()


def context_out(row: BusinessContextRow) -> BusinessContextOut:
    said = row.written
    instructions = said.get("additional_context")
    return {
        "id": str(row.id),
        "object": "business_context",
        "account_id": str(row.account_id),
        "inbox_id": None if row.inbox_id is None else str(row.inbox_id),
        "version": row.version,
        "business_name": said["business_name"],
        "business_description": said.get("business_description"),
        "instructions": instructions,
        "additional_context": instructions,
        "services": said.get("services"),
        "faqs": said.get("faqs"),
        "scheduling_link": said.get("scheduling_link"),
        "inserted_at": naive(row.created_at),
        "created_at": naive(row.created_at),
        "updated_at": naive(row.updated_at),
    }
