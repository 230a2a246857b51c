"""Before the first message: who is asked for an address, what is said while nobody is there, and when nothing is."""

from typing import Any

import pytest
from playwright.async_api import FrameLocator, Locator, Page, expect

from tests.widget.actions import field, message, send, shows
from tests.widget.rest import ACCOUNT
from tests.widget.stand_in import StandIn

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="package")]

NIGHT: dict[str, Any] = {
    "account": {"company_name": "Trailmark", "is_outside_working_hours": True},
    "availability": {"open": False, "opens_at": "2030-01-07T08:00:00Z", "closes_at": None, "when_away": "show"},
    "away_message": "We sleep until Monday.",
}


def night(when_away: str) -> dict[str, Any]:
    return NIGHT | {"availability": NIGHT["availability"] | {"when_away": when_away}}


@pytest.fixture
def launcher(page: Page) -> Locator:
    return page.locator("#cairnloop button")


@pytest.fixture
def frame(page: Page) -> FrameLocator:
    return page.frame_locator("#cairnloop iframe")


async def test_an_address_is_asked_for_once_checked_and_kept(page: Page, desk: StandIn) -> None:
    desk.settings = {"require_email_upfront": True, "email_input_placeholder": "ranger@hut.example"}
    await page.goto(f"{desk.url}/chat?token={ACCOUNT}")
    form = page.get_by_role("form", name="Before we begin")
    email = form.get_by_label("Your e-mail")
    await expect(email).to_be_focused()
    await expect(email).to_have_attribute("placeholder", "ranger@hut.example")
    await form.get_by_label("Your message").fill("Where is my map?")
    for wrong, words in (("", "Please fill this in."), ("ada", "Please write an e-mail address")):
        await email.fill(wrong)
        await email.press("Enter")
        await expect(form.get_by_text(words)).to_be_visible()
        await expect(email).to_be_focused()
        await expect(email).to_have_attribute("aria-invalid", "true")
    assert desk.bodies() == []
    await email.fill(" ada@shop.example ")
    await form.get_by_role("button", name="Send").click()
    await expect(message(page, "Where is my map?")).to_have_attribute("data-state", "sent")
    await expect(form).to_have_count(0)
    await expect(field(page)).to_be_focused()
    (customer,) = desk.customers.values()
    assert customer["email"] == "ada@shop.example"
    desk.conversations.clear()
    await page.reload()
    await expect(field(page)).to_be_visible()
    await send(page, "Again")
    await expect(form).to_have_count(0)


async def test_who_is_known_is_not_asked_for_an_address(page: Page, desk: StandIn) -> None:
    desk.settings = {"require_email_upfront": True}
    await page.goto(f"{desk.url}/chat?token={ACCOUNT}#email=ada@shop.example")
    await send(page, "Hello")
    await page.goto(f"{desk.url}/chat?token={ACCOUNT}&requireEmailUpfront=0#")
    await shows(page, "Hello")


async def test_a_customer_without_conversations_has_their_address_added(page: Page, desk: StandIn) -> None:
    desk.customers["3d2b8f0e-7c53-4b0f-9d1a-52cf7f6f1c11"] = customer = {"id": "3d2b8f0e-7c53-4b0f-9d1a-52cf7f6f1c11"}
    about = f"token={ACCOUNT}&customerId={customer['id']}&requireEmailUpfront=1"
    await page.goto(f"{desk.url}/chat?{about}")
    form = page.get_by_role("form", name="Before we begin")
    await form.get_by_label("Your e-mail").fill("ada@shop.example")
    await form.get_by_label("Your message").fill("Hello")
    await form.get_by_role("button", name="Send").click()
    await expect(message(page, "Hello")).to_have_attribute("data-state", "sent")
    await desk.until(lambda: customer.get("email") == "ada@shop.example")
    assert len(desk.customers) == 1


async def test_a_message_can_be_left_while_nobody_is_there(page: Page, desk: StandIn) -> None:
    desk.settings = night("form")
    await page.goto(f"{desk.url}/chat?token={ACCOUNT}")
    form = page.get_by_role("form", name="Leave us a message")
    await expect(form).to_be_visible()
    await expect(field(page).nth(1)).to_be_hidden()
    await desk.comes_online(7)
    await expect(form).to_be_hidden()
    await expect(page.get_by_text("1 online")).to_be_visible()
    await desk.goes_offline(7)
    await form.get_by_label("Your name").fill("Ada Park")
    await desk.comes_online(7)
    await expect(page.get_by_text("1 online")).to_be_visible()
    await expect(form).to_be_visible()
    await form.get_by_label("Your e-mail").fill("ada@shop.example")
    await form.get_by_label("Your message").fill("Call me")
    await form.get_by_role("button", name="Send").click()
    await expect(message(page, "Call me")).to_have_attribute("data-state", "sent")
    (customer,) = desk.customers.values()
    assert (customer["name"], customer["email"]) == ("Ada Park", "ada@shop.example")


async def test_away_and_greeting_are_said_here_and_kept_nowhere(page: Page, desk: StandIn) -> None:
    desk.settings = night("show")
    await page.goto(f"{desk.url}/chat?token={ACCOUNT}")
    await expect(page.get_by_text("We sleep until Monday.")).to_be_visible()
    await expect(page.get_by_text("What can we help you find?")).to_be_hidden()
    await expect(page.get_by_text("We are back Monday 7 January")).to_be_visible()
    await desk.comes_online(7)
    await expect(page.get_by_text("What can we help you find?")).to_be_visible()
    await expect(page.get_by_text("We sleep until Monday.")).to_be_hidden()
    await send(page, "Hello")
    assert desk.bodies() == ["Hello"]


async def test_where_nobody_is_there_the_loader_may_show_nothing(page: Page, desk: StandIn, launcher: Locator) -> None:
    desk.settings = night("hide")
    async with page.expect_response("**/api/widget_settings*"):
        await page.goto(desk.shop)
    await page.wait_for_function("() => window.Cairnloop")
    await expect(launcher).to_have_count(0)
    late = night("hide")
    late["availability"]["online"] = True
    for there in (late, night("show")):
        desk.settings = there
        await page.reload()
        await expect(launcher).to_be_visible()


async def test_the_loader_wears_the_desks_colour_and_may_open_by_itself(
    page: Page, desk: StandIn, launcher: Locator, frame: FrameLocator
) -> None:
    await page.set_viewport_size({"width": 1000, "height": 800})
    desk.settings = {"color": "#2F5D46", "is_open_by_default": True}
    await page.goto(desk.shop)
    await expect(frame.get_by_text("What can we help you find?")).to_be_visible()
    assert await page.evaluate("document.activeElement === document.body")
    await expect(launcher).to_have_css("color", "color(xyz-d65 0.95 1 1.089)")
    await launcher.click()
    await page.reload()
    await expect(launcher).to_have_attribute("aria-expanded", "false")


async def test_a_site_that_comes_from_papercups_changes_one_address(
    page: Page, desk: StandIn, frame: FrameLocator
) -> None:
    await page.set_viewport_size({"width": 1000, "height": 800})
    config = f"""window.Papercups = {{ config: {{ token: "{ACCOUNT}", title: "Ask a ranger", primaryColor: "#1677ff",
      showAgentAvailability: false, customer: {{ name: "Ada Park", external_id: 42 }}, isOpenByDefault: true,
      baseUrl: "https://papercups.example", position: {{ side: "left", offset: 40 }}, hideToggleButton: true }} }};"""
    icon = f'<link rel="icon" href="{desk.url}/cairn.svg">'
    desk.site = (
        f'<!doctype html><html lang="en"><title>Site</title>{icon}<script>{config}</script>'
        f'<script src="{desk.url}/widget.js" async defer></script>',
        {},
    )
    await page.goto(desk.shop.replace("/shop", "/site"))
    await page.wait_for_function("() => window.Cairnloop")
    await expect(frame.get_by_role("heading", name="Ask a ranger")).to_be_visible()
    await expect(frame.locator("#presence")).to_be_hidden()
    await expect(page.locator("#cairnloop button")).to_be_hidden()
    box = await page.locator("#cairnloop iframe").bounding_box()
    assert box
    assert box["x"] == 20
    for event, seen in (("close", False), ("toggle", True), ("close", False), ("open", True)):
        await page.evaluate("(event) => dispatchEvent(new Event(event))", f"papercups:{event}")
        await expect(page.locator("#cairnloop iframe")).to_be_visible(visible=seen)
    await send(frame, "Hello")
    (customer,) = desk.customers.values()
    assert (customer["name"], customer["external_id"]) == ("Ada Park", "42")
