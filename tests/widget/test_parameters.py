"""The chat page takes everything an address may ask of it, and is not put out by what it may not."""

from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.async_api import Page, expect

from tests.widget.actions import field, message, send, wears
from tests.widget.conftest import SIZE
from tests.widget.rest import ACCOUNT
from tests.widget.stand_in import StandIn
from tests.widget.test_look import THEMES

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="package")]


async def opened(page: Page, desk: StandIn, **asked: Any) -> None:
    await page.goto(f"{desk.url}/chat?{urlencode({'token': ACCOUNT, **asked})}")
    await expect(page.locator("#title")).not_to_be_empty()


async def test_the_address_of_the_manual_is_taken_as_it_is_written(page: Page, desk: StandIn) -> None:
    inbox = "6f2a7c1e-41d5-4b6f-8a44-9c2f8c0b7d10"
    async with page.expect_request("**/api/widget_settings*") as asking:
        await page.goto(
            f"{desk.url}/chat?token={ACCOUNT}&inbox={inbox}&title=Support Chat"
            "&subtitle=We're here to help&primaryColor=#1677ff&greeting=Hello! How can I help you?"
            "&showAgentAvailability=1&isBrandingHidden=false"
        )
    assert (await asking.value).url.endswith(f"?account_id={ACCOUNT}&inbox_id={inbox}")
    await expect(page.get_by_role("heading", name="Support Chat")).to_be_visible()
    await expect(page.get_by_text("We're here to help")).to_be_visible()
    await expect(page.get_by_text("Hello! How can I help you?")).to_be_visible()
    await expect(page.get_by_text("Cairnloop", exact=True)).to_be_visible()
    await expect(page.locator("#presence")).to_be_visible()
    await field(page).fill("Hello")
    await wears(page.get_by_role("button", name="Send"), 22, 119, 255)


async def test_every_word_of_the_iframes_address_is_heard(page: Page, desk: StandIn) -> None:
    desk.settings = {"account": {"company_name": "Trailmark"}}
    await opened(
        *(page, desk),
        accountId=ACCOUNT,
        baseUrl=desk.url,
        greeting="Good day",
        awayMessage="We sleep.",
        companyName="Ranger & Co",
        newMessagePlaceholder="Go ahead",
        agentAvailableText="At the desk",
        agentUnavailableText="On the trail",
        isOutsideWorkingHours="true",
        isBrandingHidden="true",
        subscriptionPlan="team",
        closeable=0,
        disableAnalyticsTracking=1,
        debug=1,
        mobile=1,
        version="1.3.0",
        ts="1700000000000",
        metadata='{"browser":"Netscape","email":"ada@shop.example","screen_width":800}',
        customer='{"name":"Ada Park","external_id":42,"metadata":{"plan":"pro"}}',
    )
    await expect(page.get_by_text("We sleep.")).to_be_visible()
    await expect(page.get_by_text("On the trail")).to_be_visible()
    await expect(page.get_by_role("log", name="Conversation with Ranger & Co")).to_be_attached()
    await expect(page.get_by_text("Cairnloop", exact=True)).to_be_hidden()
    await expect(field(page)).to_have_attribute("placeholder", "Go ahead")
    await desk.comes_online(7)
    await expect(page.get_by_text("At the desk")).to_be_visible()
    await expect(page.get_by_text("Good day")).to_be_visible()
    await send(page, "Hello")
    (customer,) = desk.customers.values()
    said = {"browser": "Netscape", "email": "ada@shop.example", "screen_width": 800, "name": "Ada Park"}
    assert {**customer, **said, "external_id": "42", "metadata": {"plan": "pro"}} == customer


async def test_the_older_name_of_the_account_is_enough_and_an_address_may_be_asked_for(
    page: Page, desk: StandIn
) -> None:
    about = {"accountId": ACCOUNT, "requireEmailUpfront": 1, "emailInputPlaceholder": "ranger@hut.example"}
    await page.goto(f"{desk.url}/chat?{urlencode(about)}")
    await expect(page.get_by_placeholder("ranger@hut.example")).to_be_visible()


async def test_what_makes_no_sense_is_passed_over(page: Page, desk: StandIn) -> None:
    await opened(
        *(page, desk),
        inbox="null",
        title="undefined",
        greeting="",
        primaryColor="inherit",
        theme="purple",
        lang="klingon",
        baseUrl="https://elsewhere.example",
        customerId="../../accounts",
        showAgentAvailability="perhaps",
        requireEmailUpfront="undefined",
        metadata='["not", "an object"]',
        customer="{broken",
        parentOrigin="javascript:alert(1)",
        constructor="x",
    )
    await expect(page.get_by_role("heading", name="Trailmark support")).to_be_visible()
    await expect(page.get_by_text("What can we help you find?")).to_be_visible()
    await field(page).fill("Hello")
    await wears(page.get_by_role("button", name="Send"), 168, 73, 42)
    await send(page, "Hello")
    assert len(desk.customers) == 1


@pytest.mark.parametrize("where", ["address", "settings"])
async def test_a_theme_that_is_asked_for_wins_over_the_systems(page: Page, desk: StandIn, where: str) -> None:
    for theme, ground in (("light", (244, 238, 226)), ("dark", (16, 22, 20))):
        desk.settings = {"theme": theme} if where == "settings" else {}
        await opened(page, desk, **({"theme": theme} if where == "address" else {}))
        for system in THEMES:
            await page.emulate_media(color_scheme=system)
            await expect(page.locator("body")).to_have_css("background-color", f"rgb{ground}")
            await expect(page.locator("html")).to_have_css("color-scheme", theme)


async def test_hostile_words_are_words_and_long_ones_break_nothing(page: Page, desk: StandIn) -> None:
    await desk.comes_online(7)
    hostile = "<img src=x onerror='window.pwned=1'><script>window.pwned=1</script>"
    words = ("title", "subtitle", "greeting", "companyName", "agentAvailableText", "newMessagePlaceholder")
    await opened(
        *(page, desk),
        **dict.fromkeys(words, hostile + "long" * 300),
        primaryColor="url(https://evil.example/x.png)",
        customerId="'; drop table customers; --",
        metadata='{"__proto__": {"polluted": 1}, "name": "\u202egnp.exe"}',
        customer='{"constructor": {"prototype": {"polluted": 1}}, "external_id": {"$ne": null}}',
        ts="<script>",
    )
    for name in ("#title", "#subtitle", "#greeting", "#company", "#presence-words"):
        await expect(page.locator(name)).to_have_text(hostile + "long" * 300)
    await expect(field(page)).to_have_attribute("placeholder", hostile + "long" * 300)
    assert await page.evaluate("[window.pwned, ({}).polluted, document.images.length]") == [None, None, 0]
    assert await page.evaluate("document.documentElement.scrollWidth") <= SIZE["width"]
    await expect(page.get_by_role("button", name="Send")).to_be_in_viewport()
    await field(page).fill("Hello")
    await wears(page.get_by_role("button", name="Send"), 168, 73, 42)


@pytest.mark.usefixtures("own_profile")
async def test_the_native_apps_web_view_shows_the_page_by_itself(page: Page, desk: StandIn) -> None:
    told = "window.told = []; window.ReactNativeWebView = { postMessage: (text) => told.push(text) };"
    await page.add_init_script(told)
    await page.set_viewport_size({"width": 360, "height": 640})
    ada = '{"name":"Ada Park","email":"ada@shop.example","external_id":"app-1","metadata":{"plan":"pro"}}'
    flags = {"debug": 0, "mobile": 1, "requireEmailUpfront": 0, "showAgentAvailability": 0}
    about = {"accountId": ACCOUNT, "baseUrl": desk.url, "title": "Ask a ranger", "greeting": "Good day"}
    await opened(page, desk, **flags, **about, customer=ada, metadata=ada)
    await expect(page.get_by_role("heading", name="Ask a ranger")).to_be_visible()
    await expect(page.get_by_role("button", name="Close the chat")).to_be_hidden()
    await expect(page.locator("#presence")).to_be_hidden()
    await send(page, "Hello")
    (customer,) = desk.customers.values()
    said = {"name": "Ada Park", "email": "ada@shop.example", "external_id": "app-1", "metadata": {"plan": "pro"}}
    assert {**customer, **said} == customer
    await page.reload()
    await expect(message(page, "Hello")).to_be_visible()
    assert await page.evaluate("window.told") == []


@pytest.mark.usefixtures("own_profile")
async def test_what_a_site_shows_for_its_customer_goes_with_every_call(page: Page, desk: StandIn) -> None:
    shown: list[str | None] = []
    page.on("request", lambda request: shown.append(request.headers.get("x-cairnloop-identity")))
    await page.goto(f"{desk.url}/chat?token={ACCOUNT}#externalId=u-1&identity=a.signed.token")
    await send(page, "Hello")
    joins = [payload for topic, event, payload in desk.pushes if event == "phx_join" and not topic.startswith("room")]
    assert [join["identity"] for join in joins] == ["a.signed.token"] * 2
    assert shown.count("a.signed.token") >= 3
    assert next(iter(desk.customers.values()))["external_id"] == "u-1"


async def test_the_page_alone_says_how_much_is_new_in_its_title(page: Page, desk: StandIn) -> None:
    await opened(page, desk)
    await send(page, "Hello")
    await expect(page).to_have_title("Trailmark support")
    await page.evaluate("Object.defineProperty(document, 'hidden', { value: true, configurable: true })")
    await desk.agent_says(desk.only_conversation(), "Good morning")
    await expect(page).to_have_title("(1) Trailmark support")
    await page.evaluate("delete document.hidden; document.dispatchEvent(new Event('visibilitychange'))")
    await expect(page).to_have_title("Trailmark support")
