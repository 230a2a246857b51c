from uuid import uuid4

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from cairnloop.kernel.audit import SYSTEM, Actor, ActorKind, AuditEntry
from cairnloop.kernel.database import Database
from cairnloop.kernel.tables import table
from tests.fakes import FixedClock

entries = table(AuditEntry)


async def test_an_entry_says_who_did_what_to_which_thing_and_when(database: Database, clock: FixedClock) -> None:
    account, conversation, draft = uuid4(), uuid4(), uuid4()
    ana = Actor(ActorKind.USER, "17", "Ana")
    async with database.begin() as tx:
        tx.audit(ana, account, "draft.approved", "draft", draft, conversation_id=conversation, reason="good", version=3)
    async with database.read() as tx:
        [row] = await tx.session.execute(select(entries))
    assert (row.account_id, row.at, row.actor_kind, row.actor_id, row.actor_label) == (
        account,
        clock.now(),
        "user",
        "17",
        "Ana",
    )
    assert (row.action, row.subject_kind, row.subject_id) == ("draft.approved", "draft", str(draft))
    assert (row.conversation_id, row.reason, row.detail) == (conversation, "good", {"version": 3})


async def test_entries_are_numbered_in_their_order(database: Database) -> None:
    account = uuid4()
    for n in range(3):
        async with database.begin() as tx:
            tx.audit(SYSTEM, account, "first", "thing", n)
            tx.audit(SYSTEM, account, "second", "thing", n)
    async with database.read() as tx:
        found = (await tx.session.execute(select(entries.c.subject_id, entries.c.action).order_by(entries.c.seq))).all()
    assert [tuple(row) for row in found] == [(str(n), action) for n in range(3) for action in ("first", "second")]


@pytest.mark.parametrize("attempt", [update(entries).values(action="nothing"), delete(entries)])
async def test_the_trail_can_be_neither_rewritten_nor_erased(database: Database, attempt: object) -> None:
    async with database.begin() as tx:
        tx.audit(SYSTEM, uuid4(), "was", "thing", 1)
    with pytest.raises(DBAPIError, match="append-only"):
        async with database.begin() as tx:
            await tx.session.execute(attempt)  # type: ignore[call-overload]
    async with database.read() as tx:
        assert (await tx.session.execute(select(entries.c.action))).scalars().all() == ["was"]
