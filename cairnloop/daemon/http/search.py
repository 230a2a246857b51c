"""Full-text search over conversations, for operators."""

from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from cairnloop.daemon.http.answers import answer
from cairnloop.daemon.http.auth import House, Reader
from cairnloop.daemon.http.bodies import Router
from cairnloop.daemon.http.filters import filter_of_value
from cairnloop.desk.search.reading import search
from cairnloop.desk.search.seeking import sought
from cairnloop.wire.found import FoundOut
from cairnloop.wire.search import parse
from cairnloop.wire.text import storable

router = Router(prefix="/api/conversations", tags=["conversations"])


@router.get("/search", response_model=None, responses={200: {"model": list[FoundOut]}})
async def find(
    s: House,
    by: Reader,
    query: Annotated[str, Query(max_length=2000, description="words, and operators such as from: tag: before:")] = "",
    after: Annotated[str | None, Query(max_length=400, description="the `next` of the page before")] = None,
    limit: Annotated[int, Query(ge=1, le=50)] = 20,
) -> Response:
    """Conversations in which the words stand: in a message, the subject, or the customer's name or e-mail.

    All words must be in one message or about it. “Several words” in quotation marks stand next to each other, `word*`
    begins others, `-word` is not there. Operators: from: to: assignee: tag: inbox: status: is: has: source: awaiting:
    customer: older: before: after: on:. Those that fit best come first: the newest 500 messages that match are weighed
    by where the words stand and how recent they are, then the next 500. `count` is how many conversations those are
    in; with `more` there are further ones. A page may be shorter than `limit` and have a `next` all the same.
    """
    wanted = parse(storable(query))
    async with s.db.read() as tx:
        page = await search(
            tx, await sought(tx, by, wanted, await filter_of_value(tx, by, wanted.query)), after=after, limit=limit
        )
    return answer(page.rows, next=page.next, previous=None, limit=limit, count=page.count, more=page.more)
