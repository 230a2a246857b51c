"""The account as a whole: what its admins set, and how published clients see it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from cairnloop.desk.hours import calendars, keeping
from cairnloop.desk.hours.calendars import Calendar
from cairnloop.desk.inbox.inboxes import hold
from cairnloop.desk.inbox.widget import account_brief, settings_basic_out
from cairnloop.desk.tables import Inbox, WidgetSettings
from cairnloop.desk.versions import require_seen
from cairnloop.kernel.database import Database, Tx
from cairnloop.people import account_settings
from cairnloop.people.accounts import get_account
from cairnloop.people.events import AccountChanged
from cairnloop.people.identity import Operator
from cairnloop.people.shapes import user_out
from cairnloop.people.tables import Account, User
from cairnloop.people.users import list_users
from cairnloop.wire.accounts import AccountOut
from cairnloop.wire.people import naive

USERS = 200


async def change_account(db: Database, given: Mapping[str, Any], by: Operator, *, seen: int | None = None) -> Account:
    """Change what is given of the operator's account, under the names of the wire. Raises Stale."""
    async with db.begin() as tx:
        await hold(tx, by.account_id)
        account = await get_account(tx, by.account_id)
        await require_seen(tx, account, seen)
        different = account_settings.change(tx, account, given)
        if given.get("working_hours") is not None:
            await keeping.write(tx, account, None, {"working_hours": given["working_hours"]})
            different.append("working_hours")
        if different:
            account.version += 1
            calendars.changed(tx, account.id)
            await tx.emit(AccountChanged(account.id, tuple(different)))
            tx.audit(by.actor, account.id, "account.changed", "account", account.id, fields=different)
        return account


async def whole(tx: Tx, account_id: UUID) -> tuple[Account, Sequence[User], WidgetSettings | None]:
    """The account with those who work here and the look of its primary inbox's widget."""
    account = await get_account(tx, account_id)
    query = select(WidgetSettings).join(Inbox, WidgetSettings.inbox_id == Inbox.id)
    query = query.where(Inbox.account_id == account_id, Inbox.is_primary.is_(True))
    settings = (await tx.session.execute(query)).scalar_one_or_none()
    return account, await list_users(tx, account_id, limit=USERS), settings


def account_out(
    account: Account, users: Sequence[User], settings: WidgetSettings | None, calendar: Calendar, now: datetime
) -> AccountOut:
    return {
        **account_brief(account, calendar, None, now),
        "version": account.version,
        "created_at": naive(account.created_at),
        "updated_at": naive(account.updated_at),
        "users": [user_out(user) for user in users],
        "widget_settings": None if settings is None else settings_basic_out(settings),
    }
