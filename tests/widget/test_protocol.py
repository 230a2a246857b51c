"""The chat page in somebody else's frame: what it says and hears there, and whom it believes."""

import pytest
from playwright.async_api import Page, expect

from tests.widget.actions import field, send, shows, wears
from tests.widget.sites import TS, Site
from tests.widget.stand_in import StandIn

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="package")]


@pytest.fixture
def site(page: Page, desk: StandIn) -> Site:
    return Site(page, desk)


async def test_a_conversation_is_told_to_the_page_around_it_step_by_step(site: Site, desk: StandIn) -> None:
    await site.open(title="Ask us")
    assert await site.heard("chat:loaded") == [{"ts": TS}]
    await site.say("papercups:plan", {"plan": "team"})
    await site.say("papercups:toggle", {"isOpen": True})
    await send(site.frame, "Hello")
    (customer,) = desk.customers
    talk = desk.only_conversation()
    assert await site.heard("customer:created") == [{"customerId": customer, "ts": TS}]
    assert await site.heard("conversation:join") == [
        {"conversationId": talk, "customerId": customer, "ts": TS},
    ]
    (sent,) = await site.heard("message:sent")
    assert (sent["body"], sent["customer_id"], sent["conversation_id"]) == ("Hello", customer, talk)
    assert {"id", "object", "type", "created_at", "seen_at", "account_id", "attachments"} <= sent.keys()
    await desk.agent_says(talk, "Good morning")
    (received,) = await site.heard("message:received")
    assert (received["body"], received["user_id"], received["ts"]) == ("Good morning", 7, TS)


async def test_what_was_not_seen_is_told_until_the_chat_is_opened(site: Site, desk: StandIn) -> None:
    await site.open(newMessagesNotificationText="See what is new")
    await site.say("papercups:toggle", {"isOpen": True})
    await send(site.frame, "Hello")
    await site.say("papercups:toggle", {"isOpen": False})
    await site.settle()
    await desk.agent_says(desk.only_conversation(), "Good morning")
    (unseen,) = await site.heard("messages:unseen")
    assert (unseen["message"]["body"], unseen["message"]["user_id"], unseen["ts"]) == ("Good morning", 7, TS)
    await site.say("notifications:display", {"shouldDisplayNotifications": True})
    await expect(site.frame.locator(".teaser .bubble")).to_have_text("Good morning")
    await expect(field(site.frame)).to_be_hidden()
    await site.frame.get_by_role("button", name="See what is new").click()
    assert await site.heard("papercups:open") == [{"ts": TS}]
    assert desk.told("messages:seen") == []
    await site.say("papercups:toggle", {"isOpen": True})
    assert await site.heard("messages:seen") == [{"ts": TS}]
    await shows(site.frame, "Hello", "Good morning")
    await desk.until(lambda: desk.told("messages:seen"))


async def test_the_first_words_may_be_shown_beside_a_closed_chat(site: Site) -> None:
    await site.open(greeting="Good day")
    shown = {"shouldDisplayNotifications": True, "popUpInitialMessage": True}
    await site.say("notifications:display", {"shouldDisplayNotifications": True})
    await site.settle()
    await expect(site.frame.locator(".teaser")).to_be_hidden()
    await site.say("notifications:display", shown)
    await expect(site.frame.locator(".teaser .bubble")).to_have_text("Good day")
    await site.say("notifications:display", {"shouldDisplayNotifications": False})
    await expect(site.frame.locator(".teaser")).to_be_hidden()


async def test_the_chat_asks_to_be_closed_where_it_may_be(site: Site) -> None:
    await site.open(closeable=0)
    await site.say("papercups:toggle", {"isOpen": True})
    close = site.frame.get_by_role("button", name="Close the chat")
    await expect(field(site.frame)).to_be_editable()
    await expect(close).to_be_hidden()
    await site.open(closeable=1)
    await field(site.frame).press("Escape")
    await site.settle()
    assert "papercups:close" not in [one["event"] for one in await site.page.evaluate("heard")]
    await site.say("papercups:toggle", {"isOpen": True})
    await close.click()
    assert await site.heard("papercups:close") == [{"ts": TS}]
    await site.say("papercups:toggle", {"isOpen": False})
    await site.say("papercups:toggle", {"isOpen": True})
    await site.settle()
    await field(site.frame).press("Escape")
    await site.page.wait_for_function("heard.filter(({ event }) => event === 'papercups:close').length === 2")


async def test_all_the_words_and_looks_may_be_changed_while_it_is_open(site: Site, desk: StandIn) -> None:
    desk.settings = {"account": {"company_name": "Trailmark", "is_outside_working_hours": False}}
    await site.open(agentUnavailableText="Away")
    await site.say("papercups:toggle", {"isOpen": True})
    words = {"subtitle": "Below", "greeting": "Good day", "newMessagePlaceholder": "Go ahead", "companyName": "Ranger"}
    await site.say("config:update", {**words, "agentUnavailableText": "On the trail", "isBrandingHidden": True})
    for said in ("Below", "Good day", "On the trail"):
        await expect(site.frame.get_by_text(said, exact=True)).to_be_visible()
    await expect(site.frame.get_by_role("log", name="Conversation with Ranger")).to_be_attached()
    await expect(site.frame.get_by_placeholder("Go ahead")).to_be_visible()
    await expect(site.frame.get_by_text("Cairnloop", exact=True)).to_be_hidden()
    await desk.comes_online(7)
    await site.say("config:update", {"agentAvailableText": "At the desk"})
    await expect(site.frame.get_by_text("At the desk")).to_be_visible()
    await site.say("config:update", {"showAgentAvailability": 0, "closeable": 0})
    await expect(site.frame.locator("#presence")).to_be_hidden()
    await expect(site.frame.get_by_role("button", name="Close the chat")).to_be_hidden()
    asking = {"requireEmailUpfront": 1, "emailInputPlaceholder": "ranger@hut.example"}
    await site.say("config:update", asking)
    await expect(site.frame.get_by_placeholder("ranger@hut.example")).to_be_visible()


async def test_the_page_around_it_may_change_words_and_name_the_customer(site: Site, desk: StandIn) -> None:
    await site.open(title="Ask us", customerId="not an id")
    await site.say("config:update", {"title": "Ask a ranger", "primaryColor": "1677ff", "token": "another", "debug": 1})
    await expect(site.frame.get_by_role("heading", name="Ask a ranger")).to_be_visible()
    await site.say("papercups:toggle", {"isOpen": True})
    await field(site.frame).fill("Hello")
    await wears(site.frame.get_by_role("button", name="Send"), 22, 119, 255)
    await send(site.frame, "Hello")
    (customer,) = desk.customers.values()
    about = {"name": "Ada Park", "email": "null", "current_url": "https://shop.example/", "metadata": {"plan": "pro"}}
    await site.say("customer:update", {"customerId": customer["id"], "metadata": about})
    await desk.until(lambda: customer.get("name") == "Ada Park")
    assert customer["metadata"] == {"plan": "pro"}
    assert "email" not in customer
    assert await site.heard("customer:updated") == [{"customerId": customer["id"], "ts": TS}]


async def test_a_customer_the_page_around_it_knows_has_their_history_back(site: Site, desk: StandIn) -> None:
    desk.customers["3d2b8f0e-7c53-4b0f-9d1a-52cf7f6f1c11"] = {}
    known = desk.open("3d2b8f0e-7c53-4b0f-9d1a-52cf7f6f1c11")
    await desk.agent_says(known, "Welcome back")
    await site.open()
    await site.say("papercups:toggle", {"isOpen": True})
    await site.say("customer:set:id", "nonsense")
    await site.say("customer:set:id", "3d2b8f0e-7c53-4b0f-9d1a-52cf7f6f1c11")
    await shows(site.frame, "Welcome back")
    await send(site.frame, "Hello")
    assert desk.only_conversation() == known


async def test_the_customer_a_site_kept_is_not_shown_to_somebody_with_another_name(site: Site, desk: StandIn) -> None:
    desk.customers["3d2b8f0e-7c53-4b0f-9d1a-52cf7f6f1c11"] = {}
    await desk.agent_says(desk.open("3d2b8f0e-7c53-4b0f-9d1a-52cf7f6f1c11"), "Your card number is on file")
    about = {"customerId": "3d2b8f0e-7c53-4b0f-9d1a-52cf7f6f1c11", "metadata": '{"external_id": "u-2"}'}
    await site.open(**about)
    await site.say("papercups:toggle", {"isOpen": True})
    await send(site.frame, "Hello")
    await shows(site.frame, "Hello")
    assert [customer.get("external_id") for customer in desk.customers.values()] == [None, "u-2"]


async def test_somebody_with_a_name_of_their_own_has_their_history_whoever_the_site_kept(
    site: Site, desk: StandIn
) -> None:
    named = {"metadata": '{"external_id": "u-2"}'}
    await site.open(**named)
    await site.say("papercups:toggle", {"isOpen": True})
    await send(site.frame, "Hello")
    (mine,) = desk.customers
    desk.customers["3d2b8f0e-7c53-4b0f-9d1a-52cf7f6f1c11"] = {}
    for kept in (mine, "3d2b8f0e-7c53-4b0f-9d1a-52cf7f6f1c11"):
        await site.open(**named, customerId=kept)
        await site.say("papercups:toggle", {"isOpen": True})
        await shows(site.frame, "Hello")


async def test_another_person_is_another_page_that_stays_open(site: Site, desk: StandIn) -> None:
    await site.open()
    await site.say("papercups:toggle", {"isOpen": True})
    await send(site.frame, "Hello")
    await site.say("customer:update", {"metadata": {"external_id": "u-1", "name": "Ada Park"}})
    await desk.until(lambda: [customer.get("external_id") for customer in desk.customers.values()] == ["u-1"])
    await shows(site.frame, "Hello")
    await desk.agent_says(desk.only_conversation(), "Good morning")
    await shows(site.frame, "Hello", "Good morning")
    await desk.until(lambda: desk.told("messages:seen"))


@pytest.mark.parametrize(
    ("asked", "policy"),
    [
        ({"parentOrigin": "https://bank.example"}, None),
        ({"parentOrigin": "https://bank.example"}, "no-referrer"),
    ],
    ids=["another origin is named", "and the own one hidden"],
)
async def test_nothing_is_told_to_an_origin_that_was_not_named(
    site: Site, asked: dict[str, str], policy: str | None, complaints: list[str]
) -> None:
    await site.open(**asked, policy=policy)
    await send(site.frame, "My card number")
    await site.say("papercups:ping")
    await site.say("config:update", {"title": "Your bank"})
    # Messages are delivered in order: when this one is through, so is the one before it.
    await site.frame.locator("body").evaluate(
        "() => new Promise((done) => { addEventListener('message', done); postMessage('after', '*'); })"
    )
    assert await site.page.evaluate("heard") == []
    await expect(site.frame.get_by_role("heading", name="Trailmark support")).to_be_visible()
    complaints[:] = [text for text in complaints if "https://bank.example" not in text]


async def test_a_site_that_hides_where_one_comes_from_is_known_all_the_same(site: Site) -> None:
    await site.open(policy="no-referrer")
    assert await site.heard("chat:loaded") == [{"ts": TS}]


async def test_only_the_page_around_it_is_heard(site: Site, page: Page) -> None:
    await site.open()
    await site.heard("chat:loaded")
    await site.frame.locator("body").evaluate(
        """() => new Promise((done) => {
          addEventListener("message", ({ data }) => data === "after" && done());
          postMessage({ event: "config:update", payload: { title: "Your bank" } }, "*");
          postMessage("after", "*");
        })"""
    )
    for nonsense in ("text", None, {"event": 7}, {"event": "constructor"}, {"event": "papercups:toggle", "payload": 5}):
        await page.evaluate("(data) => frame.contentWindow.postMessage(data, origin)", nonsense)
    # Another frame of the same page is as foreign as one of another site.
    await page.evaluate(
        """() => new Promise((done) => {
          const neighbour = document.createElement("iframe");
          neighbour.srcdoc = `<script>
            parent.frames[0].postMessage({ event: "config:update", payload: { title: "Your bank" } }, "*");
            parent.postMessage("said", "*");
          <\\/script>`;
          addEventListener("message", ({ data }) => data === "said" && done());
          document.body.append(neighbour);
        })"""
    )
    await site.settle()
    await expect(site.frame.get_by_role("heading", name="Trailmark support")).to_be_visible()
