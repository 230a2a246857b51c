"""What flows in: signing in, staying connected, and reading again what news or the cursor made necessary."""

import asyncio
import itertools
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from time import monotonic
from typing import TYPE_CHECKING, Any

from rich.text import Text

from cairnloop.client import Refused, Unreachable
from cairnloop.client.link import Link
from cairnloop.tui.remote.port import Connect, Live
from cairnloop.tui.state import events as e
from cairnloop.tui.state.listing import Edge
from cairnloop.tui.state.news import heard
from cairnloop.tui.state.trouble import Trouble

if TYPE_CHECKING:
    from cairnloop.tui.app import ConsoleApp

# Customers are told that somebody writes at most this often.
TYPING_EVERY = timedelta(seconds=1.5)
# After reading the counts, so many times the patience goes by before they are read again.
BREATHS = 4
SAVED_BREATHS = 20
# Seconds between attempts to reach a daemon that does not answer.
WAITS = (1.0, 2.0, 5.0)


def later(app: "ConsoleApp", seconds: float, then: Callable[[], None]) -> None:
    """After so many seconds; with none, as soon as the loop gets to it."""
    if seconds > 0:
        app.set_timer(seconds, then)
    else:
        app.call_later(then)


class Feed:
    """`patience` is how long, in seconds, news and cursor moves are gathered before the daemon is asked again."""

    def __init__(self, app: "ConsoleApp", connect: Connect, patience: float) -> None:
        self._app = app
        self._connect = connect
        self._patience = patience
        self._live: Live | None = None
        self._waiting: set[str] = set()
        self._freshened = 0.0
        self._counted = 0.0
        self._typing_told = app.now() - TYPING_EVERY

    def begin(self) -> None:
        """Start, or start at once instead of waiting for the next attempt."""
        self._app.run_worker(self.start(), exclusive=True, group="start")

    async def start(self) -> None:
        """Sign in, listen, and read what the first screen needs: once it is there, since much is loaded for reading."""
        app = self._app
        await app.painted.wait()
        for wait in itertools.chain(WAITS, itertools.repeat(WAITS[-1])):
            try:
                me = await app.reader.sign_in()
                break
            except (Refused, Unreachable) as error:
                # A daemon that is overburdened, or a proxy before one that is down, may let us in a moment later.
                if isinstance(error, Refused) and error.status < 500 and error.status != 429:
                    app.exit(1, message=Text(f"The daemon does not let us in: {error.detail}"))
                    return
                self._not_yet(error.detail)
                await asyncio.sleep(wait)
            except (KeyError, TypeError, ValueError):
                app.exit(1, message=Text(f"What answers at {app.daemon.url} is no daemon this console understands."))
                return
        app.run_aside(self._listen(f"notification:{me.account_id}"))
        await app.reader.everything(app.desk.section, None, app.desk.saved)

    def _not_yet(self, why: str) -> None:
        app = self._app
        app.take(e.LinkChanged(Link.LOST))
        app.take(e.CountsUnread())
        trouble = Trouble(why, "It is being tried again.", "Press . to try at once, q to leave.")
        app.take(e.PageUnread(app.desk.section, trouble))

    async def _listen(self, topic: str) -> None:
        """Stay connected for as long as the console runs."""
        app = self._app
        live = self._live = self._connect(on_event=self._announced, on_link=lambda link: app.tell(e.LinkChanged(link)))
        try:
            # Without a connection yet this only notes the topic, which is joined as soon as there is one.
            with suppress(Unreachable):
                await live.join(topic)
            await live.run()
        except Refused:
            app.tell(e.LinkChanged(Link.REFUSED))

    def _announced(self, topic: str, event: str, payload: dict[str, Any]) -> None:
        if not topic.startswith("notification:"):
            return
        try:
            found = heard(event, payload)
        except (KeyError, TypeError, ValueError):
            # A daemon of another version: news that is not understood must not end the listening.
            found = e.Told("The daemon said something this console does not understand. . reads anew.", "hint")
        if found is not None:
            self._app.tell(found)
        self._app.books.house.heard(event)
        if event.startswith("user:"):
            self._soon("colleagues", self._patience, lambda: self._app.run_aside(self._app.reader.colleagues()))
            me = self._app.desk.me
            if me is not None and payload.get("id") == me.user_id:
                self._soon("oneself", self._patience, lambda: self._app.run_aside(self._app.reader.oneself()))

    def _soon(self, name: str, seconds: float, then: Callable[[], None]) -> None:
        """Do it once, a little later, however often it is asked for until then."""
        if name in self._waiting:
            return
        self._waiting.add(name)

        def run() -> None:
            self._waiting.discard(name)
            then()

        later(self._app, seconds, run)

    def freshen(self) -> None:
        """Counts, and what announcements leave out of rows."""
        app = self._app

        def read() -> None:
            self._freshened = monotonic()
            app.run_aside(app.reader.counts())
            self._count_saved()
            if not app.desk.listing.above:
                app.run_aside(app.reader.check(app.desk.section))

        # A busy desk announces many things a second: one reading serves them all.
        rest = self._freshened + BREATHS * self._patience - monotonic()
        self._soon("freshen", max(self._patience, rest), read)

    def _count_saved(self) -> None:
        """Less often than what the house counts: any console may have many of them, and each is a search."""
        app = self._app

        def read() -> None:
            self._counted = monotonic()
            app.run_aside(app.reader.counts(app.desk.saved))

        if app.desk.saved:
            self._soon("saved", max(0.0, self._counted + SAVED_BREATHS * self._patience - monotonic()), read)

    def catch_up(self, *, keep_cursor: bool) -> None:
        """Everything on screen, read again."""
        app = self._app
        if app.desk.me is None:
            self.begin()
            return
        reader, target = app.reader, app.desk.target
        for reading in (reader.oneself(), reader.counts(app.desk.saved), reader.colleagues(), reader.queue()):
            app.run_aside(reading)
        app.run_aside(reader.page(app.desk.section, Edge.ANEW, None, keep_cursor=keep_cursor))
        if target is not None:
            app.run_aside(reader.thread(target))

    def read_threads(self) -> None:
        """The conversation under the cursor, and the one below it, before it is asked for."""
        app = self._app

        def read() -> None:
            listing, target = app.desk.listing, app.desk.target
            below = listing.rows[listing.index + 1 : listing.index + 2] if app.desk.open is None else ()
            for conversation_id in (target, *(row.id for row in below)):
                if conversation_id is not None and conversation_id not in app.desk.threads:
                    app.run_aside(app.reader.thread(conversation_id))

        self._soon("threads", self._patience / 4, read)

    def read_earlier(self) -> None:
        thread = self._app.desk.thread
        if thread is not None and thread.earlier is not None:
            self._app.run_aside(self._app.reader.earlier(thread.row.id, thread.earlier))

    def read_trail(self, conversation_id: str) -> None:
        """Soon: what was done is written down with it, and several things are often done at once."""
        reader = self._app.reader
        self._soon("trail", self._patience, lambda: self._app.run_aside(reader.trail(conversation_id)))

    def tell_viewing(self, conversation_id: str | None) -> None:
        """Let colleagues see what is open here."""
        desk, live = self._app.desk, self._live
        if live is None or desk.me is None or desk.link.blocked:
            return
        topic = f"notification:{desk.me.account_id}"

        async def push() -> None:
            # A courtesy, too; it is told again with the next conversation and after a reconnect.
            with suppress(Refused, Unreachable):
                await live.push(topic, "viewing", {"conversation_id": conversation_id})

        self._app.run_aside(push())

    def tell_typing(self, conversation_id: str) -> None:
        """Let the customer see that somebody writes."""
        desk, live, now = self._app.desk, self._live, self._app.now()
        if live is None or desk.me is None or desk.link.blocked or now - self._typing_told < TYPING_EVERY:
            return
        self._typing_told = now
        topic = f"notification:{desk.me.account_id}"

        async def push() -> None:
            # A courtesy; that it was not delivered changes nothing.
            with suppress(Refused, Unreachable):
                await live.push(topic, "typing", {"conversation_id": conversation_id, "typing": True})

        self._app.run_aside(push())
