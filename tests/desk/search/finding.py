"""Asking the search as an operator does, and reading what it found."""

from cairnloop.daemon.http.filters import filter_of_value
from cairnloop.desk.search.reading import Found, search
from cairnloop.desk.search.seeking import sought
from cairnloop.kernel.database import Database
from cairnloop.people.identity import Operator
from cairnloop.wire.search import parse
from tests import make


async def ask(db: Database, by: Operator, query: str, *, after: str | None = None, limit: int = 20) -> Found:
    wanted = parse(query)
    async with db.read() as tx:
        which = await filter_of_value(tx, by, wanted.query)
        return await search(tx, await sought(tx, by, wanted, which), after=after, limit=limit)


async def found(desk: make.Desk, query: str) -> list[str]:
    """The conversations, the best first."""
    return [row["conversation"]["id"] for row in (await ask(desk.db, desk.sam, query)).rows]
