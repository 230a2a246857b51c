"""The running process: one daemon from its first check to its last closed socket."""

import asyncio
import gc
import resource
import signal
import socket
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from typing import Any

import structlog
import uvicorn
import uvloop

from cairnloop.channels.lane import Lane
from cairnloop.config import Settings
from cairnloop.daemon import logs
from cairnloop.daemon.app import build_app, build_services, build_sockets
from cairnloop.daemon.doors import Doors
from cairnloop.daemon.guard import require_database, sole
from cairnloop.daemon.handlers import handlers
from cairnloop.daemon.http.transport import HttpTransport
from cairnloop.daemon.listening import BACKLOG, Server, door, url_of
from cairnloop.daemon.schedule import SCHEDULES
from cairnloop.daemon.services import Services
from cairnloop.daemon.sockets.endpoint import SocketEndpoint
from cairnloop.daemon.sockets.protocol import HangUp
from cairnloop.daemon.sockets.topics.caller import Caller
from cairnloop.daemon.sockets.transport import SocketTransport
from cairnloop.daemon.studio import close
from cairnloop.errors import Unavailable
from cairnloop.kernel.engines import parse_url
from cairnloop.kernel.postgres import PostgresCarrier
from cairnloop.kernel.schedules import Schedules

log = structlog.get_logger()

# What requests in flight get to finish when the daemon is asked to end.
GRACE_SECONDS = 10
# Frames are limited, and refused with a reason, by the sockets themselves; this only bounds what is read at all.
LARGEST_FRAME = 2 * 1024 * 1024
# A group of messages makes thousands of objects that are gone with it: looking for circles among them, every 700 as
# Python does by itself, is a tenth of the daemon's work.
COLLECT_AFTER = 5_000, 10, 10

Part = tuple[str, Coroutine[Any, Any, None]]


def run(settings: Settings, *, host: str, port: int, ready: Callable[[str], None]) -> None:
    """Be a daemon until SIGTERM or SIGINT. Raises ConfigError or Unavailable when it cannot start or go on."""
    logs.configure(settings.logging)
    _allow_many_sockets()
    uvloop.run(serve(settings, host=host, port=port, ready=ready))


def _allow_many_sockets() -> None:
    """Every socket is an open file, and systems begin with a small number of those."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


async def serve(settings: Settings, *, host: str, port: int, ready: Callable[[str], None]) -> None:
    """Serve until a signal comes or the caller is cancelled; `ready` is told the address once all parts run."""
    with door(host, port) as bound, sole(parse_url(settings.database.url)):
        s = build_services(settings)
        try:
            await require_database(s.db)
            await _serve(s, bound, ready)
        finally:
            await close(s.studio)
            await s.cabinet.store.aclose()
            await s.outside.aclose()
            await s.db.close()


async def _serve(s: Services, bound: socket.socket, ready: Callable[[str], None]) -> None:
    sockets = build_sockets(s, str(s.db.new_id()))
    server = Server(_config(s, sockets), sockets)
    work: list[Part] = [
        ("jobs", s.jobs.run(handlers(s, Lane(s.db)), concurrency=s.settings.jobs.concurrency)),
        ("indexer", s.indexer.run()),
        ("schedules", Schedules(s.db, SCHEDULES, fired=s.pulse.fire).run()),
    ]
    opened = [server.opened]
    if s.db.dialect != "sqlite":
        # Whoever may have missed news of other daemons comes back at once, and catches up.
        carrier = PostgresCarrier(s.db, on_gap=lambda: sockets.hang_up(lambda _: True, HangUp.RESTART))
        s.db.carrier = carrier
        work.append(("carrier", carrier.run(s.hub)))
        work.append(("presence", sockets.roster.share(carrier)))
        work.append(("neighbours", s.pulse.neighbours.share(carrier)))
        s.whispers.share(carrier)
        opened.append(carrier.ready)
    stop = asyncio.Event()
    with _signals(stop):
        async with at_work(server, bound, work, s) as until:
            for event in opened:
                await until(event)
            # What was made so far lives as long as the daemon: the collector need not look at it again and again.
            gc.collect()
            gc.freeze()
            gc.set_threshold(*COLLECT_AFTER)
            gc.enable()
            ready(url_of(bound))
            log.info("daemon.ready", url=url_of(bound), database=s.db.dialect)
            await until(stop)
    log.info("daemon.ended")


def _config(s: Services, sockets: SocketEndpoint[Caller]) -> uvicorn.Config:
    trusted = s.settings.server.trusted_proxies
    return uvicorn.Config(
        Doors(build_app(s), sockets),
        http=HttpTransport,
        ws=SocketTransport,
        ws_max_size=max(LARGEST_FRAME, 2 * s.settings.limits.frame_bytes),
        ws_per_message_deflate=False,
        ws_ping_interval=None,  # Phoenix clients send heartbeats; who falls silent is let go by the sockets
        lifespan="off",
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=bool(trusted),
        forwarded_allow_ips=trusted,
        backlog=BACKLOG,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


@asynccontextmanager
async def at_work(
    server: Server, bound: socket.socket, work: Sequence[Part], s: Services
) -> AsyncIterator[Callable[[asyncio.Event], Awaitable[None]]]:
    """Everything at work. Hands out what waits for an event, or raises Unavailable when a part ends before it.

    On leaving, each part ends in its turn: the door, the sockets, requests, messages, jobs, and what carries news.
    """
    serving = asyncio.create_task(server.serve([bound]), name="server")
    parts = [serving, *(asyncio.create_task(one, name=name) for name, one in work)]
    try:
        yield partial(_until, parts)
    finally:
        log.info("daemon.ending")
        server.should_exit = True
        await asyncio.wait({serving})
        await s.messages.drain()
        for part in parts:
            part.cancel()
            await asyncio.wait({part})
            if not part.cancelled() and (error := part.exception()) is not None:
                log.error("daemon.part_failed", part=part.get_name(), exc_info=error)


async def _until(parts: Sequence[asyncio.Task[None]], event: asyncio.Event) -> None:
    waiting = asyncio.create_task(event.wait())
    try:
        done, _ = await asyncio.wait({waiting, *parts}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        waiting.cancel()
    for part in parts:
        if part in done:
            error = None if part.cancelled() else part.exception()
            said = "" if error is None else f" ({type(error).__name__})"
            raise Unavailable(f"a part of the daemon ended by itself: {part.get_name()}{said}; its log says more")


@contextmanager
def _signals(stop: asyncio.Event) -> Iterator[None]:
    """SIGTERM and SIGINT ask for the end, once: what is under way is finished, and that takes seconds at most."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    try:
        yield
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)
