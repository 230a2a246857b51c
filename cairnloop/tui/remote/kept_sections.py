"""The sections that the daemon keeps: read when one signs in and whenever colleagues change those that all share."""

from collections.abc import Awaitable
from typing import TYPE_CHECKING, Any

from cairnloop.client import Refused, Unreachable
from cairnloop.client.link import Link
from cairnloop.errors import Invalid
from cairnloop.tui.remote.reading import Reader
from cairnloop.tui.state import events as e
from cairnloop.tui.state import visiting as v
from cairnloop.tui.state.desk import Desk
from cairnloop.tui.state.listing import Edge
from cairnloop.tui.state.sections import Saved
from cairnloop.tui.state.trouble import Trouble
from cairnloop.wire.query import Query, parse
from cairnloop.wire.terminal import harmless

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cairnloop.tui.app import ConsoleApp


class KeptSections(Reader):
    """Reads them, counts what nobody has looked at, and asks for changes."""

    def __init__(self, app: "ConsoleApp") -> None:
        # Taken in at once: whoever made a section goes on with it.
        super().__init__(app.daemon, app.take)
        self._app = app

    def follow(self, before: Desk, event: e.Event) -> None:
        """Whatever has to be read after something happened."""
        app = self._app
        live = isinstance(event, e.LinkChanged) and event.link is Link.LIVE and before.link.link is not Link.LIVE
        if live or isinstance(event, e.SignedIn | v.SectionNews):
            app.run_aside(self.read())
        if isinstance(event, e.CountsRead):
            app.run_aside(self.count_unread())
        if isinstance(event, v.SectionsRead):
            if app.desk.saved != before.saved:
                app.run_aside(app.reader.counts(app.desk.saved))
            if app.desk.section != before.section and not app.desk.listing.was_read:
                app.run_aside(app.reader.page(app.desk.section, Edge.ANEW, None))

    async def read(self) -> None:
        async def read() -> None:
            self._tell(v.SectionsRead(tuple(saved_of(one) for one in await self._daemon.sections())))

        # Those that were read stay; the link says when news stops.
        await self._once("sections", read, lambda error: None)

    async def count_unread(self) -> None:
        async def read() -> None:
            self._tell(v.UnreadCounted(await self._daemon.unread()))

        # The sections say how many they hold; that some are new is a courtesy.
        await self._once("unread", read, lambda error: None)

    async def do(self, what: str, asked: Awaitable[Any], done: str) -> bool:
        """Ask for one change, tell how it went, and read them again. Whether it was done."""
        try:
            await asked
        except (Refused, Unreachable) as error:
            self._tell(e.Failed(Trouble(f"{what}: {error.detail}", "The sections are as they were.", "Try again.")))
            await self.read()
            return False
        await self.read()
        self._tell(e.Told(done))
        return True


def saved_of(wire: "Mapping[str, Any]") -> Saved:
    """From a row of `GET /api/sections`. A query that a newer daemon understands better is left to it."""
    text = str(wire["query"])
    try:
        query = parse(text)
    except Invalid:
        query = Query()
    title = " ".join(harmless(str(wire["title"])).split())
    return Saved(title, text, query, str(wire["id"]), bool(wire["shared"]), int(wire["place"]))
