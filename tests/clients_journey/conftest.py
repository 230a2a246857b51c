"""Desks from a home that was made once, and a browser that complains to us of what it sees."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from tests.clients_journey.desk import Desk, OperatorDesk, found
from tests.widget.conftest import FLAGS, LINE_LOST, PATIENCE_MS

# Blocked things are complained of by the page itself, wherever in it they are.
WATCH_POLICY = """addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
  console.error(`policy: ${violatedDirective} ${blockedURI}`));"""


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    home = tmp_path_factory.mktemp("founded") / "home"
    return home, found(home)


@asynccontextmanager
async def running(home: Path, account: dict[str, Any]) -> AsyncIterator[Desk]:
    """A desk at work. What it logs must not speak of anything that nobody foresaw."""
    desk = Desk(home, account)
    try:
        await desk.start()
        yield desk
    finally:
        if desk.process and desk.process.returncode is None:
            assert await desk.stop() == 0
    assert "Traceback" not in desk.log.read_text()


@pytest_asyncio.fixture(loop_scope="package", scope="package")
async def desk(founded: tuple[Path, dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    """The desk of all tests that leave it alone; each has customers of its own."""
    home, account = founded
    async with running(Path(shutil.copytree(home, tmp_path_factory.mktemp("desk") / "home")), account) as desk:
        yield desk


@pytest_asyncio.fixture(loop_scope="package")
async def lone_desk(founded: tuple[Path, dict[str, Any]], tmp_path: Path) -> AsyncIterator[Desk]:
    """A desk for one test, to be stopped, killed and started again."""
    home, account = founded
    async with running(Path(shutil.copytree(home, tmp_path / "home")), account) as desk:
        yield desk


@pytest_asyncio.fixture(loop_scope="package")
async def sam(desk: Desk) -> AsyncIterator[OperatorDesk]:
    """An operator at work."""
    async with desk.operator() as sam:
        yield sam


@pytest_asyncio.fixture(loop_scope="package", scope="package")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield chromium
        await chromium.close()


@pytest_asyncio.fixture(loop_scope="package")
async def context(browser: Browser) -> AsyncIterator[BrowserContext]:
    context = await browser.new_context(
        viewport={"width": 1100, "height": 820}, locale="en-GB", reduced_motion="reduce"
    )
    context.set_default_timeout(PATIENCE_MS)
    complaints: list[str] = []
    context.on("console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None)
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    await context.add_init_script(WATCH_POLICY)
    yield context
    await context.close()
    assert [text for text in complaints if not any(known in text for known in LINE_LOST)] == []


@pytest_asyncio.fixture(loop_scope="package")
async def page(context: BrowserContext) -> Page:
    return await context.new_page()
