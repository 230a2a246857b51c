"""What operators are told at once of their account, and of those who work in it."""

from collections.abc import Sequence

from cairnloop.desk import topics
from cairnloop.kernel.database import Tx
from cairnloop.people.events import AccountChanged, UserChanged
from cairnloop.people.shapes import user_out
from cairnloop.people.users import get_user


async def users_changed(tx: Tx, events: Sequence[UserChanged]) -> None:
    for event in events:
        user = await get_user(tx, event.account_id, event.user_id)
        name = "user:created" if event.new else "user:updated"
        tx.announce(topics.operators(event.account_id), name, {"id": user.id, "user": user_out(user)})


async def accounts_changed(tx: Tx, events: Sequence[AccountChanged]) -> None:
    for event in events:
        news = {"id": str(event.account_id), "fields": list(event.fields)}
        tx.announce(topics.operators(event.account_id), "account:updated", news)
