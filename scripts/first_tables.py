"""Writes the SQL of the first migration from the tables as they stand; for use until the first release only."""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from sqlalchemy import create_mock_engine

from cairnloop.daemon.schema import metadata
from cairnloop.kernel.migrations.versions import v0001_initial

ADDRESS = {"sqlite": "sqlite://", "postgresql": "postgresql+asyncpg://"}


def script(dialect: str) -> str:
    """Every statement that makes the tables of this database, in order."""
    found: list[str] = []

    def note(sql: object, *_: object) -> None:
        lines = str(sql.compile(dialect=engine.dialect)).strip().splitlines()  # type: ignore[attr-defined]
        found.append("\n".join(line.rstrip() for line in lines))

    engine = create_mock_engine(ADDRESS[dialect], note)
    metadata.create_all(engine, metadata.sorted_tables, checkfirst=False)  # in an order that no import changes
    return v0001_initial.SEPARATOR.join(_steady(found)) + "\n"


def _steady(statements: list[str]) -> Iterator[str]:
    """Indexes of one table come in any order; here they come by name, so that writing twice writes the same."""
    for is_index, group in groupby(statements, key=_is_index):
        run = list(group)
        yield from sorted(run) if is_index else run


def _is_index(statement: str) -> bool:
    return statement.startswith(("CREATE INDEX", "CREATE UNIQUE INDEX"))


if __name__ == "__main__":
    for dialect in ADDRESS:
        target = Path(v0001_initial.__file__).with_suffix(f".{dialect}.sql")
        target.write_text(script(dialect), "utf-8")
        print(target.name)
