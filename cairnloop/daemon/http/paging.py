"""Lists a page at a time: what may be asked of one, and where the next goes on."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated, Any, TypeVar
from uuid import UUID

from fastapi import Query
from starlette.responses import Response

from cairnloop.daemon.http.answers import answer
from cairnloop.desk.lists.pages import read_cursor, write_cursor

Row = TypeVar("Row")
Place = tuple[datetime, UUID]
After = Annotated[str | None, Query(max_length=200, description="the `next` of the page before")]
Limit = Annotated[int, Query(ge=1, le=200)]


def place(after: str | None) -> Place | None:
    """Where the page before ended. Raises Invalid for a cursor that we did not write."""
    return None if after is None else read_cursor(after)


def cursor(seen_to: Place | None) -> str | None:
    return None if seen_to is None else write_cursor(*seen_to)


def answer_after(
    rows: Sequence[Row], limit: int, shape: Callable[[Row], Any], mark: Callable[[Row], int | UUID]
) -> Response:
    """A page of rows that go on after one of them, asked for with one more than `limit`."""
    following = str(mark(rows[limit - 1])) if len(rows) > limit else None
    return answer([shape(row) for row in rows[:limit]], next=following, previous=None, limit=limit)


def answer_page(
    rows: Sequence[Row], limit: int, shape: Callable[[Row], Any], at: Callable[[Row], Place], **beside: Any
) -> Response:
    """A page of rows that were asked for with one more than `limit`: if that came, there is a next page."""
    following = cursor(at(rows[limit - 1])) if len(rows) > limit else None
    return answer([shape(row) for row in rows[:limit]], next=following, previous=None, limit=limit, **beside)
