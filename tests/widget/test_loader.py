"""One script line on somebody else's page: a button, a badge, and a frame that knows its own place."""

import asyncio

import pytest
from playwright.async_api import FileChooser, FrameLocator, Locator, Page, expect

from tests.widget.actions import field, message, send, shows, wears
from tests.widget.rest import ACCOUNT
from tests.widget.stand_in import StandIn

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="package")]

# What a browser does to frames of other sites where it was told to.
STORES_NOTHING = """
if (parent !== window) Object.defineProperty(window, "localStorage", { get() { throw new Error("no"); } });
"""


@pytest.fixture
def frame(page: Page) -> FrameLocator:
    return page.frame_locator("#cairnloop iframe")


@pytest.fixture
def launcher(page: Page) -> Locator:
    return page.locator("#cairnloop button")


async def test_a_whole_visit_takes_no_mouse(page: Page, desk: StandIn, frame: FrameLocator, launcher: Locator) -> None:
    await page.set_viewport_size({"width": 1000, "height": 800})
    # Listened for from the beginning: a browser is told to hand the choice over, which takes its time.
    choosing: asyncio.Future[FileChooser] = asyncio.get_running_loop().create_future()
    page.once("filechooser", lambda chooser: choosing.set_result(chooser))
    await page.goto(desk.shop)
    await expect(launcher).to_have_attribute("aria-label", "Open the chat")
    await expect(page.locator("#cairnloop iframe")).to_have_count(0)
    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")
    await expect(launcher).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(launcher).to_have_attribute("aria-expanded", "true")
    await expect(field(frame)).to_be_focused()
    await page.keyboard.type("Hello")
    await page.keyboard.press("Enter")
    await expect(message(frame, "Hello")).to_have_attribute("data-state", "sent")
    replies = [{"text": "Yes", "action": "yes"}, {"text": "No", "action": "no"}]
    await desk.agent_says(desk.only_conversation(), "Shall I look?", metadata={"quick_replies": replies})
    await expect(frame.get_by_role("button", name="No")).to_be_visible()
    await page.keyboard.press("Shift+Tab")
    await expect(frame.locator("#attach")).to_be_focused()
    await page.keyboard.press("Enter")
    assert (await choosing).is_multiple()
    await page.keyboard.press("Shift+Tab")
    await expect(frame.get_by_role("button", name="No")).to_be_focused()
    await page.keyboard.press("Space")
    await expect(message(frame, "No")).to_have_attribute("data-state", "sent")
    await expect(field(frame)).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.locator("#cairnloop iframe")).to_be_hidden()
    await expect(launcher).to_be_focused()


async def test_unread_messages_are_counted_on_the_button(
    page: Page, desk: StandIn, frame: FrameLocator, launcher: Locator
) -> None:
    await page.set_viewport_size({"width": 1000, "height": 800})
    await page.goto(desk.shop)
    await launcher.click()
    await send(frame, "Hello")
    await launcher.click()
    await desk.agent_says(desk.only_conversation(), "Good morning")
    await expect(launcher).to_have_attribute("aria-label", "Open the chat, 1 unread message")
    await desk.bot_says(desk.only_conversation(), "I found a page")
    await expect(launcher.locator("span")).to_have_text("2")
    assert desk.told("messages:seen") == []
    await expect(page).to_have_title("(2) Shop")
    await page.reload()
    await expect(launcher).to_have_attribute("aria-label", "Open the chat, 2 unread messages")
    await expect(page).to_have_title("(2) Shop")
    await page.evaluate("document.title = 'Cart'")
    await desk.bot_says(desk.only_conversation(), "And another")
    await expect(page).to_have_title("(3) Cart")
    await launcher.click()
    await expect(page).to_have_title("Cart")
    await expect(launcher.locator("span")).to_be_hidden()
    await shows(frame, "Hello", "Good morning", "I found a page", "And another")
    await desk.until(lambda: desk.told("messages:seen"))
    await page.reload()
    await expect(page.locator("#cairnloop iframe")).to_be_attached()
    await expect(frame.get_by_role("article")).to_have_count(4)
    await expect(launcher).to_have_attribute("aria-label", "Open the chat")


@pytest.mark.usefixtures("own_profile")
async def test_the_page_may_open_close_and_introduce(page: Page, desk: StandIn, frame: FrameLocator) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await page.goto(desk.shop)
    await page.wait_for_function("() => window.Cairnloop")
    await page.evaluate("Cairnloop.identify({ id: 42, name: 'Ada Park', email: 'ada@shop.example' })")
    await page.evaluate("Cairnloop.open()")
    await send(frame, "Hello")
    (customer,) = desk.customers.values()
    assert customer["external_id"] == "42"
    assert (customer["name"], customer["email"]) == ("Ada Park", "ada@shop.example")
    assert customer["current_url"] == desk.shop
    assert not any("ada%40" in url.partition("#")[0] or "ada@" in url.partition("#")[0] for url in asked)
    await page.evaluate("Cairnloop.close()")
    await expect(page.locator("#cairnloop iframe")).to_be_hidden()
    await page.evaluate("Cairnloop.toggle()")
    await expect(page.locator("#cairnloop iframe")).to_be_visible()


async def test_an_app_that_records_visits_and_the_chat_tell_each_other_who_is_there(
    page: Page, desk: StandIn, frame: FrameLocator
) -> None:
    known = "3d2b8f0e-7c53-4b0f-9d1a-52cf7f6f1c11"
    desk.customers[known] = {"id": known}
    await page.goto(desk.shop)
    await page.wait_for_function("() => window.Cairnloop")
    await page.evaluate(
        """id => {
      window.told = [];
      window.addEventListener("papercups:customer:set", ({ detail }) => told.push(detail));
      window.dispatchEvent(new CustomEvent("storytime:customer:set", { detail: id }));
      Cairnloop.open();
    }""",
        known,
    )
    await send(frame, "Hello")
    assert list(desk.customers) == [known]
    await page.wait_for_function("() => told.length")
    assert set(await page.evaluate("told")) == {known}


async def test_who_wrote_before_signing_in_keeps_the_conversation(
    page: Page, desk: StandIn, frame: FrameLocator
) -> None:
    await page.goto(desk.shop)
    await page.locator("#cairnloop button").click()
    await send(frame, "Hello")
    await field(frame).fill("Half a thought")
    await page.evaluate("Cairnloop.identify({ id: 'u-1', name: 'Ada Park' })")
    await desk.until(lambda: [customer.get("name") for customer in desk.customers.values()] == ["Ada Park"])
    await shows(frame, "Hello")
    await expect(field(frame)).to_have_value("Half a thought")
    assert len(desk.customers) == 1


async def test_another_person_on_the_same_browser_sees_nothing_of_the_first(
    page: Page, desk: StandIn, frame: FrameLocator
) -> None:
    await page.goto(f"{desk.shop}?customer=u-1")
    await page.locator("#cairnloop button").click()
    await send(frame, "My card number is on file, right?")
    await page.goto(f"{desk.shop}?customer=u-2")
    await expect(page.locator("#cairnloop iframe")).to_be_attached()
    await page.locator("#cairnloop button").click()
    await expect(frame.get_by_text("What can we help you find?")).to_be_visible()
    await send(frame, "Hello")
    await shows(frame, "Hello")
    assert [customer["external_id"] for customer in desk.customers.values()] == ["u-1", "u-2"]


@pytest.mark.usefixtures("own_profile")
async def test_a_frame_that_may_store_nothing_remembers_through_its_page(
    page: Page, desk: StandIn, frame: FrameLocator
) -> None:
    await page.add_init_script(STORES_NOTHING)
    await page.goto(desk.shop)
    await page.locator("#cairnloop button").click()
    await send(frame, "Hello")
    await page.reload()
    await page.locator("#cairnloop button").click()
    await shows(frame, "Hello")
    await send(frame, "Again")
    assert len(desk.customers) == 1


@pytest.mark.usefixtures("own_profile")
@pytest.mark.parametrize("allowed", [True, False], ids=["a_frame_that_stores", "a_frame_that_may_not"])
async def test_what_is_read_in_one_tab_is_read_in_the_others(
    page: Page, desk: StandIn, frame: FrameLocator, launcher: Locator, allowed: bool
) -> None:
    if not allowed:
        await page.context.add_init_script(STORES_NOTHING)
    await page.set_viewport_size({"width": 1000, "height": 800})
    await page.goto(desk.shop)
    await launcher.click()
    await send(frame, "Hello")
    await launcher.click()
    other = await page.context.new_page()
    await other.goto(desk.shop)
    await desk.until(lambda: desk.joined(f"conversation:{desk.only_conversation()}") == 2)
    await desk.agent_says(desk.only_conversation(), "Good morning")
    await expect(other).to_have_title("(1) Shop")
    await expect(page).to_have_title("(1) Shop")
    await launcher.click()
    await frame.get_by_role("button", name="Turn the sound off").click()
    await expect(other).to_have_title("Shop")
    await expect(other.locator("#cairnloop button")).to_have_attribute("aria-label", "Open the chat")
    muted = other.frame_locator("#cairnloop iframe").locator("#sound")
    await expect(muted).to_have_attribute("aria-label", "Turn the sound on")


async def test_the_demonstration_page_takes_its_account_from_the_address(
    page: Page, desk: StandIn, frame: FrameLocator
) -> None:
    await page.goto(f"{desk.url}/demo")
    await expect(page.get_by_text("This demonstration needs an account")).to_be_visible()
    await page.goto(f"{desk.url}/demo?account={ACCOUNT}")
    await page.wait_for_selector("#cairnloop button")
    await page.get_by_role("button", name="Ask a question").click()
    await send(frame, "Hello")
    await page.reload()
    await expect(frame.get_by_role("article")).to_have_count(1)


async def test_only_the_frame_is_believed(page: Page, desk: StandIn, launcher: Locator, frame: FrameLocator) -> None:
    await page.goto(desk.shop)
    await launcher.click()
    await expect(field(frame)).to_be_visible()
    await frame.get_by_role("button", name="Close the chat").click()
    await page.evaluate("postMessage({ event: 'messages:unseen', payload: { count: 5 } }, '*')")
    # Messages are delivered in order: when this one is through, so is the one before it.
    await page.evaluate("new Promise(done => { addEventListener('message', done); postMessage('after', '*'); })")
    await expect(launcher).to_have_attribute("aria-label", "Open the chat")


async def test_on_a_phone_the_chat_fills_the_screen_and_closes_from_within(
    page: Page, desk: StandIn, frame: FrameLocator, launcher: Locator
) -> None:
    await page.set_viewport_size({"width": 320, "height": 568})
    await page.goto(desk.shop)
    await launcher.click()
    await expect(launcher).to_be_hidden()
    assert await page.locator("#cairnloop iframe").bounding_box() == {"x": 0, "y": 0, "width": 320, "height": 568}
    await frame.get_by_role("button", name="Close the chat").click()
    await expect(launcher).to_be_visible()
    await expect(launcher).to_be_focused()


async def test_the_line_decides_words_colour_and_side(
    page: Page, desk: StandIn, frame: FrameLocator, launcher: Locator
) -> None:
    await page.set_viewport_size({"width": 1000, "height": 800})
    await page.goto(f"{desk.shop}?title=Ask+a+ranger&color=%23ffe08a&position=left&greeting=Good+morning")
    await wears(launcher, 255, 224, 138)
    box = await launcher.bounding_box()
    assert box
    assert box["x"] == 20
    await launcher.click()
    await expect(frame.get_by_role("heading", name="Ask a ranger")).to_be_visible()
    await expect(frame.get_by_text("Good morning")).to_be_visible()
    await send(frame, "Hello")
    await expect(message(frame, "Hello")).to_be_visible()
