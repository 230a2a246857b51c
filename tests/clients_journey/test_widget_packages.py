"""The published packages for React, React Native and the browser, unmodified, are customers of a whole desk."""

from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.clients_journey.desk import Desk, OperatorDesk
from tests.clients_journey.shop import shop
from tests.widget.actions import message, send, shows
from tests.widget.sites import react_widget

pytestmark = [
    pytest.mark.browser,
    pytest.mark.journey,
    pytest.mark.asyncio(loop_scope="package"),
    # A desk is founded, started, and in some started again, which takes its time on a busy machine.
    pytest.mark.timeout(300),
]


async def test_the_published_react_widget_is_a_customer_of_the_whole_desk(
    page: Page, desk: Desk, sam: OperatorDesk
) -> None:
    frame = page.frame_locator("iframe")
    props = {"token": desk.account_id, "baseUrl": desk.url, "iframeUrlOverride": f"{desk.url}/chat"}
    ada = {"name": "Ada Park", "external_id": "react-1", "metadata": {"plan": "pro"}}

    async def show(**changes: Any) -> None:
        await page.evaluate("(props) => window.show(props)", {**props, "customer": ada, **changes})

    async with shop(desk, '<div id="root"></div>', strict=False) as site:
        await page.goto(site)
        await page.evaluate(react_widget())
        await show(greeting="Good day")
        await page.locator(".Papercups-toggleButton").click()
        await expect(frame.get_by_text("Good day")).to_be_visible()
        await send(frame, "Hello from React")
        heard = await sam.hears("shout", lambda message: message["body"] == "Hello from React")
        customer, talk = heard["customer"], str(heard["conversation_id"])
        assert (customer["name"], customer["external_id"]) == ("Ada Park", "react-1")
        assert await page.evaluate("localStorage.getItem('__PAPERCUPS____CUSTOMER_ID__')") == f'"{customer["id"]}"'
        await sam.says(talk, "Good morning, React")
        await expect(message(frame, "Good morning, React")).to_be_visible()
        await frame.get_by_role("button", name="Close the chat").click()
        await page.wait_for_function("() => told.at(-1)[0] === 'closed'")
        await sam.says(talk, "Are you still there?")
        await expect(frame.locator(".teaser .bubble")).to_have_text("Are you still there?")
        await frame.get_by_role("button", name="View new messages").click()
        await expect(message(frame, "Are you still there?")).to_be_visible()
        told = await page.evaluate("window.told")
        assert [name for name, _ in told] == [
            *("loaded", "opened", "sent", "received", "closed", "received", "opened"),
        ]
        await show(title="Ask a ranger", primaryColor="navy")
        await expect(frame.get_by_role("heading", name="Ask a ranger")).to_be_visible()
        await page.reload()
        await page.evaluate(react_widget())
        await show(isOpenByDefault=True)
        await shows(frame, "Hello from React", "Good morning, React", "Are you still there?")
        # Somebody else signs in on the same browser, which remembers the first.
        await page.reload()
        await page.evaluate(react_widget())
        await show(isOpenByDefault=True, customer={"name": "Ben Okri", "external_id": "react-2"})
        await send(frame, "Hello from Ben")
        await shows(frame, "Hello from Ben")
        heard = await sam.hears("shout", lambda message: message["body"] == "Hello from Ben")
        assert (heard["customer"]["name"], heard["customer"]["external_id"]) == ("Ben Okri", "react-2")


async def test_the_published_native_widget_is_a_customer_of_the_whole_desk(
    page: Page, desk: Desk, sam: OperatorDesk
) -> None:
    props = {"token": desk.account_id, "baseUrl": desk.url, "iframeUrlOverride": f"{desk.url}/chat"}
    ada = {"name": "Ada Park", "external_id": "native-1", "metadata": {"plan": "pro"}}
    about = {**props, "greeting": "Good day", "title": "Ask a ranger", "primaryColor": "#1677ff", "customer": ada}
    async with shop(desk, '<div id="root"></div>', strict=False) as site:
        await page.goto(site)
        await page.evaluate(react_widget())
        await page.evaluate("(props) => window.showNative(props)", about)
        address = await page.evaluate("shown")
    await page.goto(address)
    await expect(page.get_by_role("heading", name="Ask a ranger")).to_be_visible()
    await expect(page.get_by_text("Good day")).to_be_visible()
    await expect(page.get_by_role("button", name="Close the chat")).to_be_hidden()
    await send(page, "Hello from the app")
    heard = await sam.hears("shout", lambda message: message["body"] == "Hello from the app")
    assert (heard["customer"]["name"], heard["customer"]["external_id"]) == ("Ada Park", "native-1")
    await sam.says(str(heard["conversation_id"]), "Good morning, app")
    await page.goto("about:blank")
    await page.goto(address)
    await shows(page, "Hello from the app", "Good morning, app")


async def test_the_published_browser_sdk_is_a_customer_of_the_whole_desk(
    page: Page, desk: Desk, sam: OperatorDesk
) -> None:
    config = {"accountId": desk.account_id, "baseUrl": desk.url}
    said = "(wanted) => sdk.messages.filter(({ id }) => id).map(({ body }) => body).join() === wanted"
    async with shop(desk, "", strict=False) as site:
        await page.goto(site)
        await page.evaluate(react_widget())
        await page.evaluate("(config) => begin(config)", config)
        await page.evaluate("sdk.identify('sdk-1', { name: 'Ada Park', metadata: { plan: 'pro' } }).then(() => null)")
        await page.evaluate("sdk.sendNewMessage({ body: 'Hello from the SDK' })")
        heard = await sam.hears("shout", lambda message: message["body"] == "Hello from the SDK")
        assert (heard["customer"]["name"], heard["customer"]["external_id"]) == ("Ada Park", "sdk-1")
        await sam.says(str(heard["conversation_id"]), "Good morning")
        await page.wait_for_function(said, arg="Hello from the SDK,Good morning")
        await page.evaluate("sdk.markMessagesAsSeen()")
        await sam.hears("messages:seen", lambda seen: seen["id"] == heard["conversation_id"])
        await page.reload()
        await page.evaluate(react_widget())
        await page.evaluate("(config) => begin(config)", config)
        await page.wait_for_function(said, arg="Hello from the SDK,Good morning")
