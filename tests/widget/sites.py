"""A site that holds the chat page in a frame and writes down all it hears, and scripts that others bring to a page."""

import json
import subprocess
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from playwright.async_api import FrameLocator, Page

from tests.widget.rest import ACCOUNT
from tests.widget.stand_in import StandIn

CLIENTS = Path(__file__).parents[1] / "clients"
TS = "1700000000000"
SANDBOX = "allow-scripts allow-popups allow-same-origin allow-forms"

# Believes only its frame, as published widgets do, and keeps what it hears.
LISTENER = """
const frame = document.querySelector("iframe");
const { origin } = new URL(frame.src);
const heard = [];
addEventListener("message", (message) => {
  if (message.origin === origin && message.source === frame.contentWindow) heard.push(message.data);
});
const say = (event, payload) => frame.contentWindow.postMessage({ event, payload }, origin);
"""


class Site:
    """A page on another origin than the desk, with the chat page in a frame."""

    def __init__(self, page: Page, desk: StandIn) -> None:
        self.page = page
        self.desk = desk
        self.home = f"http://localhost:{desk.port}/site"

    @property
    def frame(self) -> FrameLocator:
        return self.page.frame_locator("iframe[title='Chat']")

    async def open(self, *, policy: str | None = None, **asked: Any) -> None:
        about = {"token": ACCOUNT, "version": "1.3.0", "ts": TS, "closeable": 1, **asked}
        address = f"{self.desk.url}/chat?{urlencode(about)}".replace("&", "&amp;")
        head = f'<meta charset="utf-8"><title>Site</title><link rel="icon" href="{self.desk.url}/cairn.svg">'
        frame = f'<iframe title="Chat" width="380" height="560" sandbox="{SANDBOX}" src="{address}"></iframe>'
        html = (
            f'<!doctype html><html lang="en"><head>{head}</head><body>{frame}<script>{LISTENER}</script></body></html>'
        )
        self.desk.site = (html, {"referrer-policy": policy} if policy else {})
        await self.page.goto(self.home)
        if "parentOrigin" not in asked:
            await self.heard("chat:loaded")

    async def say(self, event: str, payload: Any = None) -> None:
        await self.page.evaluate("([event, payload]) => say(event, payload)", [event, payload])

    async def heard(self, *events: str) -> list[dict[str, Any]]:
        """All payloads of these events so far, of which there must soon be one for each."""
        wanted = json.dumps(events)
        await self.page.wait_for_function(f"() => {wanted}.every((one) => heard.some(({{ event }}) => event === one))")
        told = await self.page.evaluate("heard")
        return [one["payload"] for one in told if one["event"] in events]

    async def settle(self) -> None:
        """Let everything said so far be heard, on both sides."""
        await self.say("papercups:ping")
        await self.heard("papercups:pong")


@cache
def react_widget() -> str:
    """The published widgets, the published SDK and all they stand on as one script."""
    bundler = CLIENTS / "node_modules/.bin/esbuild"
    assert bundler.is_file(), "the clients are missing: run `npm ci` in tests/clients"
    options = (
        *("--bundle", "--minify", '--define:process.env.NODE_ENV="production"', "--define:global=window"),
        "--alias:react-native-webview=./webview.js",
    )
    made = subprocess.run([bundler, "embed.js", *options], cwd=CLIENTS, check=True, capture_output=True, timeout=60)
    return made.stdout.decode()


@cache
def axe() -> str:
    """What examines a page for people who cannot see it, hear it, or hold a mouse."""
    return (CLIENTS / "node_modules/axe-core/axe.min.js").read_text()
