"""Many rows as one parameter: JSON that the database itself unpacks, so that a group costs one value and one trip."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import ColumnElement, FromClause, String, bindparam, cast, column, func, literal_column, select
from sqlalchemy.dialects.postgresql import JSONB

from cairnloop.kernel.tables import Id

ROWS = "rows"


def given(dialect: str, columns: Mapping[str, Any]) -> FromClause:
    """The rows of the parameter `rows`, made by `packed`, as a table with columns of these types, in their order."""
    if dialect == "postgresql":
        value = cast(bindparam(ROWS, type_=String()), JSONB)
        typed = [column(name, kind) for name, kind in columns.items()]
        return func.jsonb_to_recordset(value).table_valued(*typed).render_derived(name="given", with_types=True)
    return select(*(_field(name, kind) for name, kind in columns.items())).select_from(_each()).subquery("given")


def _each() -> FromClause:
    return func.json_each(bindparam(ROWS, type_=String())).table_valued("value", name="each")


def _field(name: str, kind: Any) -> ColumnElement[Any]:
    found = f"json_extract(value, '$.{name}')"
    # SQLite keeps the ids as their digits alone.
    return literal_column(f"replace({found}, '-', '')" if isinstance(kind, Id) else found, kind).label(name)


def packed(dialect: str, rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """The parameter for a statement over `given` rows: ids, instants and JSON stand in them as what they are."""
    as_stored = orjson.OPT_PASSTHROUGH_DATETIME if dialect == "sqlite" else None
    return {ROWS: orjson.dumps(rows, default=_plain, option=as_stored).decode()}


@lru_cache(maxsize=1024)
def _plain(value: datetime | UUID) -> str:
    """An instant as SQLite keeps it, or an id of the kind that Postgres' driver makes."""
    if isinstance(value, UUID):
        return str(value)
    # Not by `strftime`, which writes the year 699 with three digits: nobody could read the row any more.
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
