"""What every table shares: the row class, column types that mean the same on SQLite and Postgres, STRICT tables."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from types import SimpleNamespace
from typing import Any, ClassVar, TypeVar, cast
from uuid import UUID

from sqlalchemy import DDL, JSON, Column, ColumnElement, DateTime, Dialect, MetaData, String, Table, Uuid, event, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.schema import ExecutableDDLElement
from sqlalchemy.sql.expression import SQLColumnExpression
from sqlalchemy.types import BigInteger, Boolean, Double, Float, SmallInteger, TypeDecorator

T = TypeVar("T")

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


# Ids and instants come back again and again, and reading one from SQLite's text costs more than finding it here.
REMEMBERED = 2_000


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware and in UTC on the Python side; timestamptz on Postgres, ISO text on SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("instants carry a time zone")
        return value.astimezone(UTC)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None]:
        return _instant_of_text if dialect.name == "sqlite" else _instant


@lru_cache(maxsize=REMEMBERED)
def _instant_of_text(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value).replace(tzinfo=UTC)


def _instant(value: datetime | None) -> datetime | None:
    return None if value is None else value.astimezone(UTC)


class Id(TypeDecorator[UUID]):
    """An id: a UUID on the Python side; uuid on Postgres, its digits as text on SQLite."""

    impl = Uuid()
    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], UUID | None] | None:
        return _id_of_text if dialect.name == "sqlite" else super().result_processor(dialect, coltype)


@lru_cache(maxsize=REMEMBERED)
def _id_of_text(value: str | None) -> UUID | None:
    return None if value is None else UUID(value)


Json = JSON().with_variant(JSONB(), "postgresql")


class Row(DeclarativeBase):
    """A table. SQLite tables are STRICT, so a wrong type is refused by both databases."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime(),
        UUID: Id(),
        dict[str, Any]: Json,
        list[Any]: Json,
        list[str]: Json,
    }
    __table_args__: Any = {"sqlite_strict": True}  # noqa: RUF012 - SQLAlchemy reads it from the class


class Record(SimpleNamespace):
    """A row outside the unit of work, under its attributes' names: for hot paths that write with set-based statements.

    Nothing watches it and nothing is written because it changed.
    """


def table(row: type[Row]) -> Table:
    """The plain table behind a row class, for set-based statements."""
    return cast(Table, row.__table__)


def plain(column: SQLColumnExpression[T]) -> ColumnElement[T]:
    """The column as an expression, so that no database takes an index for it.

    Of an account's rows some are wanted by their ids: an index that begins with the account has all of its rows, and
    SQLite, which knows nothing of how many there are, may choose to walk through them.
    """
    return func.coalesce(column, column)


def attributes(row: type[Row]) -> dict[str, Column[Any]]:
    """The columns of a row class under its attributes' names."""
    return {attribute.key: cast(Column[Any], attribute.columns[0]) for attribute in row.__mapper__.column_attrs}


def after_create(row: type[Row], statements: Mapping[str, Sequence[str]]) -> None:
    """Run raw statements, by dialect, right after this table is created (triggers, search indexes).

    The migrations run the same strings, so that a created and a migrated database are equal.
    """
    for dialect, texts in statements.items():
        for statement in texts:
            ddl: ExecutableDDLElement = DDL(statement.replace("%", "%%"))  # type: ignore[no-untyped-call]
            event.listen(table(row), "after_create", ddl.execute_if(dialect=dialect))


# STRICT tables know six type names only; these are what SQLAlchemy's own types are called there.
@compiles(String, "sqlite")
@compiles(DateTime, "sqlite")
@compiles(JSON, "sqlite")
@compiles(Uuid, "sqlite")
def _text(element: Any, compiler: Any, **kw: Any) -> str:
    return "TEXT"


@compiles(BigInteger, "sqlite")
@compiles(SmallInteger, "sqlite")
@compiles(Boolean, "sqlite")
def _integer(element: Any, compiler: Any, **kw: Any) -> str:
    return "INTEGER"


@compiles(Float, "sqlite")
@compiles(Double, "sqlite")
def _real(element: Any, compiler: Any, **kw: Any) -> str:
    return "REAL"
