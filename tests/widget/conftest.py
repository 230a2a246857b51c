"""A browser for the whole room, and for each test a fresh desk, a fresh profile and an eye on the console."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from tests.widget.rest import ACCOUNT
from tests.widget.stand_in import StandIn

FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]

# How long a busy machine may take to draw a page.
PATIENCE_MS = 15_000
expect.set_options(timeout=PATIENCE_MS)

# What the browser itself says of a desk that is down; the widget cannot keep it from saying so.
LINE_LOST = (
    "net::ERR_CONNECTION",
    "net::ERR_CONTENT_LENGTH",
    "net::ERR_EMPTY_RESPONSE",
    "net::ERR_NETWORK",
    "WebSocket connection to",
)


@pytest_asyncio.fixture(loop_scope="package", scope="package")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield chromium
        await chromium.close()


@pytest_asyncio.fixture(loop_scope="package")
async def desk() -> AsyncIterator[StandIn]:
    desk = StandIn()
    await desk.start()
    yield desk
    await desk.stop()


@pytest.fixture
def complaints() -> list[str]:
    """Console errors, script errors and policy violations; a test that expects one takes it out."""
    return []


@pytest_asyncio.fixture(loop_scope="package")
async def context(browser: Browser, complaints: list[str]) -> AsyncIterator[BrowserContext]:
    context = await browser.new_context(
        viewport={"width": 400, "height": 680}, locale="en-GB", timezone_id="Europe/Berlin", reduced_motion="reduce"
    )
    context.set_default_timeout(PATIENCE_MS)
    context.on("console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None)
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    yield context
    await context.close()
    assert [text for text in complaints if not any(known in text for known in LINE_LOST)] == []


@pytest_asyncio.fixture(loop_scope="package")
async def page(context: BrowserContext) -> Page:
    return await context.new_page()


@pytest_asyncio.fixture(loop_scope="package")
async def chat(page: Page, desk: StandIn) -> Page:
    """The chat page on its own, opened and connected."""
    await page.goto(f"{desk.url}/chat?token={ACCOUNT}")
    return page
