"""The books on screen: opening and leaving them, and reading what they need next."""

from typing import TYPE_CHECKING

from cairnloop.client.link import Link
from cairnloop.tui.remote.book_deeds import BookDeeds
from cairnloop.tui.remote.book_reading import BookReader
from cairnloop.tui.remote.feed import later
from cairnloop.tui.remote.house_books import HouseBooks
from cairnloop.tui.remote.people_books import PeopleBooks
from cairnloop.tui.screens.books import ArticlesScreen, AuditScreen, BookScreen, JobsScreen
from cairnloop.tui.screens.house_books import house_screens
from cairnloop.tui.screens.people_books import people_screens
from cairnloop.tui.state import events as e
from cairnloop.tui.state import leafing as b
from cairnloop.tui.state.book import Book
from cairnloop.tui.state.desk import Desk
from cairnloop.tui.state.listing import Edge
from cairnloop.tui.state.shelf import paged_of

FAR = 1_000_000

if TYPE_CHECKING:
    from cairnloop.tui.app import ConsoleApp


class Books:
    """What the console has of its books."""

    def __init__(self, app: "ConsoleApp") -> None:
        self._app = app
        self.house = HouseBooks(app, self.refresh)
        self.people = PeopleBooks(app)
        turns = {**self.house.reader.turns, **self.people.reader.turns}
        self.reader = BookReader(app.daemon, app.tell, app.now, turns)
        self.deeds = BookDeeds(app.daemon, self.reader, app.tell)
        self.screens: dict[Book, BookScreen] = {
            Book.ARTICLES: ArticlesScreen(),
            Book.AUDIT: AuditScreen(),
            Book.JOBS: JobsScreen(),
            **house_screens(),
            **people_screens(),
        }
        self._looking = False

    def install(self) -> None:
        for book, screen in self.screens.items():
            self._app.install_screen(screen, book.value)

    async def open(self, book: Book, asked: str | None = None) -> None:
        """Show a book; a question opens it at that, else it is as it was left, and read again."""
        app, before = self._app, self._app.desk.book
        # Said before it is shown: whoever opens another one meanwhile takes this one's place.
        app.take(b.BookOpened(book))
        if before is None:
            await app.push_screen(book.value)
        elif before is not book:
            await app.switch_screen(book.value)
        app.redraw()
        if asked is None or asked == paged_of(app.desk, book).asked:
            self.refresh()
        else:
            self.ask(asked)

    async def close(self) -> None:
        """Back to what is below. A conversation's own trail is not what the trail is left at."""
        desk = self._app.desk
        if desk.book is Book.AUDIT and desk.audit.paged.asked == f"conversation:{desk.open}":
            self._app.take(b.Asked(Book.AUDIT, ""))
        self._app.take(b.BookClosed())
        below = self._app.desk.book
        if below is None:
            await self._app.pop_screen()
        else:
            if below is not desk.book:
                await self._app.switch_screen(below.value)
            await self.people.returned()

    def ask(self, asked: str) -> None:
        """Ask the open book something else."""
        book = self._app.desk.book
        if book is not None:
            self._app.take(b.Asked(book, asked))
            self._read(book, Edge.ANEW, None)

    def refresh(self) -> None:
        """Read the open book again: from its beginning, or the page that could not be read."""
        book = self._app.desk.book
        if book is None:
            return
        paged = paged_of(self._app.desk, book)
        if paged.trouble is not None and paged.leaves:
            self._app.take(b.TriedAgain())
        else:
            self._read(book, Edge.ANEW, None)
        self.people.renew()
        article = self._app.desk.articles.paged.row
        if book is Book.ARTICLES and article is not None:
            self._app.run_aside(self.reader.article(article.id))

    def to_top(self) -> None:
        """To the first row of all, which may have been pushed out of the window long ago."""
        book = self._app.desk.book
        if book is not None and paged_of(self._app.desk, book).above:
            self._app.take(b.Restarted())
            self._read(book, Edge.ANEW, None)
        else:
            self._app.take(b.RowMoved(-FAR))

    def _read(self, book: Book, edge: Edge, after: str | None) -> None:
        self._app.run_aside(self.reader.leaf(book, paged_of(self._app.desk, book).asked, edge, after))

    def follow(self, before: Desk, event: e.Event) -> None:
        """Whatever has to be read after something happened."""
        desk = self._app.desk
        self.people.seek(event)
        if desk.book is None or desk.me is None:
            return
        if isinstance(event, e.LinkChanged) and event.link is Link.LIVE and before.link.link is not Link.LIVE:
            self.refresh()
        if (wanted := paged_of(desk, desk.book).wants()) is not None:
            self._read(desk.book, *wanted)
        if desk.book is Book.ARTICLES and not self._looking:
            self._look_soon(desk)
        self.house.follow(desk)
        self.people.follow(desk)

    def _look_soon(self, desk: Desk) -> None:
        """The article under the cursor is read once the cursor rests."""
        row = desk.articles.paged.row
        if row is None or row.id in desk.articles.read or row.id in desk.articles.unreadable:
            return
        self._looking = True

        def look() -> None:
            self._looking = False
            now = self._app.desk.articles.paged.row
            if now is not None and now.id not in self._app.desk.articles.read:
                self._app.run_aside(self.reader.article(now.id))

        later(self._app, self._app.patience / 4, look)
