"""Readable, reachable and calm: contrast in both themes, narrow screens, touch, keyboard, motion."""

from typing import Literal

import pytest
from playwright.async_api import Page, expect

from tests.widget.actions import field, message, send, write
from tests.widget.rest import ACCOUNT
from tests.widget.stand_in import StandIn

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="package")]

THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")

# Every visible element of a kind with something in it, its colour, and the first ground painted behind it.
COLOURS = """(wanted) => {
  const brush = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const numbers = (colour) => {
    brush.fillStyle = colour;
    brush.fillRect(0, 0, 1, 1);
    return [...brush.getImageData(0, 0, 1, 1).data].slice(0, 3).map((n) => n / 255);
  };
  const clear = (colour) => colour === "rgba(0, 0, 0, 0)";
  const ground = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const { backgroundColor } = getComputedStyle(at);
      if (!clear(backgroundColor)) return numbers(backgroundColor);
    }
    return [1, 1, 1];
  };
  const seen = [...document.querySelectorAll(wanted)].filter((node) => node.checkVisibility()
    && [...node.childNodes].some((child) => child.nodeType !== 3 || child.data.trim()));
  return seen.map((node) => [node.textContent.trim(), numbers(getComputedStyle(node).color), ground(node)]);
}"""


def luminance(colour: list[float]) -> float:
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: list[float], other: list[float]) -> float:
    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)


async def test_every_word_can_be_read_on_its_ground(page: Page, desk: StandIn) -> None:
    await page.goto(f"{desk.url}/chat?token={ACCOUNT}")
    await desk.comes_online(7)
    await send(page, "Hello")
    await desk.agent_says(desk.only_conversation(), "See https://trailmark.example/")
    await desk.bot_says(desk.only_conversation(), "I found a page")
    desk.refusals.append({"reason": "this cannot be kept"})
    await write(page, "Two")
    await expect(page.get_by_role("button", name="Retry")).to_be_visible()
    await expect(page.get_by_text("1 online")).to_be_visible()
    for scheme in THEMES:
        await page.emulate_media(color_scheme=scheme)
        found = await page.evaluate(COLOURS, "p, h1, span, bdi, time, a, button:enabled, .bubble")
        assert len(found) > 15
        assert [text for text, colour, ground in found if contrast(colour, ground) < 4.5] == [], scheme


async def test_nothing_is_cut_at_320_pixels(page: Page, desk: StandIn) -> None:
    await page.set_viewport_size({"width": 320, "height": 480})
    await page.goto(f"{desk.url}/chat?token={ACCOUNT}")
    await send(page, "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 2)
    await desk.agent_says(desk.only_conversation(), "https://trailmark.example/" + "a" * 200)
    await expect(message(page, "trailmark")).to_be_visible()
    wide = "() => [...document.querySelectorAll('body, body *')].filter(n => n.scrollWidth > n.clientWidth + 1 "
    wide += "&& getComputedStyle(n).display !== 'inline' && !n.closest('.sr, svg')).map(n => n.id || n.className)"
    assert await page.evaluate(wide) == []


async def test_what_can_be_touched_is_large_enough(chat: Page, desk: StandIn) -> None:
    desk.refusals.append({"reason": "this cannot be kept"})
    await write(chat, "One")
    await expect(chat.get_by_role("button", name="Retry")).to_be_visible()
    sizes = await chat.locator("button:visible, textarea").evaluate_all(
        "nodes => nodes.map(node => node.getBoundingClientRect()).map(({ width, height }) => Math.min(width, height))"
    )
    assert len(sizes) == 6
    assert min(sizes) >= 44


async def test_the_keyboard_is_enough(chat: Page, desk: StandIn) -> None:
    await expect(field(chat)).to_be_focused()
    await chat.keyboard.press("Enter")
    await chat.keyboard.type("One")
    await chat.keyboard.press("Shift+Enter")
    await chat.keyboard.type("Two")
    await chat.keyboard.press("Enter")
    await expect(message(chat, "Two")).to_have_attribute("data-state", "sent")
    assert desk.bodies() == ["One\nTwo"]
    desk.refusals.append({"reason": "this cannot be kept"})
    await chat.keyboard.type("Three")
    await chat.keyboard.press("Tab")
    await expect(chat.get_by_role("button", name="Send")).to_be_focused()
    await chat.keyboard.press("Enter")
    await expect(chat.get_by_role("button", name="Retry")).to_be_visible()
    await chat.keyboard.press("Shift+Tab")
    await expect(chat.get_by_role("button", name="Attach files")).to_be_focused()
    await chat.keyboard.press("Shift+Tab")
    await expect(chat.get_by_role("button", name="Remove")).to_be_focused()
    await chat.keyboard.press("Shift+Tab")
    await chat.keyboard.press("Enter")
    await expect(message(chat, "Three")).to_have_attribute("data-state", "sent")
    assert desk.bodies() == ["One\nTwo", "Three"]


async def test_what_arrives_is_announced_and_every_control_has_a_name(chat: Page, desk: StandIn) -> None:
    await send(chat, "Hello")
    await desk.agent_says(desk.only_conversation(), "Good morning")
    log = chat.get_by_role("log", name="Conversation with Trailmark")
    await expect(log).to_have_attribute("aria-live", "polite")
    await expect(log.get_by_role("article")).to_have_count(2)
    await expect(field(chat)).to_have_accessible_description("Enter sends, Shift + Enter starts a new line")
    for button in await chat.get_by_role("button").all():
        await expect(button).to_have_accessible_name(r := await button.get_attribute("aria-label") or "")
        assert r


async def test_nothing_moves_for_who_asked_for_stillness(chat: Page, desk: StandIn) -> None:
    await send(chat, "Hello")
    await desk.broadcast(f"conversation:{desk.only_conversation()}", "typing", {"typing": True, "type": "ai"})
    await expect(chat.get_by_text("Assistant is writing")).to_be_visible()
    assert await chat.evaluate("document.getAnimations().length") == 0
