"""What several admins may change: who decides on an older version is told whose the newer one is."""

from uuid import UUID

from sqlalchemy import select

from cairnloop.desk.tables import Inbox
from cairnloop.errors import Stale
from cairnloop.kernel.audit import AuditEntry
from cairnloop.kernel.database import Tx
from cairnloop.people.tables import Account

# What the trail calls a change that makes another version. Hours are of the version of what they are the hours of.
OF_INBOX, OF_ACCOUNT = ("inbox.changed", "hours.changed", "hours.removed"), ("account.changed", "hours.changed")
OF_WIDGET = ("widget.changed",)
OF_CONTEXT = ("context.changed", "context.removed")


async def require_seen(tx: Tx, row: Inbox | Account, seen: int | None) -> None:
    """Raises Stale unless the locked row is of the version that was `seen`; of who does not say, nothing is asked."""
    if isinstance(row, Inbox):
        await require_version(tx, row.version, seen, of=(row.account_id, row.id, OF_INBOX))
    else:
        await require_version(tx, row.version, seen, of=(row.id, row.id, OF_ACCOUNT))


async def require_version(tx: Tx, version: int, seen: int | None, *, of: tuple[UUID, UUID, tuple[str, ...]]) -> None:
    """The same for what is set of an inbox or account: `of` says by which lines of the trail somebody changed it."""
    if seen is not None and seen != version:
        who = await _changed_last(tx, *of)
        raise Stale(f"{who} has changed this since you opened it. Look again and decide.")


async def _changed_last(tx: Tx, account_id: UUID, subject_id: UUID, actions: tuple[str, ...]) -> str:
    query = select(AuditEntry.actor_label).where(
        AuditEntry.account_id == account_id, AuditEntry.subject_id == str(subject_id), AuditEntry.action.in_(actions)
    )
    newest = query.order_by(AuditEntry.seq.desc()).limit(1)
    return (await tx.session.execute(newest)).scalar_one_or_none() or "Somebody"
