"""Links that are mailed to a user and work once: made, used, and forgotten when their time has passed."""

from datetime import timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, delete, func, select

from cairnloop.errors import BadLink
from cairnloop.kernel.database import Database, Tx
from cairnloop.kernel.security import new_token, token_hash
from cairnloop.people.access.tables import MailedLink
from cairnloop.people.tables import User


class Purpose(StrEnum):
    """What a link is for; the page that takes it has the same name."""

    RESET = "reset"
    VERIFY = "verify"


VALID_FOR = {Purpose.RESET: timedelta(hours=1), Purpose.VERIFY: timedelta(days=3)}


def address(public_url: str, purpose: Purpose, token: str) -> str:
    """Where the link leads. The token follows `#`: it reaches no log and no other site."""
    return f"{public_url.rstrip('/')}/{purpose}#{token}"


async def make(tx: Tx, user: User, purpose: Purpose) -> str:
    """A new token beside those that are out already: of several mails each one works, until the first is used."""
    token = new_token(f"cl_{purpose}")
    row = MailedLink(
        id=tx.new_id(),
        account_id=user.account_id,
        user_id=user.id,
        purpose=purpose.value,
        token_hash=token_hash(token),
        created_at=tx.now,
        expires_at=tx.now + VALID_FOR[purpose],
    )
    tx.session.add(row)
    return token


async def made_within(tx: Tx, user_id: int, purpose: Purpose, last: timedelta) -> int:
    """How many were made for this user lately."""
    mine = (MailedLink.user_id == user_id, MailedLink.purpose == purpose.value, MailedLink.created_at > tx.now - last)
    return (await tx.session.execute(select(func.count()).select_from(MailedLink).where(*mine))).scalar_one()


async def bearer(tx: Tx, token: str, purpose: Purpose) -> User:
    """Whose live link this is. Raises BadLink, also when they work here no longer."""
    query = select(User).join(MailedLink, MailedLink.user_id == User.id).where(*_live(tx, token, purpose))
    return _at_work((await tx.session.execute(query)).scalar_one_or_none())


async def spend(tx: Tx, token: str, purpose: Purpose) -> User:
    """What the link is for is done now: neither it nor any other of its kind works again. Raises BadLink."""
    # Of two who come with one link at once, the first deletes it.
    taken = delete(MailedLink).where(*_live(tx, token, purpose)).returning(MailedLink.user_id)
    user_id = (await tx.session.execute(taken)).scalar_one_or_none()
    user = _at_work(None if user_id is None else await tx.session.get(User, user_id, with_for_update=True))
    await void(tx, user.id, purpose)
    return user


async def void(tx: Tx, user_id: int, purpose: Purpose) -> None:
    """No link of this kind works for this user any more."""
    mine = (MailedLink.user_id == user_id, MailedLink.purpose == purpose.value)
    await tx.session.execute(delete(MailedLink).where(*mine))


def _live(tx: Tx, token: str, purpose: Purpose) -> tuple[ColumnElement[bool], ...]:
    hashed = token_hash(token)
    return MailedLink.token_hash == hashed, MailedLink.purpose == purpose.value, MailedLink.expires_at > tx.now


def _at_work(user: User | None) -> User:
    if user is None or user.disabled_at or user.archived_at:
        raise BadLink
    return user


async def forget_expired(db: Database) -> None:
    async with db.begin() as tx:
        await tx.session.execute(delete(MailedLink).where(MailedLink.expires_at <= tx.now))
