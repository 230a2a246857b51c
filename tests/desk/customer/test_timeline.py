"""The timeline of a company: what happened with all who belong to it, on pages that lose nothing."""

import re
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event

from cairnloop.desk.conversation import conversations
from cairnloop.desk.customer import timeline as timelines
from cairnloop.desk.customer.timeline import company_timeline, read_place, write_place
from cairnloop.desk.marks import tags
from cairnloop.errors import NotFound
from cairnloop.kernel.database import Database
from cairnloop.people.customer import companies, notes
from cairnloop.wire.customers import CompanyChangeWords, NewCompanyWords
from cairnloop.wire.tags import NewTagWords
from tests import make
from tests.fakes import FixedClock


async def northridge(desk: make.Desk, clock: FixedClock) -> tuple[UUID, UUID, UUID]:
    """A company of two, of whom one asked and is noted and the other is tagged; and somebody who is not of it."""
    firm = await companies.add_company(desk.db, NewCompanyWords(name="Northridge"), desk.sam)
    bo, cy = [await make.customer(desk.db, desk.account_id, name=name, company_id=firm.id) for name in ("Bo", "Cy")]
    vip = await tags.add_tag(desk.db, NewTagWords(name="VIP"), desk.sam)
    clock.advance(minutes=1)
    asked = await desk.conversation(customer_id=bo, subject="Maps")
    await desk.conversation()
    clock.advance(minutes=1)
    await tags.tag_customer(desk.db, cy, vip.id, desk.sam)
    await tags.tag_customer(desk.db, desk.customer_id, vip.id, desk.sam)
    clock.advance(minutes=1)
    await notes.write_note(desk.db, bo, "Pays late", desk.sam)
    await companies.change_company(desk.db, firm.id, CompanyChangeWords.model_validate({"industry": "Maps"}), desk.sam)
    clock.advance(minutes=1)
    await conversations.resolve(desk.db, asked.id, desk.sam)
    return firm.id, bo, cy


async def test_it_holds_what_happened_with_everybody_who_belongs_to_it(database: Database, clock: FixedClock) -> None:
    desk, other = await make.desk(database), await make.desk(database, "Other")
    firm, bo, cy = await northridge(desk, clock)
    async with database.read() as tx:
        whole, end = await company_timeline(tx, desk.account_id, firm)
        assert end is None
        found: list[Any] = []
        before = None
        for _ in whole:
            steps, place = await company_timeline(tx, desk.account_id, firm, before=before, limit=1)
            found += steps
            before = None if place is None else read_place(write_place(place))
        assert (found, before) == (whole, None)
        with pytest.raises(NotFound):
            await company_timeline(tx, other.account_id, firm)
    assert [(step.shape["kind"], step.shape["customer_id"], step.shape["about"]) for step in whole] == [
        ("conversation.resolved", str(bo), "Maps"),
        ("note.written", str(bo), "Pays late"),
        ("company.changed", None, "industry"),
        ("customer.tagged", str(cy), "VIP"),
        ("conversation.started", str(bo), "Maps"),
        ("company.added", None, None),
    ]
    await companies.remove_company(database, firm, desk.sam)
    async with database.read() as tx:
        with pytest.raises(NotFound):
            await company_timeline(tx, desk.account_id, firm)


async def test_of_many_it_holds_those_who_changed_last_and_reads_along_indexes(
    database: Database, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = await make.desk(database)
    firm, *_ = await northridge(desk, clock)
    clock.advance(minutes=1)
    last = await make.customer(database, desk.account_id, name="Di", company_id=firm)
    await desk.conversation(customer_id=last, subject="Routes")
    monkeypatch.setattr(timelines, "MOST_CUSTOMERS", 1)
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        asked.append((statement, parameters))

    async with database.read() as tx:
        connection = await tx.session.connection()
        event.listen(connection.sync_connection, "before_cursor_execute", note)
        steps, _ = await company_timeline(tx, desk.account_id, firm)
        event.remove(connection.sync_connection, "before_cursor_execute", note)
        if tx.dialect == "sqlite":
            for statement, parameters in asked:
                plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
                assert not [row[3] for row in plan if re.match(r"SCAN (?!SUBQUERY|\(|CONSTANT)", row[3])], statement
    assert {step.shape["customer_id"] for step in steps} == {str(last), None}
