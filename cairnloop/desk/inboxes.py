"""Inboxes and the look of their widget."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from cairnloop.desk.tables import Inbox, WidgetSettings
from cairnloop.errors import NotFound
from cairnloop.kernel.database import Database, Tx
from cairnloop.people.accounts import get_account
from cairnloop.people.identity import Operator
from cairnloop.people.tables import Account


async def add_primary_inbox(tx: Tx, account_id: UUID, draft_policy: str) -> Inbox:
    """Every account starts with one inbox; what comes without an inbox id lands there."""
    inbox = Inbox(
        id=tx.new_id(),
        account_id=account_id,
        name="Primary inbox",
        slug="primary",
        is_primary=True,
        draft_policy=draft_policy,
        created_at=tx.now,
        updated_at=tx.now,
    )
    tx.session.add(inbox)
    await tx.session.flush()
    return inbox


async def inbox_for(tx: Tx, account_id: UUID, inbox_id: UUID | None) -> Inbox:
    """The inbox asked for, else the account's primary one. Raises NotFound."""
    query = select(Inbox).where(Inbox.account_id == account_id)
    query = query.where(Inbox.is_primary.is_(True)) if inbox_id is None else query.where(Inbox.id == inbox_id)
    inbox = (await tx.session.execute(query.limit(1))).scalar_one_or_none()
    if inbox is None:
        raise NotFound("no such inbox")
    return inbox


async def widget_settings(db: Database, account_id: UUID, inbox_id: UUID | None) -> tuple[WidgetSettings, Account]:
    """The widget's settings of an inbox, created on first use. Raises NotFound for an unknown account or inbox."""
    async with db.read() as tx:
        account = await get_account(tx, account_id)
        inbox = await inbox_for(tx, account_id, inbox_id)
        settings = await _settings(tx, inbox.id)
        if settings is not None:
            return settings, account
    async with db.begin() as tx:
        settings = await _settings(tx, inbox.id)
        if settings is None:
            settings = WidgetSettings(
                id=tx.new_id(),
                account_id=account_id,
                inbox_id=inbox.id,
                values={},
                created_at=tx.now,
                updated_at=tx.now,
            )
            tx.session.add(settings)
        return settings, account


async def widget_seen(db: Database, account_id: UUID, inbox_id: UUID | None) -> WidgetSettings:
    """A page with the widget was opened somewhere."""
    settings, _ = await widget_settings(db, account_id, inbox_id)
    async with db.begin() as tx:
        row = await tx.session.get_one(WidgetSettings, settings.id)
        row.last_seen_at = tx.now
        return row


async def _settings(tx: Tx, inbox_id: UUID) -> WidgetSettings | None:
    query = select(WidgetSettings).where(WidgetSettings.inbox_id == inbox_id)
    return (await tx.session.execute(query)).scalar_one_or_none()


async def list_inboxes(tx: Tx, account_id: UUID) -> Sequence[Inbox]:
    """The account's inboxes, the primary one first."""
    query = select(Inbox).where(Inbox.account_id == account_id).order_by(Inbox.is_primary.desc(), Inbox.name)
    return (await tx.session.execute(query.limit(200))).scalars().all()


async def change_inbox(
    db: Database, inbox_id: UUID, by: Operator, *, name: str | None = None, draft_policy: str | None = None
) -> Inbox:
    """Rename an inbox, or change what it lets a draft do by itself. Drafts made before keep the policy they saw."""
    async with db.begin() as tx:
        inbox = await inbox_for(tx, by.account_id, inbox_id)
        before = inbox.draft_policy
        inbox.name, inbox.draft_policy = name or inbox.name, draft_policy or before
        inbox.updated_at = tx.now
        tx.audit(by.actor, by.account_id, "inbox.changed", "inbox", inbox.id, before=before, after=inbox.draft_policy)
        return inbox
