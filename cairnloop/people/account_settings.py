"""What an account's admins set for it: its name, logo, time zone and the switches of the wire."""

from collections.abc import Mapping
from typing import Any

from cairnloop.kernel.database import Tx
from cairnloop.people.tables import Account

# What holds until an admin says otherwise. Of deadlines and visits None is what the house does.
DEFAULTS: dict[str, Any] = {
    "disable_automated_reply_emails": False,
    "conversation_reminders_enabled": False,
    "conversation_reminder_hours_interval": 72,
    "max_num_conversation_reminders": 3,
    "deadlines_in_business_hours": None,
    "record_visits": None,
}


def settings_of(account: Account) -> dict[str, Any]:
    """All settings of the account, those that nobody set by their defaults."""
    return DEFAULTS | {name: value for name, value in (account.settings or {}).items() if name in DEFAULTS}


def change(tx: Tx, account: Account, given: Mapping[str, Any]) -> list[str]:
    """Change what is given under the names of the wire; returns what is different now."""
    before = _shown(account)
    account.name = given.get("company_name") or account.name
    if "company_logo_url" in given:
        account.logo_url = given["company_logo_url"] or None
    if "time_zone" in given:
        account.time_zone = given["time_zone"] or None
    account.settings = (account.settings or {}) | (given.get("settings") or {})
    after = _shown(account)
    different = [name for name, value in after.items() if value != before[name]]
    if different:
        account.updated_at = tx.now
    return different


def _shown(account: Account) -> dict[str, Any]:
    return {
        "company_name": account.name,
        "company_logo_url": account.logo_url,
        "time_zone": account.time_zone,
        **settings_of(account),
    }
