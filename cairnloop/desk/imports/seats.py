"""Taking in users and what is known of their account: a seat for each, which waits for an invitation."""

from collections.abc import Sequence

from sqlalchemy import select

from cairnloop.desk import topics
from cairnloop.desk.imports.keeping import once
from cairnloop.desk.imports.links import Became, keep_links, links_of
from cairnloop.desk.imports.rules import WHY_NOT, Fate, digest_of, fate, past
from cairnloop.desk.imports.taken import Work
from cairnloop.errors import Invalid
from cairnloop.people.accounts import get_account
from cairnloop.people.permissions import Role
from cairnloop.people.tables import User
from cairnloop.people.users import TAKEN, VACANT, check_email, is_vacant, seat
from cairnloop.wire.imported import AccountRecord, UserRecord
from cairnloop.wire.imports import INVITE

JOINED = "has a seat here already, which stays as it is"


async def take_accounts(work: Work, records: Sequence[AccountRecord]) -> None:
    """Fill in what our account does not say of itself."""
    account = await get_account(work.tx, work.account_id)
    known = await links_of(work, "accounts", {record.id for record in records})
    for record in once(work, records):
        said = {"time_zone": record.time_zone, "logo_url": record.logo_url}
        news = {name: value for name, value in said.items() if value and getattr(account, name) is None}
        for name, value in news.items():
            setattr(account, name, value)
            account.updated_at = work.tx.now
        if news:
            work.taken.updated += 1
        elif record.id in known:
            work.taken.unchanged += 1
        else:
            work.taken.unchanged += 1
            work.taken.remark(record.id, "is this account; its name and settings stay as they are")
        await keep_links(work, "accounts", [Became(record.id, account.id, "", None)])


async def take_users(work: Work, records: Sequence[UserRecord]) -> None:
    """Who has the same address is the same person; everybody else gets a seat without a password."""
    known = await links_of(work, "users", {record.id for record in records})
    became: list[Became] = []
    for record in once(work, records):
        digest = digest_of(record.model_dump_json())
        link = known.get(record.id)
        user = None if link is None else await _seated(work, int(link.our_id))
        match fate(link, digest, None if user is None else user.updated_at):
            case Fate.ADD:
                became += await _add(work, record, digest)
            case Fate.UPDATE if user is not None and is_vacant(user):
                _tell(user, record, work)
                became.append(Became(record.id, user.id, digest, user.updated_at))
                work.taken.updated += 1
            case Fate.GONE | Fate.CHANGED_HERE as why:
                work.taken.skip(record.id, WHY_NOT[why])
            case _:
                work.taken.unchanged += 1
    await work.tx.session.flush()
    await keep_links(work, "users", became)
    if work.taken.added or work.taken.updated:
        news = {"import_id": str(work.run.id), "ids": [int(one.our_id) for one in became]}
        work.tx.announce(topics.operators(work.account_id), "user:imported", news)


async def _seated(work: Work, user_id: int) -> User | None:
    query = select(User).where(User.account_id == work.account_id, User.id == user_id)
    return (await work.tx.session.execute(query)).scalar_one_or_none()


async def _add(work: Work, record: UserRecord, digest: str) -> list[Became]:
    try:
        email = check_email(record.email)
    except Invalid as error:
        work.taken.skip(record.id, error.detail)
        return []
    there = (await work.tx.session.execute(select(User).where(User.email == email))).scalar_one_or_none()
    if there is not None and there.account_id != work.account_id:
        work.taken.skip(record.id, TAKEN)
        return []
    if there is not None:
        work.taken.unchanged += 1
        work.taken.remark(record.id, JOINED)
        return [Became(record.id, there.id, digest, None)]
    user = await seat(work.tx, work.account_id, email=email, password_hash=VACANT, role=Role(record.role))
    user.created_at = past(record.created_at, work.tx.now)
    user.disabled_at = work.tx.now
    user.archived_at = work.tx.now if record.gone else None
    _tell(user, record, work)
    work.tx.audit(work.by.actor, work.account_id, "user.imported", "user", user.id, role=user.role)
    work.taken.added += 1
    if not record.gone:
        work.taken.remark(record.id, INVITE)
    return [Became(record.id, user.id, digest, user.updated_at)]


def _tell(user: User, record: UserRecord, work: Work) -> None:
    user.full_name, user.display_name = record.full_name, record.display_name
    user.profile_photo_url = record.profile_photo_url
    user.updated_at = past(record.updated_at or record.created_at, work.tx.now)
