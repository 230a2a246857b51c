"""SQLAlchemy's aiosqlite dialect with one trip to the connection's thread for a statement instead of four, or none."""

from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final, TypeVar

from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.aiosqlite import (
    AsyncAdapt_aiosqlite_connection,
    AsyncAdapt_aiosqlite_cursor,
    AsyncAdapt_aiosqlite_dbapi,
    SQLiteDialect_aiosqlite,
)
from sqlalchemy.util.concurrency import await_

DRIVER = "sqlite+onetrip"
UNANSWERED: Final = {"unanswered": True}
"""Execution options of a statement whose outcome nobody asks for: it goes along with the next one, or the commit."""

Answer = tuple[Any, Sequence[Any], int, int]
Work = Callable[[Any], Answer]
Found = TypeVar("Found")


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

    def put_off(self, work: Work) -> None:
        self._adapt_connection.unanswered.append(work)  # type: ignore[attr-defined]
        await_(_at_once())

    async def _trip(self, work: Work) -> None:
        connection: Any = self._connection
        before = self._adapt_connection.take_unanswered()  # type: ignore[attr-defined]
        answer = await connection._execute(_in_turn, before, work, connection._conn)
        self._description, rows, self._rowcount, self._lastrowid = answer
        self._rows = deque(rows)


async def _at_once() -> None:
    """SQLAlchemy takes a call that waits for nothing for one of a driver that knows no waiting."""


def _in_turn(before: Sequence[Work], work: Callable[[Any], Found], connection: Any) -> Found:
    for one in before:
        one(connection)
    return work(connection)


def _run(operation: str, parameters: Any, connection: Any) -> Answer:
    cursor = connection.execute(operation, parameters)
    try:
        rows = cursor.fetchall() if cursor.description else ()
        return cursor.description, rows, cursor.rowcount, cursor.lastrowid
    finally:
        cursor.close()


def _run_many(operation: str, parameters: Any, connection: Any) -> Answer:
    cursor = connection.executemany(operation, parameters)
    try:
        return None, (), cursor.rowcount, cursor.lastrowid
    finally:
        cursor.close()


class Connection(AsyncAdapt_aiosqlite_connection):
    __slots__ = ("unanswered",)

    _cursor_cls = Cursor  # type: ignore[assignment]

    def __init__(self, dbapi: Any, connection: Any) -> None:
        super().__init__(dbapi, connection)
        self.unanswered: list[Work] = []

    def take_unanswered(self) -> list[Work]:
        before, self.unanswered = self.unanswered, []
        return before

    def commit(self) -> None:
        before, native = self.take_unanswered(), self._connection._connection
        if native is None or not (before or native.in_transaction):
            return
        try:
            await_(self._connection._execute(_in_turn, before, _commit, native))
        except Exception as error:  # noqa: BLE001 - what it is called is decided there, and raised
            self._handle_exception(error)

    def rollback(self) -> None:
        """The pool asks for it after every transaction; mostly there is nothing to take back."""
        self.unanswered.clear()
        native = self._connection._connection
        if native is not None and native.in_transaction:
            super().rollback()


def _commit(connection: Any) -> None:
    connection.commit()


class Driver(AsyncAdapt_aiosqlite_dbapi):
    def connect(self, *arg: Any, **kw: Any) -> Connection:
        return Connection(self, super().connect(*arg, **kw)._connection)


class Dialect(SQLiteDialect_aiosqlite):
    driver = "onetrip"
    supports_statement_cache = True

    def do_execute(self, cursor: Any, statement: str, parameters: Any, context: Any = None) -> None:
        if _is_unanswered(context):
            cursor.put_off(partial(_run, statement, parameters or ()))
        else:
            cursor.execute(statement, parameters)

    def do_executemany(self, cursor: Any, statement: str, parameters: Any, context: Any = None) -> None:
        if _is_unanswered(context):
            cursor.put_off(partial(_run_many, statement, parameters))
        else:
            cursor.executemany(statement, parameters)

    @classmethod
    def import_dbapi(cls) -> Driver:
        import sqlite3

        import aiosqlite

        return Driver(aiosqlite, sqlite3)


def _is_unanswered(context: Any) -> bool:
    return context is not None and bool(context.execution_options.get("unanswered"))


registry.register("sqlite.onetrip", __name__, "Dialect")
