"""Entrances of inboxes: which pages may come in by each, and whether it takes external ids that nobody proved."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from cairnloop.desk.tables import Inbox
from cairnloop.errors import Conflict, NotFound
from cairnloop.kernel.database import Database, Tx
from cairnloop.people.access.tables import Entrance
from cairnloop.people.identity import Operator
from cairnloop.people.proof.entrances import check_origin, get_entrance, require_allowed
from cairnloop.people.proof.identity_keys import list_identity_keys
from cairnloop.people.tables import Customer


async def entrance_of(tx: Tx, account_id: UUID, inbox_id: UUID) -> Entrance | None:
    """None for an inbox that asks nothing. Raises NotFound, also for another account's inbox."""
    # Also one that was given up: pages that still name it come in by it.
    known = select(Inbox.id).where(Inbox.account_id == account_id, Inbox.id == inbox_id)
    if (await tx.session.execute(known)).first() is None:
        raise NotFound("no such inbox")
    return await get_entrance(tx, account_id, inbox_id)


async def change_entrance(
    db: Database,
    inbox_id: UUID,
    by: Operator,
    *,
    enforce_identity: bool | None = None,
    allowed_origins: Sequence[str] | None = None,
) -> Entrance:
    """Change what an inbox asks; None leaves it. Raises Conflict when nobody could prove anything."""
    origins = None if allowed_origins is None else list(dict.fromkeys(map(check_origin, allowed_origins)))
    async with db.begin() as tx:
        its = select(Inbox.id).where(Inbox.account_id == by.account_id, Inbox.id == inbox_id)
        await tx.session.execute(its.with_for_update())
        row = await entrance_of(tx, by.account_id, inbox_id)
        if enforce_identity and not await list_identity_keys(tx, by.account_id):
            raise Conflict("make an identity key first: without one no site could vouch for its customers")
        if row is None:
            asks = {"enforce_identity": False, "allowed_origins": [], "created_at": tx.now, "updated_at": tx.now}
            row = Entrance(inbox_id=inbox_id, account_id=by.account_id, **asks)
            tx.session.add(row)
        row.enforce_identity = row.enforce_identity if enforce_identity is None else enforce_identity
        row.allowed_origins = row.allowed_origins if origins is None else origins
        row.updated_at = tx.now
        after = {"enforce_identity": row.enforce_identity, "allowed_origins": row.allowed_origins}
        tx.audit(by.actor, by.account_id, "inbox.entrance_changed", "inbox", inbox_id, after=after)
        return row


async def require_page(
    tx: Tx, origin: str | None, account_id: UUID, inbox_id: UUID | None, *, primary: bool = False
) -> None:
    """Raises WrongOrigin unless a page of this origin may come in by this inbox."""
    if origin is not None:
        require_allowed(origin, await origins_of(tx, account_id, inbox_id, primary=primary))


async def origins_of(tx: Tx, account_id: UUID, inbox_id: UUID | None, *, primary: bool = False) -> list[list[str]]:
    """The origins that each inbox in question lists; one is enough that lists none or the right one.

    Where no inbox is named it is the `primary` one that is meant, or any: customers belong to all of them.
    """
    query = select(Inbox.id, Entrance.allowed_origins).where(Inbox.account_id == account_id)
    if inbox_id is not None:
        query = query.where(Inbox.id == inbox_id)
    elif primary:
        query = query.where(Inbox.is_primary.is_(True))
    else:
        query = query.where(Inbox.archived_at.is_(None))
    rows = (await tx.session.execute(query.outerjoin(Entrance, Entrance.inbox_id == Inbox.id))).all()
    return [row.allowed_origins or [] for row in rows]


async def account_of(tx: Tx, customer_id: UUID) -> UUID | None:
    query = select(Customer.account_id).where(Customer.id == customer_id)
    return (await tx.session.execute(query)).scalar_one_or_none()
