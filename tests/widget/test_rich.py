"""What the desk's people write is shown as they meant it, and never as more: Markdown, and answers to choose from."""

import time

import pytest
from playwright.async_api import Page, expect

from tests.widget.actions import field, message, send, shows, write
from tests.widget.stand_in import StandIn

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="package")]

# The elements of a rendering, without what no reader sees.
SHAPE = """async (text) => {
  const { markdown } = await import("./markdown.js");
  const shape = (node) => node.nodeType === 3 ? node.data : node.tagName === "WBR" ? ""
    : node.tagName === "BR" ? "/" : `<${[node.tagName.toLowerCase(), ...href(node)].join(" ")}>${inside(node)}</>`;
  const href = (node) => node.href ? [node.getAttribute("href")] : node.start > 1 ? [node.start] : [];
  const inside = (node) => [...node.childNodes].map(shape).join("");
  return inside(markdown(text));
}"""

# A page that is not looked at, and whose notes are counted in place of played.
COUNTS_NOTES = """() => {
  window.notes = 0;
  OscillatorNode.prototype.start = () => (window.notes += 1);
  OscillatorNode.prototype.stop = () => {};
  Object.defineProperty(document, "hidden", { get: () => true });
}"""

RENDERED = {
    "plain\nlines": "<p>plain/lines</>",
    "one\n\ntwo": "<p>one</><p>two</>",
    "**bold** and __bold__": "<p><strong>bold</> and <strong>bold</></>",
    "*soft* and _soft_": "<p><em>soft</> and <em>soft</></>",
    "***both***": "<p><strong><em>both</></></>",
    "snake_case_name and 2*3*4 = 24": "<p>snake_case_name and 2<em>3</>4 = 24</>",
    "a * star * alone, and ** two": "<p>a * star * alone, and ** two</>",
    "`**code**` ``a`b``": "<p><code>**code**</> <code>a`b</></>",
    "```\n**as is**\n  <b>\n```": "<pre><code>**as is**\n  <b></></>",
    "```js\nnever closed": "<pre><code>never closed</></>",
    "- one\n- **two**\n  more\n\nafter": "<ul><li>one</><li><strong>two</>/more</></><p>after</>",
    "3. three\n4) four": "<ol 3><li>three</><li>four</></>",
    "before\n* one": "<p>before</><ul><li>one</></>",
    "# A heading\ntext": "<p><strong>A heading</>/text</>",
    "[the page](https://a.example/x_(y)?q=1)": "<p><a https://a.example/x_(y)?q=1>the page</></>",
    "[write](mailto:sam@a.example)": "<p><a mailto:sam@a.example>write</></>",
    "[**bold** link](https://a.example)": "<p><a https://a.example/><strong>bold</> link</></>",
    "see https://a.example/_b_/*c*, there": "<p>see <a https://a.example/_b_/*c>https://a.example/_b_/*c</>*, there</>",
    "**[in](https://a.example) bold**": "<p><strong><a https://a.example/>in</> bold</></>",
    "[run](javascript:alert(1))": "<p>[run](javascript:alert(1))</>",
    "[run]( JaVaScRiPt:alert(1))": "<p>[run]( JaVaScRiPt:alert(1))</>",
    "[data](data:text/html,<script>alert(1)</script>)": "<p>[data](data:text/html,<script>alert(1)</script>)</>",
    "[near](//evil.example) [near](/chat)": "<p>[near](//evil.example) [near](/chat)</>",
    "[me](https://bank.example@evil.example)": "<p>[me](https://bank.example@evil.example)</>",
    "[https://bank.example](https://evil.example)": "<p><a https://evil.example/>https://bank.example</></>",
    "![img](https://a.example/i.png)": "<p>!<a https://a.example/i.png>img</></>",
    "<img src=x onerror=alert(1)> <b>b</b> &lt;": "<p><img src=x onerror=alert(1)> <b>b</b> &lt;</>",
    "": "",
}
HOSTILE = [
    *("[" * 100_000, "*" * 100_000, "_a" * 50_000, "`" * 100_000, "[a](" * 25_000, "**a " * 25_000, "*_" * 50_000),
    *("- " * 50_000, "\n" * 100_000, "`a``b```c" * 11_000, "https://" * 12_500, "[x](https://a.example/(" * 4_000),
    "1. " * 33_000,
]


async def test_markdown_becomes_the_elements_it_means_and_no_others(chat: Page) -> None:
    made = await chat.evaluate(f"(texts) => Promise.all(texts.map({SHAPE}))", list(RENDERED))
    assert dict(zip(RENDERED, made, strict=True)) == RENDERED


async def test_a_hostile_text_takes_no_longer_than_a_friendly_one(chat: Page) -> None:
    await chat.evaluate(SHAPE, "warm")
    for text in HOSTILE:
        began = time.perf_counter()
        await chat.evaluate("async (text) => (await import('./markdown.js')).markdown(text).textContent.length", text)
        assert time.perf_counter() - began < 2, text[:20]


async def test_the_desks_people_write_markdown_and_customers_plain_text(chat: Page, desk: StandIn) -> None:
    await send(chat, "**One** - https://shop.example/orders\n- two")
    await desk.agent_says(desk.only_conversation(), "**Three**\n- four")
    await expect(message(chat, "Three").locator("strong")).to_have_text("Three")
    await expect(message(chat, "Three").locator("li")).to_have_text("four")
    mine = message(chat, "One").locator(".bubble")
    assert await mine.locator("strong, li").count() == 0
    assert await mine.inner_text() == "**One** - https://shop.example/orders\n- two"
    link = message(chat, "One").get_by_role("link")
    await expect(link).to_have_attribute("rel", "noopener noreferrer nofollow")
    await expect(link).to_have_attribute("target", "_blank")


@pytest.mark.usefixtures("own_profile")
async def test_without_its_renderer_the_words_are_shown_as_they_were_written(
    chat: Page, desk: StandIn, complaints: list[str]
) -> None:
    await chat.route("**/rich.js", lambda route: route.abort())
    await send(chat, "Hello")
    await desk.agent_says(desk.only_conversation(), "**Good** morning")
    await expect(message(chat, "**Good** morning")).to_be_visible()
    complaints.clear()


async def test_what_could_not_be_brought_without_a_line_comes_when_it_is_back(chat: Page, desk: StandIn) -> None:
    await desk.until(lambda: desk.joins("room"))
    await desk.stop()
    await write(chat, "See https://shop.example/orders")
    await expect(message(chat, "orders")).to_have_attribute("data-state", "waiting")
    await expect(message(chat, "orders").get_by_role("link")).to_have_count(0)
    await desk.start()
    await chat.evaluate("dispatchEvent(new Event('online'))")
    await expect(message(chat, "orders")).to_have_attribute("data-state", "sent")
    await expect(message(chat, "orders").get_by_role("link")).to_be_visible()
    await desk.agent_says(desk.only_conversation(), "**Three**")
    await expect(message(chat, "Three").locator("strong")).to_have_text("Three")


async def test_suggested_answers_are_sent_with_their_meaning_and_gone_after_use(chat: Page, desk: StandIn) -> None:
    await send(chat, "Hello")
    replies = [{"text": "Yes, <b>please</b>", "action": "yes"}, {"text": "No", "action": {"to": "person"}}]
    offered = {"quick_replies": [*replies, {"text": 5}, {"action": "x"}, None, "text", {"text": " "}]}
    await desk.agent_says(desk.only_conversation(), "Shall I look?", metadata=offered)
    group = chat.get_by_role("group", name="Suggested answers")
    await expect(group.get_by_role("button")).to_have_text(["Yes, <b>please</b>", "No"])
    await group.get_by_role("button", name="No").click()
    await expect(message(chat, "No")).to_have_attribute("data-state", "sent")
    await expect(group).to_be_hidden()
    await expect(field(chat)).to_be_focused()
    assert desk.told("shout")[-1]["metadata"] == {"reply_action": {"to": "person"}}
    await chat.reload()
    await shows(chat, "Hello", "Shall I look?", "No")
    await expect(group).to_be_hidden()
    await desk.agent_says(desk.only_conversation(), "And now?", metadata={"quick_replies": "nonsense"})
    await expect(message(chat, "And now?")).to_be_visible()
    await expect(group).to_be_hidden()


async def test_a_sound_is_made_for_who_looks_away_and_was_here_unless_they_want_none(chat: Page, desk: StandIn) -> None:
    await chat.evaluate(COUNTS_NOTES)
    await send(chat, "Hello")
    talk = desk.only_conversation()
    # As in a page that has only just been opened: whoever drives a browser from outside counts as having acted.
    await chat.evaluate("Object.defineProperty(navigator, 'userActivation', { value: {}, configurable: true })")
    await desk.agent_says(talk, "Good morning")
    await expect(message(chat, "Good morning")).to_be_visible()
    await expect(chat.get_by_role("button", name="Turn the sound off")).to_be_visible()
    assert await chat.evaluate("window.notes") == 0
    await chat.evaluate("delete navigator.userActivation")
    await desk.agent_says(talk, "Any news?")
    await chat.wait_for_function("() => window.notes === 2")
    switch = chat.get_by_role("button", name="Turn the sound off")
    await switch.click()
    await expect(chat.get_by_role("button", name="Turn the sound on")).to_be_visible()
    await desk.agent_says(talk, "Still there?")
    await expect(message(chat, "Still there?")).to_be_visible()
    assert await chat.evaluate("window.notes") == 2
    await chat.reload()
    await expect(chat.get_by_role("button", name="Turn the sound on")).to_be_visible()
