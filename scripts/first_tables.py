"""Writes the SQL of the first migration from the tables as they stand; for use until the first release only."""

from sqlalchemy import create_mock_engine

from cairnloop.daemon.schema import metadata
from cairnloop.kernel.migrations.versions import v0001_initial

ADDRESS = {"sqlite": "sqlite://", "postgresql": "postgresql+asyncpg://"}


def statements(dialect: str) -> list[str]:
    found: list[str] = []
    engine = create_mock_engine(
        ADDRESS[dialect], lambda sql, *_: found.append(str(sql.compile(dialect=engine.dialect)).strip())
    )
    metadata.create_all(engine, checkfirst=False)
    return found


if __name__ == "__main__":
    from pathlib import Path

    for dialect in ADDRESS:
        target = Path(v0001_initial.__file__).with_suffix(f".{dialect}.sql")
        target.write_text(v0001_initial.SEPARATOR.join(statements(dialect)) + "\n", "utf-8")
        print(target.name)
