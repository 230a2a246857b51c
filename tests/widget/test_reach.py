"""For everybody: axe finds nothing to complain of in any state, and the site's colour leaves every word readable."""

import colorsys
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.async_api import FilePayload, Page, expect

from tests.widget.actions import message, send
from tests.widget.rest import ACCOUNT
from tests.widget.sites import axe
from tests.widget.stand_in import StandIn
from tests.widget.test_files import PICTURE
from tests.widget.test_look import COLOURS, contrast

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="package")]

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COMPLAINTS = """async (tags) => (await axe.run({ runOnly: { type: "tag", values: tags } })).violations
  .map(({ id, nodes }) => [id, nodes.map(({ html, failureSummary }) => [html, failureSummary])])"""
NOBODY = {"account": {"is_outside_working_hours": True}, "availability": {"open": False, "when_away": "form"}}
AWAY = {"account": {"is_outside_working_hours": True}, "away_message": "We sleep until Monday."}
LARGE: FilePayload = {"name": "film.mov", "mimeType": "video/mp4", "buffer": b"0" * 200_000}
COLOUR_WHEEL = [
    "#{:02x}{:02x}{:02x}".format(*(round(255 * part) for part in colorsys.hls_to_rgb(hue / 12, light, 1)))
    for hue in range(12)
    for light in (0, 0.1, 0.25, 0.35, 0.45, 0.5, 0.55, 0.65, 0.75, 0.9, 1)
]


async def complaints_of(page: Page) -> Any:
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(axe())
    return await page.evaluate(COMPLAINTS, RULES)


async def speak(page: Page, desk: StandIn, words: str = "Hello") -> None:
    """A conversation with everything in it that can be."""
    body = page.locator("#body")
    await body.fill(words)
    await body.press("Enter")
    await expect(page.get_by_role("article")).to_have_attribute("data-state", "sent")
    talk = desk.only_conversation()
    told = "See **this** [page](https://trailmark.example/):\n- `one`\n- two\n```\nthree\n```"
    await desk.agent_says(talk, told, metadata={"quick_replies": [{"text": "Yes", "action": 1}]})
    await desk.bot_says(talk, "I found a page")
    await page.set_input_files("#files", [PICTURE, {"name": "a.txt", "mimeType": "text/plain", "buffer": b"hello"}])
    await expect(page.locator(".tray li.ready")).to_have_count(2)
    desk.refusals.append({"reason": "this cannot be kept"})
    await body.press("Enter")
    await expect(page.locator(".retry:visible")).to_be_visible()
    await desk.agent_says(talk, "Well?", metadata={"quick_replies": [{"text": "Yes", "action": 1}]})
    await page.set_input_files("#files", [PICTURE])
    await expect(page.locator(".tray img")).to_be_visible()


@pytest.mark.parametrize(("theme", "lang", "there"), [("light", "en", True), ("dark", "ar", False)])
async def test_axe_finds_nothing_in_a_conversation(
    page: Page, desk: StandIn, theme: str, lang: str, there: bool
) -> None:
    desk.settings = {"upload_bytes": 5_000} | ({} if there else AWAY)
    await page.goto(f"{desk.url}/chat?token={ACCOUNT}&theme={theme}&lang={lang}")
    if there:
        await desk.comes_online(7)
        await expect(page.locator("#presence.online")).to_be_visible()
    else:
        await expect(page.locator("#greeting")).to_have_text(AWAY["away_message"])
    assert await complaints_of(page) == []
    await speak(page, desk)
    await page.set_input_files("#files", [LARGE])
    await expect(page.get_by_role("alert")).to_be_visible()
    assert await complaints_of(page) == []
    await desk.broadcast(f"conversation:{desk.only_conversation()}", "typing", {"typing": True, "type": "ai"})
    await expect(page.locator("#typing")).to_be_visible()
    await desk.stop()
    await expect(page.locator("#line")).to_be_visible()
    assert await complaints_of(page) == []


@pytest.mark.parametrize(("theme", "lang"), [("light", "en"), ("dark", "ar")])
@pytest.mark.parametrize("settings", [NOBODY, {"require_email_upfront": True}], ids=["leave", "first"])
async def test_axe_finds_nothing_in_a_form(
    page: Page, desk: StandIn, settings: dict[str, Any], theme: str, lang: str
) -> None:
    desk.settings = settings
    await page.goto(f"{desk.url}/chat?token={ACCOUNT}&theme={theme}&lang={lang}")
    await page.locator(".card .submit").click()
    await expect(page.locator("[aria-invalid=true]")).to_be_focused()
    assert await complaints_of(page) == []


async def test_axe_finds_nothing_where_there_is_nobody_or_only_the_button(
    page: Page, desk: StandIn, complaints: list[str]
) -> None:
    await page.goto(f"{desk.url}/chat?token=00000000-0000-4000-8000-000000000000")
    await expect(page.get_by_role("heading", name="This chat has no desk behind it")).to_be_visible()
    assert await complaints_of(page) == []
    await page.goto(desk.shop)
    await expect(page.locator("#cairnloop button")).to_be_visible()
    found = await complaints_of(page)
    complaints[:] = [text for text in complaints if "404" not in text]
    assert [one for one in found if any("cairnloop" in html or "button" in html for html, _ in one[1])] == []


async def test_axe_finds_nothing_in_a_site_that_holds_the_open_chat(page: Page, desk: StandIn) -> None:
    await page.goto(f"{desk.url}/demo?account={ACCOUNT}")
    await page.locator("#cairnloop button").click()
    await expect(page.frame_locator("#cairnloop iframe").locator("#body")).to_be_focused()
    _, frame = page.frames
    await frame.evaluate(axe())
    assert await complaints_of(page) == []


async def test_the_whole_is_reached_by_keyboard_in_the_order_it_is_read(page: Page, desk: StandIn) -> None:
    await page.goto(f"{desk.url}/chat?token={ACCOUNT}")
    await speak(page, desk)
    await page.locator("#sound").focus()
    order = ["sound"]
    for _ in range(12):
        await page.keyboard.press("Tab")
        order.append(
            await page.evaluate(
                "(({ id, className, textContent }) => id || className || textContent)(document.activeElement)"
            )
        )
        if order[-1] == "send" or order[-1] == "body":
            break
    assert order[0:2] == ["sound", "scroller"]
    assert order.index("retry") < order.index("discard") < order.index("Yes") < order.index("×") < order.index("attach")
    assert order[-1] == "body"


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_words_on_and_beside_any_colour_of_a_site_can_be_read(page: Page, desk: StandIn, theme: str) -> None:
    desk.settings = {"require_email_upfront": True}
    await page.goto(f"{desk.url}/chat?{urlencode({'token': ACCOUNT, 'theme': theme})}")
    form = page.get_by_role("form")
    await expect(form).to_be_visible()
    on_accent = await readable(page, ".submit")
    await form.get_by_label("Your e-mail").fill("ada@shop.example")
    await form.get_by_label("Your message").fill("See https://shop.example/")
    await form.get_by_role("button").click()
    await expect(message(page, "See")).to_have_attribute("data-state", "sent")
    await page.locator("#body").fill("x")
    for wanted in (on_accent, await readable(page, "#send"), await readable(page, ".mine .bubble p, .mine .bubble a")):
        assert [found for found in wanted if found[1] < 4.5] == []


async def readable(page: Page, wanted: str) -> list[tuple[str, float]]:
    """How the words of these elements stand out, for each colour a site may have chosen."""
    colours = [*COLOUR_WHEEL, "#767676", "#777", "navy", "rgb(255 255 0 / 0.2)", "transparent"]
    seen = f"""([wanted, colours]) => colours.flatMap((colour) => {{
      document.documentElement.style.setProperty("--site", colour);
      return ({COLOURS})(wanted).map(([, sign, ground]) => [colour, sign, ground]);
    }})"""
    found = await page.evaluate(seen, [wanted, colours])
    assert len(found) >= len(colours)
    return [(colour, contrast(sign, ground)) for colour, sign, ground in found]


async def test_what_arrives_is_read_aloud_once_and_what_was_there_is_not(chat: Page, desk: StandIn) -> None:
    await send(chat, "Hello")
    await chat.evaluate("""() => {
      window.spoken = [];
      const log = document.getElementById("log");
      new MutationObserver((changes) => {
        for (const { addedNodes } of changes) for (const node of addedNodes) window.spoken.push(node.textContent);
      }).observe(log, { childList: true, subtree: true });
    }""")
    await desk.agent_says(desk.only_conversation(), "**Good** morning")
    await expect(message(chat, "Good morning")).to_be_visible()
    assert sum("morning" in text for text in await chat.evaluate("window.spoken")) == 1
    # A history is drawn at once while the log says that it is not finished.
    busy = await chat.evaluate("""async () => {
      const { Thread } = await import("./view.js");
      const [scroller, log, latest] = ["div", "div", "button"].map((tag) => document.createElement(tag));
      const thread = new Thread({ scroller, log, latest, choose() {} });
      const entries = [1, 2, 3, 4].map((key) => ({ key, at: new Date(), body: "Old", who: "Sam", attachments: [] }));
      thread.render(entries, true);
      const during = log.getAttribute("aria-busy");
      await new Promise((done) => requestAnimationFrame(done));
      thread.render([...entries, { ...entries[0], key: 5 }], true);
      return [during, log.getAttribute("aria-busy")];
    }""")
    assert busy == ["true", "false"]
