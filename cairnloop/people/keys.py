"""API keys: made, listed, revoked, and recognised."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select, update

from cairnloop.errors import Invalid, NotFound
from cairnloop.kernel.database import Database, Tx
from cairnloop.kernel.security import new_token, token_hash
from cairnloop.people import leaving
from cairnloop.people.identity import Operator
from cairnloop.people.tables import ApiKey

PREFIX = "cl_key"
HINT_LENGTH = 12
# `last_used_at` is as precise as this, so that a busy script costs one write a minute.
USED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key just made. `secret` exists only here."""

    row: ApiKey
    secret: str


async def add_key(tx: Tx, account_id: UUID, user_id: int, label: str) -> NewKey:
    secret = new_token(PREFIX)
    row = ApiKey(
        id=tx.new_id(),
        user_id=user_id,
        account_id=account_id,
        label=label,
        hint=secret[:HINT_LENGTH],
        key_hash=token_hash(secret),
        created_at=tx.now,
        last_used_at=None,
        revoked_at=None,
    )
    tx.session.add(row)
    await tx.session.flush()
    return NewKey(row, secret)


async def create_key(db: Database, label: str, by: Operator) -> NewKey:
    """A key that acts with its owner's role."""
    if not label.strip():
        raise Invalid.field("label", "say what the key is for")
    async with db.begin() as tx:
        key = await add_key(tx, by.account_id, by.user_id, label.strip()[:200])
        tx.audit(by.actor, by.account_id, "api_key.created", "api_key", key.row.id, label=key.row.label)
        return key


async def list_keys(tx: Tx, by: Operator) -> Sequence[ApiKey]:
    query = select(ApiKey).where(ApiKey.account_id == by.account_id, ApiKey.user_id == by.user_id)
    return (await tx.session.execute(query.order_by(ApiKey.created_at).limit(200))).scalars().all()


async def revoke_key(db: Database, key_id: UUID, by: Operator) -> ApiKey:
    """The key stops working at once. Revoking it again changes nothing."""
    async with db.begin() as tx:
        query = select(ApiKey).where(ApiKey.account_id == by.account_id, ApiKey.user_id == by.user_id)
        row = (await tx.session.execute(query.where(ApiKey.id == key_id))).scalar_one_or_none()
        if row is None:
            raise NotFound("no such key")
        if row.revoked_at is None:
            row.revoked_at = tx.now
            leaving.end(tx, row.id)
            tx.audit(by.actor, by.account_id, "api_key.revoked", "api_key", row.id, label=row.label)
        return row


async def mark_used(db: Database, key_id: UUID) -> None:
    async with db.begin() as tx:
        await tx.session.execute(update(ApiKey).where(ApiKey.id == key_id).values(last_used_at=tx.now))
