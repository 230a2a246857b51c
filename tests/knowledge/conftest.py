"""An account to know things for, and somebody to write them down."""

from uuid import UUID

import pytest

from cairnloop.kernel.audit import Actor, ActorKind
from cairnloop.kernel.database import Database
from cairnloop.people.tables import Account

WRITER = Actor(ActorKind.USER, "1", "Robin")


async def new_account(database: Database, name: str = "Trailmark") -> UUID:
    async with database.begin() as tx:
        account = Account(id=tx.new_id(), name=name, time_zone=None, created_at=tx.now, updated_at=tx.now)
        tx.session.add(account)
    return account.id


@pytest.fixture
async def account_id(database: Database) -> UUID:
    return await new_account(database)
