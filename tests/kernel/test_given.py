"""Rows given as one parameter arrive as they would have one by one."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, example, settings
from hypothesis import given as all_of
from hypothesis import strategies as st
from sqlalchemy import Boolean, Integer, String, select

from cairnloop.kernel.database import Database
from cairnloop.kernel.given import given, packed
from cairnloop.kernel.tables import Id, Json, UtcDateTime

COLUMNS = {"id": Id(), "said": String(), "count": Integer(), "read": Boolean(), "at": UtcDateTime(), "details": Json}
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30)
ROW = st.fixed_dictionaries(
    {
        "id": st.none() | st.uuids(),
        "said": st.none() | TEXT,
        "count": st.none() | st.integers(-(2**31), 2**31 - 1),
        "read": st.none() | st.booleans(),
        "at": st.none() | st.datetimes(timezones=st.just(UTC)),
        "details": st.none() | st.dictionaries(TEXT, TEXT | st.integers(-(2**53), 2**53) | st.booleans(), max_size=3),
    }
)
EAST = timezone(timedelta(hours=5))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@all_of(st.lists(ROW, max_size=4))
@example([{"id": UUID(int=7), "said": "a-b", "count": 1, "read": True, "at": datetime(2026, 1, 2, 9, tzinfo=EAST)}])
@example([{"at": datetime(699, 10, 6, 4, 44, tzinfo=UTC)}])
async def test_every_value_comes_back_and_in_order(database: Database, rows: list[dict[str, Any]]) -> None:
    async with database.read() as tx:
        connection = await tx.session.connection()
        asked = select(*given(tx.dialect, COLUMNS).c)
        found = await connection.execute(asked, packed(tx.dialect, rows))
        assert [dict(row._mapping) for row in found] == [{name: row.get(name) for name in COLUMNS} for row in rows]
