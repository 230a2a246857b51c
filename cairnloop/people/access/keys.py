"""API keys: made with scopes and an end, listed, revoked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update

from cairnloop.errors import Forbidden, Invalid, NotFound
from cairnloop.kernel.database import Database, Tx
from cairnloop.kernel.security import new_token, token_hash
from cairnloop.people.access import leaving
from cairnloop.people.access.scopes import ALL, check_scopes, permissions_of
from cairnloop.people.events import Access, AccessChanged
from cairnloop.people.identity import Operator
from cairnloop.people.tables import ApiKey

# The job that closes what was opened with a key whose time has come.
END_KEY = "end_key"
PREFIX = "cl_key"
HINT_LENGTH = 12
LISTED = 200
# `last_used_at` is as precise as this, so that a busy script costs one write a minute.
USED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key just made. `secret` exists only here."""

    row: ApiKey
    secret: str


async def add_key(
    tx: Tx,
    account_id: UUID,
    user_id: int,
    label: str,
    *,
    scopes: Sequence[str] = (ALL,),
    expires_at: datetime | None = None,
) -> NewKey:
    secret = new_token(PREFIX)
    row = ApiKey(
        id=tx.new_id(),
        user_id=user_id,
        account_id=account_id,
        label=label,
        hint=secret[:HINT_LENGTH],
        key_hash=token_hash(secret),
        scopes=list(scopes),
        created_at=tx.now,
        expires_at=expires_at,
        last_used_at=None,
        revoked_at=None,
    )
    tx.session.add(row)
    await tx.session.flush()
    if expires_at is not None:
        tx.enqueue(END_KEY, run_at=expires_at, key_id=row.id)
    return NewKey(row, secret)


async def create_key(
    db: Database,
    label: str,
    by: Operator,
    *,
    scopes: Sequence[str] = (ALL,),
    expires_at: datetime | None = None,
    address: str = "",
) -> NewKey:
    """A key that acts with its owner's role, as far as its scopes go and until it ends.

    Raises Forbidden where it would be allowed more, or for longer, than the key that asks for it.
    """
    if not label.strip():
        raise Invalid.field("label", "say what the key is for")
    chosen = check_scopes(scopes)
    _require_no_more(chosen, expires_at, by)
    async with db.begin() as tx:
        if expires_at is not None and expires_at <= tx.now:
            raise Invalid.field("expires_at", "has passed already")
        label = label.strip()[:200]
        key = await add_key(tx, by.account_id, by.user_id, label, scopes=chosen, expires_at=expires_at)
        tx.audit(by.actor, by.account_id, "api_key.created", "api_key", key.row.id, label=label, scopes=chosen)
        made = AccessChanged(by.account_id, by.user_id, Access.KEY_MADE, address, key_id=key.row.id, key_label=label)
        await tx.emit(made)
        return key


def _require_no_more(scopes: Sequence[str], expires_at: datetime | None, by: Operator) -> None:
    wanted = permissions_of(scopes)
    if by.scopes is not None and (wanted is None or not wanted <= by.scopes):
        raise Forbidden("A key cannot make one that may do more than itself; name fewer scopes.")
    if by.until is not None and (expires_at is None or expires_at > by.until):
        raise Forbidden("A key that ends cannot make one that outlives it; give an earlier expires_at.")


async def list_keys(tx: Tx, by: Operator) -> Sequence[ApiKey]:
    """In the order they were made. Of very many those that work, and the newest: they hide none."""
    query = select(ApiKey).where(ApiKey.account_id == by.account_id, ApiKey.user_id == by.user_id)
    first = (ApiKey.revoked_at.is_not(None), ApiKey.created_at.desc())
    found = (await tx.session.execute(query.order_by(*first).limit(LISTED))).scalars()
    return sorted(found, key=lambda key: key.created_at)


async def get_key(tx: Tx, key_id: UUID, by: Operator) -> ApiKey:
    """One's own key. Raises NotFound."""
    query = select(ApiKey).where(ApiKey.account_id == by.account_id, ApiKey.user_id == by.user_id)
    row = (await tx.session.execute(query.where(ApiKey.id == key_id))).scalar_one_or_none()
    if row is None:
        raise NotFound("no such key")
    return row


async def revoke_key(db: Database, key_id: UUID, by: Operator) -> ApiKey:
    """The key stops working at once. Revoking it again changes nothing."""
    async with db.begin() as tx:
        row = await get_key(tx, key_id, by)
        if row.revoked_at is None:
            row.revoked_at = tx.now
            leaving.end(tx, row.id)
            tx.audit(by.actor, by.account_id, "api_key.revoked", "api_key", row.id, label=row.label)
        return row


async def end_key(db: Database, key_id: UUID) -> None:
    """Close what was opened with a key whose time has come. The key itself has stopped working."""
    async with db.begin() as tx:
        key = await tx.session.get(ApiKey, key_id)
        if key is not None and key.expires_at is not None and key.expires_at <= tx.now:
            leaving.end(tx, key.id)


async def mark_used(db: Database, key_id: UUID) -> None:
    async with db.begin() as tx:
        await tx.session.execute(update(ApiKey).where(ApiKey.id == key_id).values(last_used_at=tx.now))
