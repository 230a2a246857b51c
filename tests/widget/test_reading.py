"""What the desk says is shown as it was meant: to the right person, as plain text, and no more than once."""

import pytest
from playwright.async_api import Page, expect

from tests.widget.actions import field, message, send, shows
from tests.widget.rest import ACCOUNT
from tests.widget.stand_in import StandIn

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="package")]


async def test_people_have_their_names_and_the_machine_is_called_assistant(chat: Page, desk: StandIn) -> None:
    await send(chat, "Hello")
    await desk.agent_says(desk.only_conversation(), "Good morning")
    await desk.bot_says(desk.only_conversation(), "I found a page")
    await expect(message(chat, "Good morning")).to_contain_text("Sam Okafor")
    await expect(message(chat, "I found a page")).to_contain_text("Assistant")
    await expect(message(chat, "Hello").get_by_text("You")).to_be_attached()


async def test_a_private_note_is_never_shown(chat: Page, desk: StandIn) -> None:
    await send(chat, "Hello")
    await desk.agent_says(desk.only_conversation(), "This one is difficult", private=True)
    await desk.agent_says(desk.only_conversation(), "Good morning")
    await shows(chat, "Hello", "Good morning")


async def test_typing_is_shown_until_the_message_arrives(chat: Page, desk: StandIn) -> None:
    await send(chat, "Hello")
    topic = f"conversation:{desk.only_conversation()}"
    await desk.broadcast(topic, "typing", {"typing": True, "type": "user", "name": "Sam"})
    await expect(chat.get_by_text("Sam is writing")).to_be_visible()
    await desk.broadcast(topic, "typing", {"typing": True, "type": "ai"})
    await expect(chat.get_by_text("Assistant is writing")).to_be_visible()
    await desk.bot_says(desk.only_conversation(), "I found a page")
    await expect(chat.get_by_text("is writing")).to_be_hidden()
    await desk.broadcast(topic, "typing", {"typing": True, "type": "user", "name": "Sam"})
    await expect(chat.get_by_text("Sam is writing")).to_be_visible()
    await desk.hang_up()
    await expect(chat.get_by_text("is writing")).to_be_hidden()


@pytest.mark.usefixtures("own_profile")
async def test_typing_is_told_once_and_ends_two_seconds_after_the_last_key(page: Page, desk: StandIn) -> None:
    await page.clock.install()
    await page.goto(f"{desk.url}/chat?token={ACCOUNT}")
    await send(page, "Hello")
    await field(page).press_sequentially("abc")
    await desk.until(lambda: desk.told("typing"))
    await page.clock.fast_forward(2_100)
    await desk.until(lambda: len(desk.told("typing")) == 2)
    assert desk.told("typing") == [{"typing": True}, {"typing": False}]


async def test_who_is_there_is_counted_as_they_come_and_go(chat: Page, desk: StandIn) -> None:
    await expect(chat.get_by_text("We will answer here as soon as we are back")).to_be_visible()
    await desk.comes_online(7)
    await desk.comes_online(8)
    await expect(chat.get_by_text("2 online")).to_be_visible()
    await desk.goes_offline(8)
    await expect(chat.get_by_text("1 online")).to_be_visible()
    await desk.hang_up()
    await desk.goes_offline(7)
    await expect(chat.get_by_text("We will answer here as soon as we are back")).to_be_visible()


async def test_what_was_said_while_the_line_was_down_is_caught_up_without_doubles(chat: Page, desk: StandIn) -> None:
    await send(chat, "One")
    await desk.agent_says(desk.only_conversation(), "Two")
    await desk.stop()
    await desk.agent_says(desk.only_conversation(), "Three")
    await desk.start()
    await shows(chat, "One", "Two", "Three")


@pytest.mark.usefixtures("own_profile")
async def test_a_channel_that_fails_is_joined_again(page: Page, desk: StandIn) -> None:
    await page.clock.install()
    await page.goto(f"{desk.url}/chat?token={ACCOUNT}")
    await send(page, "One")
    topic = f"conversation:{desk.only_conversation()}"
    await desk.crash(topic)
    desk.pushes.clear()
    await page.clock.fast_forward(1_500)
    await desk.until(lambda: desk.joins(topic))
    await send(page, "Two")
    await shows(page, "One", "Two")


async def test_the_desk_may_write_first(chat: Page, desk: StandIn) -> None:
    await send(chat, "One")
    desk.conversations.clear()
    (customer,) = desk.customers
    await chat.reload()
    await desk.until(lambda: desk.joins(f"conversation:lobby:{customer}", live=True))
    started = await desk.starts_conversation(customer, "Your map is ready")
    await shows(chat, "Your map is ready")
    await send(chat, "Thank you")
    assert desk.only_conversation() == started


async def test_what_is_seen_is_told_to_the_desk(chat: Page, desk: StandIn) -> None:
    await send(chat, "Hello")
    await desk.agent_says(desk.only_conversation(), "Good morning")
    await desk.until(lambda: desk.told("messages:seen"))


async def test_a_hostile_message_is_only_text(chat: Page, desk: StandIn) -> None:
    await send(chat, "Hello")
    body = (
        "<img src=x onerror='window.pwned=1'><script>window.pwned=1</script> javascript:window.pwned=1 "
        "[click](javascript:window.pwned=1) <a href='https://evil.example/'>bank</a> "
        "https://bank.example@evil.example/ see (https://trailmark.example/a_(b)). \u202eexe.fdp"
    )
    await desk.agent_says(desk.only_conversation(), body)
    bubble = message(chat, "javascript:").locator(".bubble")
    await expect(bubble).to_contain_text("<img src=x onerror='window.pwned=1'>")
    assert await bubble.locator("img, script").count() == 0
    links = await bubble.locator("a").evaluate_all("links => links.map(l => [l.href, l.textContent, l.rel, l.target])")
    safe = ["noopener noreferrer nofollow", "_blank"]
    assert links == [
        ["https://evil.example/", "https://evil.example/", *safe],
        ["https://trailmark.example/a_(b)", "https://trailmark.example/a_(b)", *safe],
    ]
    assert await chat.evaluate("window.pwned") is None
    assert await bubble.get_attribute("dir") == "auto"
    assert await bubble.evaluate("node => getComputedStyle(node).unicodeBidi") == "isolate"


async def test_lines_stay_lines(chat: Page, desk: StandIn) -> None:
    await send(chat, "Hello")
    await desk.agent_says(desk.only_conversation(), "First\n\nThird")
    assert await message(chat, "First").locator(".bubble").inner_text() == "First\n\nThird"


async def test_who_reads_further_up_is_not_moved(chat: Page, desk: StandIn) -> None:
    for number in range(12):
        await send(chat, f"Line {number:02}")
    log = chat.get_by_role("region", name="Messages")
    await log.evaluate("node => node.scrollTo(0, 0)")
    await expect(message(chat, "Line 00")).to_be_in_viewport()
    await desk.agent_says(desk.only_conversation(), "Good morning")
    await expect(message(chat, "Line 00")).to_be_in_viewport()
    await chat.get_by_role("button", name="New messages").click()
    await expect(message(chat, "Good morning")).to_be_in_viewport()


async def test_who_reads_at_the_end_stays_there_while_what_they_read_grows(chat: Page, desk: StandIn) -> None:
    for number in range(12):
        await send(chat, f"Line {number:02}")
    # As a picture does between the scroll to the end and what the browser tells of it.
    await (
        message(chat, "Line 11")
        .locator(".bubble")
        .evaluate("""(bubble) => {
      bubble.style.height = "400px";
      document.getElementById("scroller").dispatchEvent(new Event("scroll"));
    }""")
    )
    below = "({ scrollHeight, scrollTop, clientHeight }) => scrollHeight - scrollTop - clientHeight"
    scroller = await chat.locator("#scroller").element_handle()
    await chat.wait_for_function(f"(node) => ({below})(node) < 2", arg=scroller)
    await chat.locator("#scroller").evaluate("""(node) => new Promise((done) => {
      node.addEventListener("scroll", done);
      node.scrollBy(0, -200);
    })""")
    await desk.agent_says(desk.only_conversation(), "Good morning")
    await expect(chat.get_by_role("button", name="New messages")).to_be_visible()


@pytest.mark.usefixtures("own_profile")
async def test_who_reads_at_the_end_stays_there_when_the_screen_is_turned(chat: Page, desk: StandIn) -> None:
    for number in range(12):
        await send(chat, f"Line {number:02} " + "of a long story " * (12 - number))
    # Who has scrolled has an anchor in what they read, which moves with it.
    scrolled = "node => new Promise((seen) => { node.onscrollend = seen; node.scrollTo(0, 0) })"
    await chat.locator("#scroller").evaluate(scrolled)
    await desk.agent_says(desk.only_conversation(), "Good morning")
    await chat.get_by_role("button", name="New messages").click()
    for width, height in ((640, 400), (400, 680)):
        await expect(message(chat, "Good morning")).to_be_in_viewport()
        await chat.set_viewport_size({"width": width, "height": height})
    await expect(message(chat, "Good morning")).to_be_in_viewport()


async def test_a_wrong_account_is_explained(page: Page, desk: StandIn, complaints: list[str]) -> None:
    await page.goto(f"{desk.url}/chat?token=00000000-0000-4000-8000-000000000000")
    await expect(page.get_by_role("heading", name="This chat has no desk behind it")).to_be_visible()
    await expect(field(page)).to_be_hidden()
    assert desk.pushes == []
    complaints[:] = [text for text in complaints if "404" not in text]
