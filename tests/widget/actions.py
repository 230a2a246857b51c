"""What a customer does on the chat page, in the words of the tests."""

import re

from playwright.async_api import FrameLocator, Locator, Page, expect

Chat = Page | FrameLocator


def field(chat: Chat) -> Locator:
    return chat.get_by_label("Your message")


async def write(chat: Chat, body: str) -> None:
    await field(chat).fill(body)
    await field(chat).press("Enter")


async def send(chat: Chat, body: str) -> None:
    """Write, and see it acknowledged."""
    await write(chat, body)
    await expect(message(chat, body)).to_have_attribute("data-state", "sent")


def message(chat: Chat, body: str) -> Locator:
    return chat.get_by_role("article").filter(has_text=body)


async def wears(where: Locator, *colour: int) -> None:
    """Is painted with this red, green and blue."""
    shares = " ".join(f"{part / 255:.6g}" for part in colour)
    await expect(where).to_have_css("background-color", f"color(srgb {shares})")


async def shows(chat: Chat, *bodies: str) -> None:
    """These messages, in this order, and no other."""
    await expect(chat.get_by_role("article").locator(".bubble")).to_have_text(
        [re.compile(re.escape(b)) for b in bodies]
    )
