"""The house's own books on screen: what they need read next, and what the operator asks the daemon to do in them."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from cairnloop.client import Refused, Unreachable
from cairnloop.tui.remote.each import each
from cairnloop.tui.remote.feed import later
from cairnloop.tui.remote.house_reading import HouseReader
from cairnloop.tui.state import events as e
from cairnloop.tui.state import leafing as b
from cairnloop.tui.state.book import HOUSE, Book
from cairnloop.tui.state.desk import Desk
from cairnloop.tui.state.housing import shelf_of
from cairnloop.tui.state.things import Thing
from cairnloop.tui.state.trouble import Trouble
from cairnloop.tui.terminal.lines import cut

if TYPE_CHECKING:
    from cairnloop.tui.app import ConsoleApp

T = TypeVar("T")
# What the daemon announces, by how its name begins, and the books that it changes.
ANNOUNCED = {
    "account": {Book.SETTINGS},
    "canned_response": {Book.CANNED},
    "hours": {Book.SETTINGS, Book.INBOXES},
    "inbox": {Book.INBOXES},
    "tag": {Book.TAGS},
    "user": {Book.USERS},
    "webhooks": {Book.WEBHOOKS},
}
STAYS = "Everything is as it was."


class HouseBooks:
    """What the console has of the books about the house itself."""

    def __init__(self, app: "ConsoleApp", refresh: Callable[[], None]) -> None:
        self._app = app
        self._refresh = refresh
        self.reader = HouseReader(app)
        self._looking = self._rereading = False

    def heard(self, event: str) -> None:
        """An announcement: the open book, if it is about that, is read again, once for all that come together."""
        book = self._app.desk.book
        if book not in ANNOUNCED.get(event.partition(":")[0], ()) or self._rereading:
            return
        self._rereading = True

        def reread() -> None:
            self._rereading = False
            if self._app.desk.book is book:
                self._refresh()

        later(self._app, self._app.patience, reread)

    def follow(self, desk: Desk) -> None:
        """What a list does not tell of the row under the cursor is read once the cursor rests."""
        if desk.book not in HOUSE or self._looking or shelf_of(desk, desk.book).wanted is None:
            return
        self._looking = True

        def look() -> None:
            self._looking = False
            now = self._app.desk
            if now.book is None or now.book not in HOUSE:
                return
            shelf = shelf_of(now, now.book)
            if (row := shelf.wanted) is not None:
                self._app.run_aside(self.reader.look(now.book, row))

        later(self._app, self._app.patience / 4, look)

    async def do(
        self,
        what: str,
        asked: Awaitable[T],
        done: Callable[[T], str | e.Told],
        *,
        then: Callable[[T], Awaitable[None]] | None = None,
    ) -> None:
        """Ask the daemon for one change, tell how it went, and read the book again. `what` was not done, if so."""
        try:
            said = await asked
        except Refused as error:
            self.fail(what, error)
            self._refresh()
            return
        except Unreachable as error:
            self.fail(what, error)
            return
        words = done(said)
        self._app.tell(e.Told(words) if isinstance(words, str) else words)
        self._refresh()
        if then is not None:
            await then(said)

    async def do_each(self, things: Sequence[Thing], act: Callable[[Thing], Awaitable[object]], done: str) -> None:
        """Ask for the same change of each. `done` is what they are then; those that are not stay marked."""
        outcome = await each(things, act)
        through = len(outcome.done)
        self._app.tell(b.Unmarked(frozenset(thing.id for thing in outcome.done)))
        if outcome.refused:
            thing, error = outcome.refused[0]
            known = "" if isinstance(outcome.refused[-1][1], Refused) else ", as far as is known"
            what = f"{len(things) - through} of {len(things)} not {done}{known}: {cut(thing.name, 40)}: {error.detail}"
            safe = f"{through} {done}." if through else "None of them is." if known else STAYS
            self._app.tell(e.Failed(Trouble(what, safe, "The others stay marked; . reads the list again.")))
        else:
            self._app.tell(e.Told(f"{through} {done}."))
        self._refresh()

    def fail(self, what: str, error: Refused | Unreachable) -> None:
        if isinstance(error, Refused):
            trouble = Trouble(f"{what}: {error.detail}", STAYS, "It is shown as it now stands; look again.")
        else:
            said = f"{what}, as far as is known: {error.detail}"
            trouble = Trouble(
                said, "Whether it was done shows when the list is read again.", "Press . to read it again."
            )
        self._app.tell(e.Failed(trouble))
