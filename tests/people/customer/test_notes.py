"""Notes on customers: written, changed, removed, and listed newest first."""

import pytest
from sqlalchemy import select

from cairnloop.errors import NotFound
from cairnloop.kernel.audit import AuditEntry
from cairnloop.kernel.database import Database
from cairnloop.people.customer import notes
from tests import make
from tests.fakes import FixedClock


async def test_a_note_is_written_changed_and_removed(database: Database) -> None:
    desk = await make.desk(database)
    note, author = await notes.write_note(database, desk.customer_id, "Secret: likes tea", desk.sam)
    assert (note.body, author.id) == ("Secret: likes tea", desk.sam.user_id)
    kim = await desk.another_operator()
    changed, still = await notes.change_note(database, note.id, "Secret: likes coffee", kim)
    assert (changed.body, still.id) == ("Secret: likes coffee", desk.sam.user_id)
    await notes.remove_note(database, note.id, kim)
    async with database.read() as tx:
        with pytest.raises(NotFound):
            await notes.get_note(tx, desk.account_id, note.id)
        trail = (await tx.session.execute(select(AuditEntry).where(AuditEntry.subject_kind == "note"))).scalars().all()
        assert [one.action for one in trail] == [f"customer_note.{did}" for did in ("written", "changed", "removed")]
        assert not any("Secret" in str(one.detail) for one in trail)


async def test_the_newest_comes_first_and_another_accounts_is_not_there(database: Database, clock: FixedClock) -> None:
    desk, other = await make.desk(database), await make.desk(database, "Other")
    somebody = await make.customer(database, desk.account_id)
    for customer_id, body in ((desk.customer_id, "a"), (somebody, "b"), (desk.customer_id, "c")):
        clock.advance(minutes=1)
        await notes.write_note(database, customer_id, body, desk.sam)
    async with database.read() as tx:
        for customer_id, bodies in ((desk.customer_id, "ca"), (None, "cba")):
            found = await notes.list_notes(tx, desk.account_id, customer_id=customer_id)
            assert "".join(note.body for note, _ in found) == bodies
        first = (await notes.list_notes(tx, desk.account_id, limit=1))[0][0]
        rest = await notes.list_notes(tx, desk.account_id, before=(first.created_at, first.id))
        assert [note.body for note, _ in rest] == ["b", "a"]
        with pytest.raises(NotFound):
            await notes.get_note(tx, other.account_id, first.id)
    with pytest.raises(NotFound):
        await notes.write_note(database, desk.customer_id, "x", other.sam)
