"""The widget in a real browser against a whole desk: what is said arrives once and in order, whatever happens to it."""

import httpx
import pytest
from playwright.async_api import FrameLocator, Page, expect

from tests.clients_journey.desk import COMPANY, PATIENCE_SECONDS, Desk, OperatorDesk
from tests.clients_journey.shop import shop
from tests.widget.actions import field, message, send, shows, write
from tests.widget.test_files import DOT

pytestmark = [
    pytest.mark.browser,
    pytest.mark.journey,
    pytest.mark.asyncio(loop_scope="package"),
    # A desk is founded, started, and in some started again, which takes its time on a busy machine.
    pytest.mark.timeout(300),
]
BACK_MS = PATIENCE_SECONDS * 1000
ARTICLE = """# Moving regions

## Move a workspace to the EU

Open Settings, then Region, and choose the EU region. Moving a workspace takes about an hour and nothing is lost.
"""
# The bytes of the chat page and all it is made of, as they came over the wire.
WEIGHT = """() => [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
  .filter(({ name }) => !name.includes("/api/"))
  .map(({ name, encodedBodySize }) => [new URL(name).pathname, encodedBodySize])"""


@pytest.fixture
def frame(page: Page) -> FrameLocator:
    return page.frame_locator("#cairnloop iframe")


async def conversation(sam: OperatorDesk, body: str) -> str:
    """Where a customer wrote this, once the operator hears it."""
    heard = await sam.hears("shout", lambda message: message["body"] == body)
    return str(heard["conversation_id"])


async def test_a_talk_on_the_demonstration_page(page: Page, desk: Desk, sam: OperatorDesk, frame: FrameLocator) -> None:
    await page.goto(f"{desk.url}/demo?account={desk.account_id}")
    await expect(page.locator("#cairnloop button")).to_be_visible()
    await page.get_by_role("button", name="Ask a question").click()
    await expect(frame.get_by_text("1 online")).to_be_visible()
    await send(frame, "Where is my map?")
    talk = await conversation(sam, "Where is my map?")
    await sam.types(talk)
    await expect(frame.get_by_text("is writing")).to_be_visible()
    await sam.says(talk, "In the app, under Maps.")
    await shows(frame, "Where is my map?", "In the app, under Maps.")
    await expect(frame.get_by_text("is writing")).to_be_hidden()
    await sam.hears("messages:seen")
    await page.reload()
    await page.get_by_role("button", name="Ask a question").click()
    await shows(frame, "Where is my map?", "In the app, under Maps.")
    await expect(frame.get_by_role("log", name=f"Conversation with {COMPANY}")).to_be_visible()


async def test_whether_somebody_is_there_is_seen_as_they_come_and_go(page: Page, desk: Desk) -> None:
    await page.goto(f"{desk.url}/chat?token={desk.account_id}")
    await expect(page.get_by_text("We will answer here as soon as we are back")).to_be_visible()
    async with desk.operator():
        await expect(page.get_by_text("1 online")).to_be_visible()
    await expect(page.get_by_text("We will answer here as soon as we are back")).to_be_visible()


async def test_what_is_written_while_the_desk_is_killed_arrives_once_and_in_order(page: Page, lone_desk: Desk) -> None:
    await page.goto(f"{lone_desk.url}/chat?token={lone_desk.account_id}")
    await send(page, "One")
    # This one may have arrived without being acknowledged, or not at all.
    await write(page, "Two")
    await lone_desk.kill()
    await write(page, "Three")
    await write(page, "Four")
    await expect(message(page, "Four")).to_contain_text("It will go out when the connection is back")
    await expect(page.get_by_text("The connection is lost.")).to_be_visible()
    await lone_desk.start()
    for body in ("Two", "Three", "Four"):
        await expect(message(page, body)).to_have_attribute("data-state", "sent", timeout=BACK_MS)
    await expect(page.get_by_text("The connection is lost.")).to_be_hidden()
    async with lone_desk.operator() as sam:
        await send(page, "Five")
        talk = await conversation(sam, "Five")
        assert await sam.thread(talk) == ["One", "Two", "Three", "Four", "Five"]
    await page.reload()
    await shows(page, "One", "Two", "Three", "Four", "Five")


async def test_what_was_written_before_a_reload_while_the_desk_is_down_goes_out_after_it(
    page: Page, lone_desk: Desk
) -> None:
    await page.goto(f"{lone_desk.url}/chat?token={lone_desk.account_id}")
    await send(page, "One")
    await lone_desk.stop()
    await write(page, "Two")
    await write(page, "Three")
    kept = await page.evaluate("JSON.stringify(localStorage)")
    assert "Two" in kept
    assert "Three" in kept
    await lone_desk.start()
    await page.reload()
    await expect(message(page, "Three")).to_have_attribute("data-state", "sent", timeout=BACK_MS)
    await shows(page, "One", "Two", "Three")
    async with lone_desk.operator() as sam:
        await send(page, "Four")
        assert await sam.thread(await conversation(sam, "Four")) == ["One", "Two", "Three", "Four"]


async def test_on_another_site_unread_answers_are_counted_until_they_are_seen(
    page: Page, desk: Desk, sam: OperatorDesk, frame: FrameLocator
) -> None:
    launcher = page.locator("#cairnloop button")
    async with shop(desk) as site:
        await page.goto(site)
        await launcher.click()
        await send(frame, "Hello")
        talk = await conversation(sam, "Hello")
        await launcher.click()
        await sam.says(talk, "Good morning")
        await expect(launcher).to_have_attribute("aria-label", "Open the chat, 1 unread message")
        await sam.says(talk, "Still there?")
        await expect(launcher.locator("span")).to_have_text("2")
        await page.reload()
        await expect(launcher).to_have_attribute("aria-label", "Open the chat, 2 unread messages")
        assert not any(event == "messages:seen" for event, _ in sam.heard)
        await launcher.click()
        await expect(launcher.locator("span")).to_be_hidden()
        seen = await sam.hears("messages:seen")
        assert len(seen["messages"]) == 2
        await page.reload()
        await expect(frame.get_by_role("article")).to_have_count(3)
        await expect(launcher).to_have_attribute("aria-label", "Open the chat")


async def test_a_picture_goes_to_the_desk_and_a_paper_comes_back(page: Page, desk: Desk, sam: OperatorDesk) -> None:
    await page.goto(f"{desk.url}/chat?token={desk.account_id}")
    await expect(page.get_by_role("textbox")).to_be_editable()  # before that nobody listens
    await page.set_input_files("#files", {"name": "box.png", "mimeType": "image/png", "buffer": DOT})
    await expect(page.locator(".tray img")).to_be_visible()
    await write(page, "Here it is")
    await expect(message(page, "Here it is").get_by_role("img", name="box.png")).to_be_visible()
    heard = await sam.hears("shout", lambda message: message["body"] == "Here it is")
    assert [file["filename"] for file in heard["attachments"]] == ["box.png"]
    paper = {"account_id": desk.account_id}
    async with httpx.AsyncClient(base_url=desk.url, headers={"authorization": desk.account["api_key"]}) as calls:
        kept = await calls.post("/api/upload", data=paper, files={"file": ("rules.txt", b"Be kind.", "text/plain")})
        said = {"body": "And **our rules**", "file_ids": [kept.json()["data"]["id"]]}
        await calls.post(f"/api/conversations/{heard['conversation_id']}/messages", json=said)
    link = message(page, "our rules").get_by_role("link", name="rules.txt")
    await expect(link).to_be_visible()
    address = await link.get_attribute("href")
    async with httpx.AsyncClient() as anybody:
        got = await anybody.get(str(address))
    assert (got.text, got.headers["content-disposition"]) == ("Be kind.", 'attachment; filename="rules.txt"')


async def test_an_approved_draft_is_read_by_the_customer(page: Page, desk: Desk, sam: OperatorDesk) -> None:
    files = [{"path": "regions.md", "markdown": ARTICLE}]
    await sam.calls.call("POST", "/api/articles/import", body={"files": files, "publish": True})
    await page.goto(f"{desk.url}/chat?token={desk.account_id}")
    question = "How do I move my workspace data to the EU region?"
    await send(page, question)
    talk = await conversation(sam, question)
    draft = await sam.hears("draft:created", lambda draft: draft["conversation_id"] == talk)
    await sam.calls.approve(draft["id"], draft["version"])
    await expect(message(page, "choose the EU region")).to_be_visible()
    await expect(page.get_by_role("article")).to_have_count(2)


async def test_a_resolved_conversation_goes_on_when_the_customer_writes_again(
    page: Page, desk: Desk, sam: OperatorDesk
) -> None:
    await page.goto(f"{desk.url}/chat?token={desk.account_id}")
    await send(page, "Hello")
    talk = await conversation(sam, "Hello")
    await sam.calls.move(talk, "resolve", reason="answered")
    await page.reload()
    await shows(page, "Hello")
    await send(page, "One more thing")
    assert await conversation(sam, "One more thing") == talk
    await page.reload()
    await shows(page, "Hello", "One more thing")


async def test_a_note_and_an_undone_answer_are_never_shown(page: Page, desk: Desk, sam: OperatorDesk) -> None:
    await page.goto(f"{desk.url}/chat?token={desk.account_id}")
    await send(page, "Hello")
    talk = await conversation(sam, "Hello")
    path = f"/api/conversations/{talk}/messages"
    await sam.calls.call("POST", path, body={"body": "A difficult one", "private": True})
    held = await sam.calls.call("POST", path, body={"body": "Wrong", "undo_seconds": 60})
    await sam.calls.undo(held["data"]["id"])
    await sam.says(talk, "Right")
    await shows(page, "Hello", "Right")
    await page.reload()
    await shows(page, "Hello", "Right")


async def test_the_page_weighs_what_it_promises_on_the_wire(page: Page, desk: Desk) -> None:
    await page.goto(f"{desk.url}/chat?token={desk.account_id}")
    await expect(field(page)).to_be_editable()
    weights: dict[str, int] = dict(await page.evaluate(WEIGHT))
    assert {"/chat", "/chat.css", "/chat.js", "/conversation.js"} <= weights.keys()
    assert all(weights.values())
    # Most readers' table is lighter than the heaviest, by which the page is measured elsewhere.
    assert {name for name in weights if name.startswith("/words-")} == {"/words-en.json"}
    assert sum(size for name, size in weights.items() if name != "/cairn.svg") <= 20_000
