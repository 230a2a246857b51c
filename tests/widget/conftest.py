"""A browser and a tab for the whole room; for each test a fresh desk at a fresh address and an eye on the console."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    ViewportSize,
    WebError,
    async_playwright,
    expect,
)

from tests.widget.actions import field
from tests.widget.rest import ACCOUNT
from tests.widget.stand_in import StandIn

FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]

# For what does not come at all: a busy machine may take long to draw a page.
PATIENCE_MS = 40_000
expect.set_options(timeout=PATIENCE_MS)

# What the browser itself says of a desk that is down; the widget cannot keep it from saying so.
LINE_LOST = (
    "net::ERR_CONNECTION",
    "net::ERR_CONTENT_LENGTH",
    "net::ERR_EMPTY_RESPONSE",
    "net::ERR_NETWORK",
    "WebSocket connection to",
)

SIZE: ViewportSize = {"width": 400, "height": 680}


@pytest_asyncio.fixture(loop_scope="package", scope="package")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield chromium
        await chromium.close()


async def profile(browser: Browser, locale: str = "en-GB") -> BrowserContext:
    context = await browser.new_context(
        viewport=SIZE, locale=locale, timezone_id="Europe/Berlin", reduced_motion="reduce"
    )
    context.set_default_timeout(PATIENCE_MS)
    return context


@pytest_asyncio.fixture(loop_scope="package", scope="package")
async def tab(browser: Browser) -> Page:
    """One tab, in which most tests take turns: what a browser keeps, it keeps by address, and each has its own."""
    return await (await profile(browser)).new_page()


@pytest.fixture(scope="package")
def taken() -> set[int]:
    """The ports of the desks so far."""
    return set()


@pytest_asyncio.fixture(loop_scope="package")
async def desk(taken: set[int]) -> AsyncIterator[StandIn]:
    desk = StandIn()
    await desk.start()
    while desk.port in taken:
        await desk.stop()
        desk.port = 0
        await desk.start()
    taken.add(desk.port)
    yield desk
    await desk.stop()


@pytest.fixture
def complaints() -> list[str]:
    """Console errors, script errors and policy violations; a test that expects one takes it out."""
    return []


@pytest.fixture
def own_profile() -> None:
    """For a test that changes the browser itself: its clock, its storage, what goes over its line."""


@pytest_asyncio.fixture(loop_scope="package")
async def page(
    request: pytest.FixtureRequest, browser: Browser, tab: Page, complaints: list[str]
) -> AsyncIterator[Page]:
    own = "own_profile" in request.fixturenames
    page = await (await profile(browser)).new_page() if own else tab

    def said(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            complaints.append(message.text)

    def failed(error: WebError) -> None:
        complaints.append(str(error.error))

    page.context.on("console", said)
    page.context.on("weberror", failed)
    yield page
    if own:
        await page.context.close()
    else:
        # Whatever the page still had to say is said before this is answered.
        await page.goto("about:blank")
        await page.set_viewport_size(SIZE)
        await page.emulate_media(color_scheme="light")
        page.context.remove_listener("console", said)
        page.context.remove_listener("weberror", failed)
    assert [text for text in complaints if not any(known in text for known in LINE_LOST)] == []


@pytest_asyncio.fixture(loop_scope="package")
async def chat(page: Page, desk: StandIn) -> Page:
    """The chat page on its own, opened and ready to be written to."""
    await page.goto(f"{desk.url}/chat?token={ACCOUNT}")
    await expect(field(page)).to_be_editable()
    return page
