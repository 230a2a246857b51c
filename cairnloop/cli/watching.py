"""`--watch`: a listing that stays: read again when the daemon has news, and at least every few seconds."""

import asyncio
import signal
from collections.abc import Awaitable, Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cairnloop.cli.exits import Exit, line_for
from cairnloop.cli.output import Listing, Out, Shape, require_reader
from cairnloop.cli.views import Printed, Screen, View, document, rows
from cairnloop.errors import CairnloopError

if TYPE_CHECKING:
    from cairnloop.client import Client

Read = Callable[[Out], Awaitable[object]]
# Announcements come in bursts; one reading serves them all.
GATHER_SECONDS = 0.2
# Between attempts to learn whose news to ask for.
AGAIN_SECONDS = 2.0
# What is announced but changes no row of any listing.
IDLE = frozenset({"presence_state", "presence_diff", "typing"})
# Trying again does not help: the key is not known, may not see this, or there is no such thing.
FINAL = frozenset({400, 401, 403, 404, 422})


class Kept(Out):
    """Keeps the listing instead of printing it."""

    kept: Listing | None = None

    def show(self, listing: Listing) -> None:
        self.kept = listing


@dataclass(slots=True)
class News:
    """Whether we hear what happens in the account, and `came`, which is set whenever something has."""

    came: asyncio.Event = field(default_factory=asyncio.Event)
    live: bool = False

    async def listen(self, client: "Client") -> None:
        """Stay connected until cancelled. Only listens: nobody is shown as present because a listing is watched."""
        from cairnloop.client import Unreachable
        from cairnloop.client.channel import Channel, Link

        def heard(topic: str, event: str, payload: dict[str, object]) -> None:
            if event not in IDLE:
                self.came.set()

        def linked(link: Link) -> None:
            self.live = link is Link.LIVE
            self.came.set()

        account = await self._account(client)
        channel = Channel(client.url, client.token, on_event=heard, on_link=linked)
        # There is no connection yet: the topic is noted, and joined as soon as there is one.
        with suppress(Unreachable):
            await channel.join(f"notification:{account}", {"present": False})
        await channel.run()

    async def _account(self, client: "Client") -> str:
        from cairnloop.client import Unreachable

        while True:
            with suppress(Unreachable):
                return str((await client.me())["account_id"])
            await asyncio.sleep(AGAIN_SECONDS)

    async def wait(self, seconds: float) -> None:
        """Until there is news, or so many seconds have passed."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.came.wait()
                await asyncio.sleep(GATHER_SECONDS)
        self.came.clear()


async def watch(client: "Client", shape: Shape, title: str, interval: float, read: Read) -> Exit:
    """Show what `read` lists until Ctrl-C. The first reading may fail like any command; later ones are tried again."""
    news = News()
    with view_for(shape, title, interval) as view:
        following = asyncio.create_task(follow(read, view, news, interval))
        listening = asyncio.create_task(news.listen(client))
        with ExitStack() as handlers:
            loop = asyncio.get_running_loop()
            for number, do in ((signal.SIGINT, following.cancel), (signal.SIGWINCH, news.came.set)):
                loop.add_signal_handler(number, do)
                handlers.callback(loop.remove_signal_handler, number)
            await asyncio.wait([following])
        listening.cancel()
        # What ended the listening, ends the reading as well, and is said there.
        await asyncio.gather(listening, return_exceptions=True)
        if not following.cancelled():
            following.result()
    return Exit.OK


def view_for(shape: Shape, title: str, interval: float) -> View:
    match shape:
        case Shape.JSON:
            return Printed(document)
        case Shape.TABLE:
            return Screen(title, interval)
        case _:
            return Printed(rows)


async def follow(read: Read, view: View, news: News, interval: float) -> None:
    """Read and show, again and again, until cancelled. Raises what the first reading raises."""
    kept = Kept(Shape.PLAIN)
    while True:
        trouble = ""
        try:
            await read(kept)
        except CairnloopError as error:
            if kept.kept is None or error.status in FINAL:
                raise
            trouble = line_for(error)
        if kept.kept is not None:
            view.show(kept.kept, live=news.live, trouble=trouble)
        await news.wait(interval)
        require_reader()
