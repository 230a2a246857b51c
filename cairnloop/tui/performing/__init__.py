"""What each action does: one function per action of the registry, gathered in one table."""

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from cairnloop.tui.performing import (
    articles,
    attaching,
    books,
    bulk,
    canned,
    conversing,
    customers,
    deciding,
    house,
    house_books,
    jobs,
    kept_sections,
    looking,
    merging,
    merging_customers,
    moving,
    naming,
    person,
    queue,
    queue_writing,
    relating,
    reports,
    saving,
    searching,
    sections,
    sharing,
    sleeping,
    splitting,
    status,
    tagging,
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
    **reports.PERFORM,
    **books.PERFORM,
    **articles.PERFORM,
    **jobs.PERFORM,
    **house_books.PERFORM,
    **queue.PERFORM,
    **sleeping.PERFORM,
    **tagging.PERFORM,
    **merging.PERFORM,
    **sharing.PERFORM,
    **relating.PERFORM,
    **canned.PERFORM,
    **attaching.PERFORM,
    **saving.PERFORM,
    **naming.PERFORM,
    **customers.PERFORM,
    **person.PERFORM,
    **merging_customers.PERFORM,
    **searching.PERFORM,
    **kept_sections.PERFORM,
    **splitting.PERFORM,
}
# What some actions do instead while the decision queue is on screen.
IN_QUEUE: dict[str, Perform] = {**queue.IN_QUEUE, **queue_writing.IN_QUEUE}
# While conversations are marked.
ON_MARKED: dict[str, Perform] = {**bulk.ON_MARKED, **sleeping.ON_MARKED, **tagging.ON_MARKED}
# And while a book is.
IN_BOOKS: dict[str, Perform] = books.IN_BOOKS
