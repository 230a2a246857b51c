"""What users say of themselves, and what they want to be told by mail."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from cairnloop.errors import Invalid
from cairnloop.kernel.database import Database, Tx
from cairnloop.people import wishes
from cairnloop.people.access.tables import UserSettings
from cairnloop.people.events import UserChanged
from cairnloop.people.identity import Operator
from cairnloop.people.tables import User
from cairnloop.people.users import get_user

PHOTO_LENGTH = 2000


def check_photo(url: str) -> str:
    """The address of a picture that any page may show. Raises Invalid."""
    try:
        parts = urlsplit(url)
        fine = parts.scheme == "https" and bool(parts.hostname) and parts.port != 0 and "@" not in parts.netloc
    except ValueError:
        fine = False
    if not fine or len(url) > PHOTO_LENGTH or not url.isascii() or any(one <= " " or one in "\"'<>\\`" for one in url):
        raise Invalid.field(
            "profile_photo_url", "is no address of a picture; write it like https://acme.example/lin.jpg"
        )
    return url


async def profile(tx: Tx, by: Operator) -> User:
    return await get_user(tx, by.account_id, by.user_id)


async def change_profile(db: Database, said: Mapping[str, str | None], by: Operator) -> User:
    """Change what was said and nothing else; None takes it away."""
    photo = said.get("profile_photo_url")
    if photo is not None:
        check_photo(photo)
    async with db.begin() as tx:
        user = await get_user(tx, by.account_id, by.user_id)
        for name in ("display_name", "full_name", "profile_photo_url"):
            if name in said:
                setattr(user, name, said[name])
        user.updated_at = tx.now
        tx.audit(by.actor, by.account_id, "user.profile_changed", "user", user.id, fields=sorted(said))
        tx.emit_at_the_end(UserChanged(user.account_id, user.id))
        return user


async def settings_of(tx: Tx, by: Operator) -> UserSettings:
    """The settings, as they are or as they begin."""
    return await tx.session.get(UserSettings, by.user_id) or _first(tx, by)


async def change_settings(db: Database, said: Mapping[str, bool], by: Operator) -> UserSettings:
    """Change what was said and nothing else."""
    async with db.begin() as tx:
        await get_user(tx, by.account_id, by.user_id, lock=True)
        row = await tx.session.get(UserSettings, by.user_id)
        if row is None:
            row = _first(tx, by)
            tx.session.add(row)
        for name, wanted in said.items():
            setattr(row, name, wanted)
        row.updated_at = tx.now
        wishes.changed(tx)
        tx.audit(by.actor, by.account_id, "user.settings_changed", "user", by.user_id, after=dict(said))
        return row


def _first(tx: Tx, by: Operator) -> UserSettings:
    """Nothing of everybody's, but what is meant for oneself."""
    return UserSettings(
        user_id=by.user_id,
        account_id=by.account_id,
        email_alert_on_new_message=False,
        email_alert_on_new_conversation=False,
        email_alert_on_mention=True,
        email_alert_on_reminder=True,
        email_only_when_away=False,
        created_at=tx.now,
        updated_at=tx.now,
    )
