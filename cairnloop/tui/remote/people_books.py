"""Customers, companies and the search on screen: where they lead, and what they need read next."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

from cairnloop.tui.remote.feed import later
from cairnloop.tui.remote.people_reading import PeopleReader
from cairnloop.tui.state import events as e
from cairnloop.tui.state import visiting as v
from cairnloop.tui.state.book import Book
from cairnloop.tui.state.desk import Desk
from cairnloop.tui.state.shelf import paged_of

if TYPE_CHECKING:
    from cairnloop.tui.app import ConsoleApp

T = TypeVar("T")
# A message further back than this is not looked for by itself.
MOST_SOUGHT = 3000
FAR_BACK = "It stands further back than is read by itself; k at the top reads on."


class PeopleBooks:
    """What the console has of the books about customers."""

    def __init__(self, app: "ConsoleApp") -> None:
        self._app = app
        self.reader = PeopleReader(app)
        self._looking = False

    async def stack(self, book: Book, asked: str) -> None:
        """Show a book over the open one, which comes back when it is closed."""
        app, before = self._app, self._app.desk.book
        if before is None:
            await app.books.open(book, asked)
            return
        app.take(v.Stacked(book, asked))
        if before is not book:
            await app.switch_screen(book.value)
        app.redraw()
        app.books.refresh()

    async def visit(self, conversation_id: str, message_id: str | None = None) -> None:
        """Open a conversation from a book, at a message; leaving it comes back to the book."""
        app = self._app
        while app.desk.book is not None and app.desk.open == conversation_id:
            await app.books.close()
        if app.desk.book is not None:
            app.take(v.Lent(conversation_id))
            await app.pop_screen()
            await app.enter(conversation_id, over=app.desk.open is not None)
        app.conversation.leave_composer()
        app.take(v.Sought(message_id))

    async def returned(self) -> None:
        """Show the book that has come back, as it was left."""
        app, book = self._app, self._app.desk.book
        if book is None:
            return
        if app.books.screens[book] not in app.screen_stack:
            await app.push_screen(book.value)
        app.redraw()
        if paged_of(app.desk, book).read_at is None:
            app.books.refresh()

    def renew(self) -> None:
        """What is known of the customer on screen is read again."""
        customer_id = self._wanted(self._app.desk)
        if customer_id is not None:
            self._app.take(v.CustomerChanged(customer_id))

    def follow(self, desk: Desk) -> None:
        """The customer under the cursor is read once the cursor rests."""
        if self._looking or self._unread(desk) is None:
            return
        self._looking = True

        def look() -> None:
            self._looking = False
            customer_id = self._unread(self._app.desk)
            if customer_id is not None:
                self._app.run_aside(self.reader.card(customer_id))

        later(self._app, self._app.patience / 4, look)

    def seek(self, event: e.Event) -> None:
        """Older messages are read until the one is there for whose sake the conversation was opened."""
        desk = self._app.desk
        thread = desk.threads.get(desk.open or "")
        if desk.sought is None or thread is None or not isinstance(event, v.Sought | e.ThreadRead | e.EarlierRead):
            return
        if thread.earlier is None or any(one.id == desk.sought for one in thread.messages):
            return
        if len(thread.messages) >= MOST_SOUGHT:
            self._app.take(e.Told(FAR_BACK, "hint"))
        else:
            self._app.feed.read_earlier()

    async def do(self, customer_id: str, what: str, asked: Awaitable[T], done: Callable[[T], str]) -> bool:
        """Ask the daemon for one change of a customer, tell how it went, and read them again. Whether it was done."""
        went: list[bool] = []

        async def then(said: T) -> None:
            went.append(True)
            self._app.take(v.CustomerChanged(customer_id))

        await self._app.books.house.do(what, asked, done, then=then)
        return bool(went)

    def _wanted(self, desk: Desk) -> str | None:
        if desk.book is Book.CUSTOMERS and desk.customers.paged.row is not None:
            return desk.customers.paged.row.id
        return desk.person.id or None if desk.book is Book.PERSON else None

    def _unread(self, desk: Desk) -> str | None:
        customer_id = self._wanted(desk)
        return customer_id if customer_id is not None and desk.people.wants(customer_id) else None
