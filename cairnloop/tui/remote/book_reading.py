"""Reading the books: a page of one, an article with its words, the numbers of jobs."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

from cairnloop.client import Client, Refused
from cairnloop.errors import Invalid
from cairnloop.tui.remote.reading import AGAIN, Error, Reader, Tell
from cairnloop.tui.state import leafing as b
from cairnloop.tui.state.articles import Article, article_of
from cairnloop.tui.state.articles import row_of as article_row_of
from cairnloop.tui.state.book import SEARCHED, TITLES, Book
from cairnloop.tui.state.jobs import job_of
from cairnloop.tui.state.listing import PAGE, Edge
from cairnloop.tui.state.paged import Leaf
from cairnloop.tui.state.trail import entry_of
from cairnloop.tui.state.trouble import Trouble
from cairnloop.wire.trail import parse

SAFE = "Nothing was changed."
Turn = Callable[[str, str | None], Awaitable[Leaf[Any]]]


class BookReader(Reader):
    """Like the reader it is made of: what it is told, or why not, becomes an event."""

    def __init__(
        self, daemon: Client, tell: Tell, now: Callable[[], datetime], house: Mapping[Book, Turn] | None = None
    ) -> None:
        super().__init__(daemon, tell)
        self._now = now
        self._house = house or {}

    async def leaf(self, book: Book, asked: str, edge: Edge, after: str | None) -> None:
        """One page of a book, for the question that is asked of it."""
        turn: dict[Book, Turn] = {
            Book.ARTICLES: self._articles,
            Book.AUDIT: self._entries,
            Book.JOBS: self._jobs,
            **self._house,
        }

        async def read() -> None:
            self._tell(b.LeafRead(book, asked, edge, await turn[book](asked, after)))

        def failed(error: Error) -> None:
            if book is Book.JOBS:
                self._tell(b.JobsCounted(None))
            what = f"{TITLES[book]}: this could not be read: {error.detail}"
            trouble = Trouble(what, SAFE, AGAIN)
            if book in SEARCHED and error.status == 422:
                trouble = Trouble(f"This cannot be searched: {error.detail}", SAFE, "Press / to mend it, Esc for all.")
            self._tell(b.LeafUnread(book, asked, trouble))

        await self._once((book, asked, edge, after), read, failed)

    async def _articles(self, asked: str, after: str | None) -> Leaf[Any]:
        page = await self._daemon.articles(status=asked or None, after=after, limit=PAGE)
        return Leaf(after, tuple(article_row_of(row) for row in page.rows), page.next)

    async def _entries(self, asked: str, after: str | None) -> Leaf[Any]:
        try:
            query = parse(asked, self._now())
        except Invalid as error:
            # A line that could be read when it was written may have no moment between its times by now.
            raise Refused(error.status, error.reason, error.detail) from error
        before = None if after is None else int(after)
        page = await self._daemon.audit(**query.params(), before=before, limit=PAGE)
        return Leaf(after, tuple(entry_of(row) for row in page.rows), None if page.next is None else str(page.next))

    async def _jobs(self, asked: str, after: str | None) -> Leaf[Any]:
        said = await self._daemon.jobs(state=asked, after=after, limit=PAGE)
        self._tell(b.JobsCounted(dict(said["counts"])))
        return Leaf(after, tuple(job_of(row) for row in said["data"]), said.get("next"))

    async def article(self, article_id: str) -> None:
        """An article with its newest words; where they wait, with those that are published, too."""

        async def read() -> None:
            self._tell(b.ArticleRead(await self.read_article(article_id)))

        def failed(error: Error) -> None:
            trouble = Trouble(f"The article could not be read: {error.detail}", SAFE, AGAIN)
            self._tell(b.ArticleUnread(article_id, trouble))

        await self._once(("article", article_id), read, failed)

    async def read_article(self, article_id: str) -> Article:
        """The article as it is now. Raises Unreachable and Refused."""
        return await self.completed(await self._daemon.article(article_id))

    async def completed(self, said: Mapping[str, Any]) -> Article:
        """The daemon's answer about an article, with the published words where a draft stands before them."""
        newest, *older = said["revisions"] or [{}]
        published = next((one for one in older if one["state"] == "published"), None)
        if newest.get("state") != "draft" or published is None:
            return article_of(said, None)
        words = await self._daemon.revision(said["id"], published["id"])
        return article_of(said, words["body"])

    async def words(self, article_id: str, version_id: str) -> str:
        """The words of one version. Raises Unreachable and Refused."""
        return (await self._daemon.revision(article_id, version_id))["body"]

    async def job_counts(self) -> None:
        async def read() -> None:
            self._tell(b.JobsCounted(dict((await self._daemon.jobs(limit=1))["counts"])))

        await self._once("job counts", read, lambda error: self._tell(b.JobsCounted(None)))
