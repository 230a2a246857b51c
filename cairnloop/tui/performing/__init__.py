"""What each action does: one function per action of the registry, gathered in one table."""

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from cairnloop.tui.performing import (
    articles,
    books,
    bulk,
    conversing,
    deciding,
    house,
    jobs,
    looking,
    moving,
    queue,
    queue_writing,
    sections,
    status,
    writing,
)

if TYPE_CHECKING:
    from cairnloop.tui.app import ConsoleApp

Perform = Callable[["ConsoleApp"], Coroutine[Any, Any, None] | None]

PERFORM: dict[str, Perform] = {
    **deciding.PERFORM,
    **conversing.PERFORM,
    **writing.PERFORM,
    **moving.PERFORM,
    **sections.PERFORM,
    **looking.PERFORM,
    **bulk.PERFORM,
    **house.PERFORM,
    **status.PERFORM,
    **books.PERFORM,
    **articles.PERFORM,
    **jobs.PERFORM,
    **queue.PERFORM,
}
# What some actions do instead while the decision queue is on screen.
IN_QUEUE: dict[str, Perform] = {**queue.IN_QUEUE, **queue_writing.IN_QUEUE}
# While conversations are marked.
ON_MARKED: dict[str, Perform] = {**bulk.ON_MARKED}
# And while a book is.
IN_BOOKS: dict[str, Perform] = books.IN_BOOKS
