"""The page that shows the console: our own page over textual-serve's terminal, from this host and no other."""

import asyncio
import signal
import socket
from collections.abc import Awaitable, Callable
from pathlib import Path

import textual_serve
from aiohttp import web

from cairnloop.tui.web.door import COOKIE, Door
from cairnloop.tui.web.seats import Seats

HERE = Path(__file__).parent
THEIRS = Path(textual_serve.__file__).parent / "static"
# What the page loads, each by name: nothing else of any folder can be asked for.
FILES: dict[str, tuple[Path, str]] = {
    "page.css": (HERE / "page.css", "text/css"),
    "page.js": (HERE / "page.js", "text/javascript"),
    "xterm.css": (THEIRS / "css" / "xterm.css", "text/css"),
    "textual.js": (THEIRS / "js" / "textual.js", "text/javascript"),
    "RobotoMono.ttf": (THEIRS / "fonts" / "RobotoMono-VariableFont_wght.ttf", "font/ttf"),
}
SHUT = "This link was used, or never worked. `cairnloop web` prints a fresh one where it runs."
STRANGE = "Nothing is here under this name. Start `cairnloop web` with --public-url, if this is its address."
GOES_ON = '<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=./"><title>Cairnloop</title>'
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def policy(host: str) -> dict[str, str]:
    """What a browser may load and to whom it may talk: this host. xterm.js writes its own styles into the page."""
    # Older browsers do not take 'self' for sockets; and none takes an address in brackets.
    sockets = "" if "[" in host else f" ws://{host} wss://{host}"
    return {
        "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
        f"font-src 'self'; img-src 'self' data:; connect-src 'self'{sockets}; "
        "frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "no-store",
    }


class Site:
    """`told` hears of the next link when one was used."""

    def __init__(self, door: Door, seats: Seats, told: Callable[[str], None]) -> None:
        self._door = door
        self._seats = seats
        self._told = told
        self._page = (HERE / "page.html").read_text("utf-8")

    def application(self) -> web.Application:
        app = web.Application(middlewares=[self._guarded])
        app.add_routes([web.get("/", self._index), web.get("/enter", self._enter), web.get("/ws", self._socket)])
        app.add_routes([web.get("/static/{name}", self._file), web.get("/favicon.ico", self._nothing)])
        app.on_shutdown.append(lambda app: self._seats.clear())
        return app

    @web.middleware
    async def _guarded(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if not self._door.is_ours(request.headers):
            return _refuse(421, STRANGE)
        response = await handler(request)
        if not response.prepared:
            response.headers.update(policy(request.headers["Host"]))
        return response

    def _is_in(self, request: web.Request) -> bool:
        return self._door.knows(request.cookies.get(COOKIE, ""))

    async def _enter(self, request: web.Request) -> web.StreamResponse:
        """A page of ours goes on from here, so that the cookie goes along however one came to the link."""
        cookie = self._door.enter(request.query.get("token", ""))
        if cookie is None:
            return _refuse(403, SHUT)
        response = web.Response(text=GOES_ON, content_type="text/html")
        response.set_cookie(
            COOKIE, cookie, path=self._door.path, httponly=True, samesite="Strict", secure=self._door.secure
        )
        self._told(self._door.link)
        return response

    async def _index(self, request: web.Request) -> web.StreamResponse:
        if not self._is_in(request):
            return _refuse(403, SHUT)
        return web.Response(text=self._page, content_type="text/html")

    async def _nothing(self, request: web.Request) -> web.StreamResponse:
        """Browsers ask for a picture of the page by themselves, and complain of an error."""
        return web.Response(status=204)

    async def _file(self, request: web.Request) -> web.StreamResponse:
        found = FILES.get(request.match_info["name"])
        if found is None or not self._is_in(request):
            return _refuse(404, "There is no such file.")
        path, kind = found
        return web.FileResponse(path, headers={"Content-Type": kind})

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        if not self._is_in(request) or not self._door.came_from_us(request.headers):
            return _refuse(403, "Only the console's own page is let in here.")
        return await self._seats.sit(request)


def _refuse(status: int, words: str) -> web.Response:
    return web.Response(status=status, text=f"{words}\n")


async def serve(bound: socket.socket, site: Site, ready: Callable[[], None]) -> None:
    """Until SIGINT or SIGTERM; then every console is ended."""
    runner = web.AppRunner(site.application(), access_log=None, shutdown_timeout=2.0)
    await runner.setup()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for one in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(one, stop.set)
    try:
        await web.SockSite(runner, bound).start()
        ready()
        await stop.wait()
    finally:
        await runner.cleanup()
