"""A Postgres connection of one's own, beside the pool: for listening, and for the job worker."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from sqlalchemy.engine import URL

from cairnloop.errors import Unavailable

if TYPE_CHECKING:
    from asyncpg import Connection

# A question that takes longer than this has nobody at its other end any more.
ANSWER_SECONDS = 30.0
# What an address may say to SQLAlchemy and asyncpg itself does not know.
FOR_SQLALCHEMY = ("prepared_statement_cache_size", "prepared_statement_name_func", "async_fallback")


async def open_connection(url: URL, name: str) -> "Connection[Any]":
    """Connect to the database of the pool; `name` is what its administrator sees."""
    import asyncpg

    _, options = url.get_dialect()().create_connect_args(url)
    for option in FOR_SQLALCHEMY:
        options.pop(option, None)
    server_settings = {"application_name": f"cairnloop {name}"}
    return await asyncpg.connect(**options, command_timeout=ANSWER_SECONDS, server_settings=server_settings)


class Line:
    """One connection, used by one caller at a time and opened again when it was lost.

    Every trouble is told as Unavailable: callers wait and ask again. `greet` is called with each new connection.
    """

    def __init__(
        self, url: URL, name: str, greet: Callable[["Connection[Any]"], Awaitable[None]] | None = None
    ) -> None:
        self._url = url
        self._name = name
        self._greet = greet
        self._turn = asyncio.Lock()
        self._connection: Connection[Any] | None = None

    async def fetch(self, query: str, *args: object) -> list[dict[str, Any]]:
        import asyncpg

        async with self._turn:
            try:
                connection = await self._opened()
                return [dict(row) for row in await connection.fetch(query, *args)]
            except OSError as error:
                self._hang_up()  # no answer in time: whatever still comes is not for the next caller
                raise Unavailable(f"the database does not answer: {error or type(error).__name__}") from error
            except (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError) as error:
                raise Unavailable(f"the database refuses: {type(error).__name__}: {error}") from error

    async def _opened(self) -> "Connection[Any]":
        if self._connection is None or self._connection.is_closed():
            connection = await open_connection(self._url, self._name)
            if self._greet is not None:
                await self._greet(connection)
            self._connection = connection
        return self._connection

    def _hang_up(self) -> None:
        if self._connection is not None:
            self._connection.terminate()
            self._connection = None

    async def close(self) -> None:
        async with self._turn:
            if self._connection is not None and not self._connection.is_closed():
                await self._connection.close(timeout=ANSWER_SECONDS)
            self._connection = None
