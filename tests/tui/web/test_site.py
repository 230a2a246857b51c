"""The console in a browser: what its server answers to whom, and the page in a real Chromium."""

import asyncio
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from playwright.async_api import async_playwright

from cairnloop.tui.web.door import COOKIE, Door, base_of
from cairnloop.tui.web.seats import FULL, Seats
from cairnloop.tui.web.site import FILES, Site

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--no-first-run"]
PATIENCE_MS = 30_000


class Served:
    """A server on a port of its own; its consoles find no daemon, which they say."""

    def __init__(self, most: int = 2) -> None:
        self.bound = socket.create_server(("127.0.0.1", 0))
        self.door = Door.of("127.0.0.1", self.bound.getsockname()[1], None)
        self.links: list[str] = []
        given = {"url": "http://127.0.0.1:9", "api_key": "cl_key_none", "config": None, "readonly": True}
        self.seats = Seats(given, most)
        self.runner = web.AppRunner(Site(self.door, self.seats, self.links.append).application(), shutdown_timeout=1.0)

    @property
    def url(self) -> str:
        return base_of("127.0.0.1", self.bound.getsockname()[1])


@pytest.fixture
async def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Served]:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    served = Served()
    await served.runner.setup()
    await web.SockSite(served.runner, served.bound).start()
    yield served
    await served.runner.cleanup()


@pytest.fixture
async def browser(served: Served) -> AsyncIterator[aiohttp.ClientSession]:
    """Not let in yet."""
    async with aiohttp.ClientSession(served.url, cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        yield session


async def test_without_the_link_nothing_is_shown_and_with_it_only_to_pages_of_ours(
    served: Served, browser: aiohttp.ClientSession
) -> None:
    for path in ("/", "/ws", "/enter", "/enter?token=wrong", "/static/textual.js", "/static/..%2fdoor.py"):
        async with browser.get(path) as said:
            assert said.status in (403, 404), path
    link = served.door.link
    async with browser.get(link) as said:
        assert said.status == 200
        cookie = said.headers["Set-Cookie"]
        assert cookie.startswith(f"{COOKIE}=")
        assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(cookie.split("; "))
    assert served.links == [served.door.link]
    async with browser.get("/") as said:
        assert said.status == 200
        assert "default-src 'none'" in said.headers["Content-Security-Policy"]
        assert said.headers["X-Frame-Options"] == "DENY"
    for name in FILES:
        async with browser.get(f"/static/{name}") as said:
            assert said.status == 200, name
    async with browser.get("/", headers={"Host": "evil.example"}) as said:
        assert said.status == 421
    async with browser.get("/ws", headers={"Origin": "http://evil.example"}) as said:
        assert said.status == 403
    async with aiohttp.ClientSession() as another, another.get(link) as said:
        assert said.status == 403


async def test_no_more_consoles_run_than_are_allowed(served: Served, browser: aiohttp.ClientSession) -> None:
    served.seats.most = 0
    await (await browser.get(served.door.link)).release()
    async with browser.ws_connect("/ws", headers={"Origin": served.url}) as socket:
        assert (await socket.receive()).type is aiohttp.WSMsgType.CLOSE
    assert socket.close_code == FULL
    assert served.seats.taken == set()


@pytest.mark.browser
async def test_the_page_shows_the_console_takes_keys_and_asks_no_other_host(served: Served) -> None:
    asked: list[str] = []
    drawn = bytearray()
    changed = asyncio.Event()

    def told(frame: str | bytes) -> None:
        drawn.extend(frame if isinstance(frame, bytes) else frame.encode())
        changed.set()

    async def until(words: bytes) -> None:
        async with asyncio.timeout(PATIENCE_MS / 1000):
            while words not in drawn:
                changed.clear()
                await changed.wait()

    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = await chromium.new_page(viewport={"width": 1100, "height": 700})
        complaints: list[str] = []
        page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
        page.on("request", lambda request: asked.append(request.url))
        page.on("websocket", lambda line: (asked.append(line.url), line.on("framereceived", told)))
        await page.goto(served.door.link)
        await page.wait_for_selector("body.-first-byte", timeout=PATIENCE_MS)
        await until(b"read-only")
        assert await page.evaluate("document.activeElement.className") == "xterm-helper-textarea"
        assert await page.locator(".xterm-screen").bounding_box() is not None
        await page.keyboard.press("?")
        await until(b"What can be done here")
        assert complaints == []
        drawn.clear()
        await page.keyboard.press("Escape")
        await until(b"Needs a decision")
        await page.keyboard.press("q")
        await page.wait_for_selector("body.-closed", timeout=PATIENCE_MS)
        assert await page.is_visible("#again")
        await chromium.close()
    assert {url.partition("://")[2].partition("/")[0] for url in asked if not url.startswith("data:")} == {
        served.url.removeprefix("http://")
    }
    assert served.seats.taken == set()
