"""SQLAlchemy's aiosqlite dialect with one trip to the connection's thread for each statement instead of four."""

from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.aiosqlite import (
    AsyncAdapt_aiosqlite_connection,
    AsyncAdapt_aiosqlite_cursor,
    AsyncAdapt_aiosqlite_dbapi,
    SQLiteDialect_aiosqlite,
)

DRIVER = "sqlite+onetrip"


class Cursor(AsyncAdapt_aiosqlite_cursor):
    """A statement is sent, read to its end and closed in the thread at once; what follows is read from memory.

    Each trip hands the interpreter over and back, which under load costs more than most statements do.
    """

    __slots__ = ("_description", "_lastrowid", "_rowcount")

    def __init__(self, adapt_connection: AsyncAdapt_aiosqlite_connection) -> None:
        self._adapt_connection = adapt_connection
        self._connection = adapt_connection._connection
        self._cursor = None  # type: ignore[assignment]
        self._rows = deque()
        self._soft_closed_memoized = {}  # type: ignore[assignment]
        self._description: Any = None
        self._rowcount, self._lastrowid = -1, 0

    @property
    def description(self) -> Any:
        return self._description

    @property
    def rowcount(self) -> int:
        return self._rowcount

    @property
    def lastrowid(self) -> int:
        return self._lastrowid

    async def _async_soft_close(self) -> None:
        """Nothing is open."""

    async def _execute_async(self, operation: Any, parameters: Any) -> Any:
        async with self._adapt_connection._execute_mutex:
            await self._trip(partial(_run, operation, parameters or ()))

    async def _executemany_async(self, operation: Any, seq_of_parameters: Any) -> Any:
        async with self._adapt_connection._execute_mutex:
            await self._trip(partial(_run_many, operation, seq_of_parameters))

    async def _trip(self, work: Callable[[Any], tuple[Any, Sequence[Any], int, int]]) -> None:
        connection: Any = self._connection
        answer = await connection._execute(work, connection._conn)
        self._description, rows, self._rowcount, self._lastrowid = answer
        self._rows = deque(rows)


def _run(operation: str, parameters: Any, connection: Any) -> tuple[Any, Sequence[Any], int, int]:
    cursor = connection.execute(operation, parameters)
    try:
        rows = cursor.fetchall() if cursor.description else ()
        return cursor.description, rows, cursor.rowcount, cursor.lastrowid
    finally:
        cursor.close()


def _run_many(operation: str, parameters: Any, connection: Any) -> tuple[Any, Sequence[Any], int, int]:
    cursor = connection.executemany(operation, parameters)
    try:
        return None, (), cursor.rowcount, cursor.lastrowid
    finally:
        cursor.close()


class Connection(AsyncAdapt_aiosqlite_connection):
    __slots__ = ()

    _cursor_cls = Cursor  # type: ignore[assignment]

    def rollback(self) -> None:
        """The pool asks for it after every transaction; mostly there is nothing to take back."""
        native = self._connection._connection
        if native is not None and native.in_transaction:
            super().rollback()


class Driver(AsyncAdapt_aiosqlite_dbapi):
    def connect(self, *arg: Any, **kw: Any) -> Connection:
        return Connection(self, super().connect(*arg, **kw)._connection)


class Dialect(SQLiteDialect_aiosqlite):
    driver = "onetrip"
    supports_statement_cache = True

    @classmethod
    def import_dbapi(cls) -> Driver:
        import sqlite3

        import aiosqlite

        return Driver(aiosqlite, sqlite3)


registry.register("sqlite.onetrip", __name__, "Dialect")
