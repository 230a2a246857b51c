"""How users stand with the door: when each was last here, and whether a second factor is on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from cairnloop.kernel.database import Tx
from cairnloop.people.access.tables import SecondFactor
from cairnloop.people.tables import ApiKey, Session, User
from cairnloop.wire.access import UserStandingOut
from cairnloop.wire.people import zulu


@dataclass(frozen=True, slots=True)
class UserStanding:
    """`last_seen_at` is the last use of a session or a key that is still known; None when none is."""

    user_id: int
    last_seen_at: datetime | None
    second_factor: bool


async def list_standings(tx: Tx, account_id: UUID, *, after: int = 0, limit: int = 100) -> Sequence[UserStanding]:
    """Of all users with a number above `after`, those who left too, by their numbers."""
    in_session = select(func.max(Session.last_used_at)).where(Session.user_id == User.id).scalar_subquery()
    by_key = select(func.max(ApiKey.last_used_at)).where(ApiKey.user_id == User.id).scalar_subquery()
    query = select(User.id, in_session, by_key, SecondFactor.confirmed_at)
    query = query.outerjoin(SecondFactor, SecondFactor.user_id == User.id)
    query = query.where(User.account_id == account_id, User.id > after).order_by(User.id).limit(limit)
    rows = (await tx.session.execute(query)).all()
    return [
        UserStanding(user_id, max((at for at in (seen, used) if at is not None), default=None), confirmed is not None)
        for user_id, seen, used, confirmed in rows
    ]


def user_standing_out(standing: UserStanding) -> UserStandingOut:
    return {
        "user_id": standing.user_id,
        "object": "user_standing",
        "last_seen_at": zulu(standing.last_seen_at),
        "second_factor": standing.second_factor,
    }
