"""Which draft comes next: the one that has waited longest, those that failed among them, each once a sitting."""

from collections import deque
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cairnloop.client import Client
    from cairnloop.wire.drafting import DraftRowOut

# What waits for a person: a decision, or an answer because no draft could be made.
STANDING = ("pending", "failed")
PAGE = 50


async def waiting(client: "Client") -> AsyncIterator["DraftRowOut"]:
    """All that waits, the one that has waited longest first; never more than a page of each kind at hand."""
    streams = [_stream(client, status) for status in STANDING]
    heads = [await anext(stream, None) for stream in streams]
    while any(head is not None for head in heads):
        at = min(
            (number for number, head in enumerate(heads) if head is not None),
            key=lambda number: _order(heads[number]),
        )
        if (head := heads[at]) is not None:
            yield head
        heads[at] = await anext(streams[at], None)


def _order(row: Any) -> tuple[str, str]:
    return row["created_at"], row["id"]


async def _stream(client: "Client", status: str) -> AsyncIterator["DraftRowOut"]:
    after: str | None = None
    while True:
        page = await client.drafts(status=status, after=after, limit=PAGE)
        for row in page.rows:
            yield row
        if page.next is None:
            return
        after = page.next


class Queue:
    """What this sitting has still to look at."""

    def __init__(self, client: "Client") -> None:
        self._client = client
        self._source: AsyncIterator[DraftRowOut] | None = None
        self._first: deque[DraftRowOut] = deque()
        self._postponed: deque[DraftRowOut] = deque()
        self._seen: set[str] = set()

    async def next(self) -> "DraftRowOut | None":
        """The next one; what was postponed comes when there is nothing else. None when nothing is left."""
        if self._first:
            return self._first.popleft()
        # When the end is reached, what has come since then is looked for from the beginning.
        for source in (self._source, waiting(self._client)):
            self._source = source
            while source is not None and (row := await anext(source, None)) is not None:
                if row["id"] not in self._seen:
                    self._seen.add(row["id"])
                    return row
        return self._postponed.popleft() if self._postponed else None

    def postpone(self, row: "DraftRowOut") -> None:
        self._postponed.append(row)

    def put_first(self, row: "DraftRowOut") -> None:
        """This one comes next, whatever else waits."""
        self._first.appendleft(row)
        self._postponed = deque(one for one in self._postponed if one["id"] != row["id"])
