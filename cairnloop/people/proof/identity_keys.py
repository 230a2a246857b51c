"""The keys with which a site vouches for its customers: two at most, so that one can take over from the other."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, select

from cairnloop.errors import ConfigError, Conflict, NotFound
from cairnloop.kernel.database import Database, Tx
from cairnloop.kernel.sealing import Sealer
from cairnloop.kernel.security import new_token
from cairnloop.people.access.keys import HINT_LENGTH
from cairnloop.people.access.tables import IdentityKey
from cairnloop.people.identity import Operator
from cairnloop.people.tables import Account

PREFIX = "cl_sign"
MOST = 2


@dataclass(frozen=True, slots=True)
class NewIdentityKey:
    """A key just made. `secret` is shown this once; the bytes of this very text are the key."""

    row: IdentityKey
    secret: str


async def make_identity_key(db: Database, sealer: Sealer, by: Operator) -> NewIdentityKey:
    """Raises Conflict when two are live, and when the house has no key to seal with."""
    secret = new_token(PREFIX)
    try:
        sealed = sealer.seal(secret)
    except ConfigError as error:
        raise Conflict(f"This house cannot keep secrets: {error.detail}.") from error
    async with db.begin() as tx:
        # Two who make one at the same time shall not make three.
        await tx.session.execute(select(Account.id).where(Account.id == by.account_id).with_for_update())
        if len(await list_identity_keys(tx, by.account_id)) >= MOST:
            raise Conflict(f"{MOST} keys are live already; delete the one that is not used any more")
        hint = secret[:HINT_LENGTH]
        row = IdentityKey(id=tx.new_id(), account_id=by.account_id, hint=hint, sealed_secret=sealed, created_at=tx.now)
        tx.session.add(row)
        tx.audit(by.actor, by.account_id, "identity_key.made", "identity_key", row.id)
        return NewIdentityKey(row, secret)


async def list_identity_keys(tx: Tx, account_id: UUID) -> Sequence[IdentityKey]:
    query = select(IdentityKey).where(IdentityKey.account_id == account_id).order_by(IdentityKey.created_at)
    return (await tx.session.execute(query)).scalars().all()


async def delete_identity_key(db: Database, key_id: UUID, by: Operator) -> None:
    """What is signed with it proves nothing any more, at once. Raises NotFound."""
    async with db.begin() as tx:
        gone = delete(IdentityKey).where(IdentityKey.account_id == by.account_id, IdentityKey.id == key_id)
        if (await tx.session.execute(gone.returning(IdentityKey.id))).first() is None:
            raise NotFound("no such key")
        tx.audit(by.actor, by.account_id, "identity_key.deleted", "identity_key", key_id)


async def live_secrets(tx: Tx, sealer: Sealer, account_id: UUID) -> dict[str, bytes]:
    """The account's keys by their ids, opened."""
    return {str(row.id): sealer.open(row.sealed_secret).encode() for row in await list_identity_keys(tx, account_id)}
