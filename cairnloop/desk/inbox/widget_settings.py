"""The settings of widgets: made on first use, changed by admins, and seen by every page that opens one."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from cairnloop.desk.inbox.inboxes import get_inbox, hold, inbox_for, primary_inbox
from cairnloop.desk.tables import Inbox, WidgetSettings
from cairnloop.desk.versions import OF_WIDGET, require_version
from cairnloop.kernel.database import Database, Tx
from cairnloop.people.accounts import get_account
from cairnloop.people.identity import Operator
from cairnloop.people.tables import Account


async def widget_settings(db: Database, account_id: UUID, inbox_id: UUID | None) -> tuple[WidgetSettings, Account]:
    """The widget's settings of an inbox, created on first use. Raises NotFound for an unknown account or inbox."""
    async with db.read() as tx:
        account = await get_account(tx, account_id)
        inbox = await inbox_for(tx, account_id, inbox_id)
        settings = await _settings(tx, inbox.id)
        if settings is not None:
            return settings, account
    async with db.begin() as tx:
        return await made(tx, inbox), account


async def widget_seen(db: Database, account_id: UUID, inbox_id: UUID | None) -> WidgetSettings:
    """A page with the widget was opened somewhere."""
    settings, _ = await widget_settings(db, account_id, inbox_id)
    async with db.begin() as tx:
        row = await tx.session.get_one(WidgetSettings, settings.id)
        row.last_seen_at = tx.now
        return row


async def change_widget_settings(
    db: Database, inbox_id: UUID | None, given: Mapping[str, Any], by: Operator, *, seen: int | None = None
) -> tuple[WidgetSettings, Account]:
    """Change what is given; what is None or empty is the default again. Raises Stale."""
    async with db.begin() as tx:
        account = await get_account(tx, by.account_id)
        if inbox_id is None:
            inbox = await primary_inbox(tx, by.account_id)
        else:
            inbox = await get_inbox(tx, by.account_id, inbox_id)
        row = await made(tx, inbox, lock=True)
        await require_version(tx, row.version, seen, of=(by.account_id, inbox.id, OF_WIDGET))
        before = row.values
        changed = before | dict(given)
        row.values = {name: value for name, value in changed.items() if value is not None and value != ""}
        row.version, row.updated_at = row.version + 1, tx.now
        fields = sorted(name for name in changed if before.get(name) != row.values.get(name))
        tx.audit(by.actor, by.account_id, "widget.changed", "inbox", inbox.id, fields=fields)
        return row, account


async def made(tx: Tx, inbox: Inbox, *, lock: bool = False) -> WidgetSettings:
    """Those of an inbox, made where nobody has asked for them yet."""
    settings = await _settings(tx, inbox.id, lock=lock)
    if settings is None:
        await hold(tx, inbox.account_id)
        settings = await _settings(tx, inbox.id, lock=lock)
    if settings is None:
        settings = WidgetSettings(
            id=tx.new_id(),
            account_id=inbox.account_id,
            inbox_id=inbox.id,
            values={},
            version=1,
            created_at=tx.now,
            updated_at=tx.now,
        )
        tx.session.add(settings)
    return settings


async def _settings(tx: Tx, inbox_id: UUID, *, lock: bool = False) -> WidgetSettings | None:
    query = select(WidgetSettings).where(WidgetSettings.inbox_id == inbox_id)
    return (await tx.session.execute(query.with_for_update() if lock else query)).scalar_one_or_none()
