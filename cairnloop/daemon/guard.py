"""What must be so before anything starts: a database that answers, tables that fit, and one daemon per SQLite file."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError

from cairnloop.errors import ConfigError, Unavailable
from cairnloop.kernel.database import Database
from cairnloop.kernel.engines import parse_url
from cairnloop.kernel.schema_version import check_version


def shown(url: str | URL) -> str:
    """A database address as it may be printed: without its password, and without our driver's name."""
    parsed = parse_url(url) if isinstance(url, str) else url
    return parsed.set(drivername=parsed.get_backend_name()).render_as_string(hide_password=True)


@contextmanager
def sole(url: URL) -> Iterator[None]:
    """Hold a SQLite file alone; on Postgres any number of daemons may work together. Raises Unavailable."""
    if url.get_backend_name() != "sqlite":
        yield
        return
    path = Path(f"{url.database}.lock")
    try:
        # The file stays when we go: removing it would let two daemons hold two files of the same name.
        file = path.open("a+", encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"database.url: cannot write {path} ({error.strerror})") from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.seek(0)
            holder = file.read(20).strip() or "unknown"
            raise Unavailable(
                f"{url.database} is in use by another daemon (process {holder}); stop that one first"
            ) from None
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield


async def require_database(db: Database) -> None:
    """Raises ConfigError or Unavailable, each with what to do, unless the database can be worked with."""
    if db.dialect == "sqlite":
        require_file(Path(db.url.database or ""))
    with database_trouble(db):
        await check_version(db)


def require_file(path: Path) -> None:
    if not path.parent.is_dir():
        raise ConfigError(f"database.url: there is no folder {path.parent}")
    if not path.is_file():
        raise Unavailable(f"there is no database at {path}; run `cairnloop init` or `cairnloop migrate`")
    if not os.access(path, os.W_OK) or not os.access(path.parent, os.W_OK):
        raise ConfigError(f"database.url: {path} and its folder must be writable for this user")


@contextmanager
def database_trouble(db: Database) -> Iterator[None]:
    """Whatever a driver raises in here is told as Unavailable that names the database, without its password."""
    try:
        yield
    except Unavailable as error:
        if error.__cause__ is None:
            raise
        raise Unavailable(f"the database {shown(db.url)} does not answer: {reason(error.__cause__)}") from error
    except _trouble(db.dialect) as error:
        raise Unavailable(f"the database {shown(db.url)} does not answer: {reason(error)}") from error


def _trouble(dialect: str) -> tuple[type[Exception], ...]:
    if dialect == "sqlite":
        return (SQLAlchemyError, OSError)
    import asyncpg

    return (SQLAlchemyError, OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)


def reason(error: BaseException) -> str:
    """What a driver said, in its first line."""
    said = str(getattr(error, "orig", None) or error) or type(error).__name__
    return said.splitlines()[0]
