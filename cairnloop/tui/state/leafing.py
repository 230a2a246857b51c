"""What can happen to the books: pages that were read, and the operator's own moves in them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cairnloop.tui.state.articles import Article, Face
from cairnloop.tui.state.book import Book
from cairnloop.tui.state.events import Event
from cairnloop.tui.state.listing import Edge
from cairnloop.tui.state.paged import Leaf
from cairnloop.tui.state.trouble import Trouble


@dataclass(frozen=True, slots=True)
class BookOpened(Event):
    book: Book


@dataclass(frozen=True, slots=True)
class BookClosed(Event):
    """Back to where the operator came from."""


@dataclass(frozen=True, slots=True)
class Asked(Event):
    """Another question to a book: another tab, or another search."""

    book: Book
    asked: str


@dataclass(frozen=True, slots=True)
class LeafRead(Event):
    book: Book
    asked: str
    edge: Edge
    leaf: Leaf[Any]


@dataclass(frozen=True, slots=True)
class LeafUnread(Event):
    book: Book
    asked: str
    trouble: Trouble


@dataclass(frozen=True, slots=True)
class TriedAgain(Event):
    """The operator wants the page that could not be read."""


@dataclass(frozen=True, slots=True)
class Restarted(Event):
    """The operator goes back to the beginning of a list that has been left far behind."""


@dataclass(frozen=True, slots=True)
class RowMoved(Event):
    """By so many rows, or to one of them."""

    steps: int = 0
    to: str | None = None


@dataclass(frozen=True, slots=True)
class Narrowed(Event):
    needle: str


@dataclass(frozen=True, slots=True)
class Turned(Event):
    """One row is read in full, or the list is back beside it."""

    whole: bool


@dataclass(frozen=True, slots=True)
class Marked(Event):
    """The row under the cursor is marked, or no longer."""


@dataclass(frozen=True, slots=True)
class Unmarked(Event):
    """These are not marked any more; None says that nothing is."""

    ids: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class AllMarked(Event):
    """Every row that is shown is marked; where all are already, none is any more."""


@dataclass(frozen=True, slots=True)
class ArticleRead(Event):
    article: Article


@dataclass(frozen=True, slots=True)
class ArticleUnread(Event):
    article_id: str
    trouble: Trouble


@dataclass(frozen=True, slots=True)
class FaceChosen(Event):
    face: Face | None


@dataclass(frozen=True, slots=True)
class WordsKept(Event):
    """Words for an article that could not be saved; None when there are none any more."""

    article_id: str
    text: str | None = None


@dataclass(frozen=True, slots=True)
class JobsCounted(Event):
    """None when they could not be counted: then the old numbers are no longer to be believed."""

    counts: Mapping[str, int] | None


@dataclass(frozen=True, slots=True)
class JobsGone(Event):
    """These are no longer what the list shows: they were retried or discarded."""

    ids: frozenset[str]
