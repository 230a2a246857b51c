"""Files go with a message: chosen, pasted or dropped, seen on their way, and refused in words."""

import base64

import pytest
from playwright.async_api import FilePayload, Locator, Page, expect

from tests.widget.actions import field, message, send, write
from tests.widget.rest import ACCOUNT, LARGEST
from tests.widget.stand_in import StandIn

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="package")]

# One dot, of which a browser makes a picture.
DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
PICTURE: FilePayload = {"name": "box.png", "mimeType": "image/png", "buffer": DOT}
INVOICE: FilePayload = {"name": "<b>invoice</b>.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-" * 1000}

# As a browser hands over what was copied or dragged.
HANDED = """([kind, name]) => {
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File(["hello"], name, { type: "text/plain" }));
  const options = { bubbles: true, cancelable: true };
  const target = document.getElementById(kind === "paste" ? "body" : "scroller");
  const event = kind === "paste" ? new ClipboardEvent(kind, { ...options, clipboardData: dataTransfer })
    : new DragEvent(kind, { ...options, dataTransfer });
  target.dispatchEvent(event);
  return event.defaultPrevented;
}"""


def tray(chat: Page) -> Locator:
    return chat.get_by_role("list", name="Files to send").get_by_role("listitem")


async def test_files_go_with_the_message_and_open_in_a_page_of_their_own(chat: Page, desk: StandIn) -> None:
    await send(chat, "Hello")
    async with chat.expect_file_chooser() as choosing:
        await chat.get_by_role("button", name="Attach files").click()
    chooser = await choosing.value
    assert chooser.is_multiple()
    await chooser.set_files([PICTURE, INVOICE])
    await expect(tray(chat)).to_have_count(2)
    await expect(tray(chat).nth(1)).to_contain_text("<b>invoice</b>.pdf")
    await expect(tray(chat).nth(1)).to_contain_text("5 kB")
    await expect(tray(chat).nth(0).locator("img")).to_be_visible()
    await write(chat, "Here they are")
    sent = message(chat, "Here they are")
    await expect(sent).to_have_attribute("data-state", "sent")
    await expect(tray(chat)).to_have_count(0)
    await expect(sent.get_by_role("link", name="box.png").get_by_role("img", name="box.png")).to_be_visible()
    for name in ("box.png", "<b>invoice</b>.pdf"):
        link = sent.get_by_role("link", name=name)
        await expect(link).to_have_attribute("target", "_blank")
        await expect(link).to_have_attribute("rel", "noopener noreferrer nofollow")
    said = desk.told("shout")[-1]
    assert said["file_ids"] == list(desk.files)
    (customer,) = desk.customers
    about = {"account_id": ACCOUNT, "customer_id": customer, "conversation_id": desk.only_conversation()}
    assert desk.uploads == [about, about]
    await chat.reload()
    await expect(message(chat, "Here they are").get_by_role("link")).to_have_count(2)


async def test_what_is_pasted_or_dropped_is_attached_and_needs_no_words(chat: Page, desk: StandIn) -> None:
    assert await chat.evaluate(HANDED, ["paste", "pasted.txt"])
    await expect(tray(chat)).to_contain_text(["pasted.txt"])
    await chat.evaluate(HANDED, ["dragover", "dropped.txt"])
    await expect(chat.get_by_text("Drop files here to attach them")).to_be_visible()
    assert await chat.evaluate(HANDED, ["drop", "dropped.txt"])
    await expect(chat.get_by_text("Drop files here to attach them")).to_be_hidden()
    await expect(tray(chat)).to_contain_text(["pasted.txt", "dropped.txt"])
    await expect(chat.get_by_role("button", name="Send")).to_be_enabled()
    await chat.get_by_role("button", name="Send").click()
    await expect(chat.get_by_role("article")).to_have_attribute("data-state", "sent")
    await expect(chat.get_by_role("article").get_by_role("link")).to_have_text(["pasted.txt", "dropped.txt"])
    assert desk.bodies() == [""]


async def test_a_file_can_be_taken_off_and_what_is_on_its_way_holds_the_message(chat: Page, desk: StandIn) -> None:
    desk.gate.clear()
    await chat.set_input_files("#files", [PICTURE, INVOICE])
    await expect(tray(chat).get_by_role("progressbar")).to_have_count(2)
    await field(chat).fill("Here they are")
    await expect(chat.get_by_role("button", name="Send")).to_be_disabled()
    await field(chat).press("Enter")
    await expect(chat.get_by_text("Files are still on their way")).to_be_visible()
    await chat.get_by_role("button", name="Remove box.png").click()
    await expect(chat.get_by_role("button", name="Remove <b>invoice</b>.pdf")).to_be_focused()
    desk.gate.set()
    await expect(tray(chat)).to_contain_text("5 kB")
    await chat.get_by_role("button", name="Remove <b>invoice</b>.pdf").click()
    await expect(field(chat)).to_be_focused()
    await field(chat).press("Enter")
    await expect(message(chat, "Here they are")).to_have_attribute("data-state", "sent")
    assert "file_ids" not in desk.told("shout")[-1]


async def test_what_the_desk_or_the_page_does_not_take_is_refused_in_words(
    chat: Page, desk: StandIn, complaints: list[str]
) -> None:
    large: FilePayload = {"name": "film.mov", "mimeType": "video/mp4", "buffer": b"0" * (LARGEST + 1)}
    await chat.set_input_files("#files", [large])
    alert = chat.get_by_role("alert")
    await expect(alert).to_have_text("film.mov could not be attached. A file is at most 100 kB.")
    await expect(tray(chat)).to_have_count(0)
    await chat.set_input_files("#files", [{"name": "notes.txt", "mimeType": "text/plain", "buffer": b""}])
    await expect(alert).to_have_text("notes.txt is empty.")
    desk.settings = {"upload_bytes": 7_600}
    await chat.reload()
    await send(chat, "Hello")
    before = len(desk.uploads)
    await chat.set_input_files("#files", [large])
    await expect(alert).to_have_text("film.mov is larger than 7 kB.")
    await chat.set_input_files("#files", [PICTURE] * 11)
    await expect(alert).to_have_text("A message carries 10 files at most.")
    await expect(tray(chat)).to_have_count(10)
    await desk.until(lambda: len(desk.uploads) == before + 10)
    complaints[:] = [text for text in complaints if "413" not in text and "422" not in text]


@pytest.mark.usefixtures("own_profile")
async def test_without_a_line_a_file_waits_and_goes_out_when_it_is_back(page: Page, desk: StandIn) -> None:
    await page.clock.install()
    await page.goto(f"{desk.url}/chat?token={ACCOUNT}")
    await send(page, "Hello")
    await expect(page.locator(".tray")).to_be_attached()
    await desk.stop()
    await page.set_input_files("#files", [PICTURE, INVOICE])
    await expect(tray(page).nth(1)).to_contain_text("Waits for the connection")
    await expect(page.get_by_role("button", name="Send")).to_be_disabled()
    await desk.start()
    for _ in range(4):
        await page.clock.fast_forward(3_000)
    await expect(tray(page).nth(1)).to_contain_text("5 kB")
    await write(page, "Both")
    await expect(message(page, "Both")).to_have_attribute("data-state", "sent")
    await expect(message(page, "Both").get_by_role("link")).to_have_count(2)


async def test_a_file_chosen_without_a_line_before_the_first_message_is_named_kept_and_sent(
    chat: Page, desk: StandIn
) -> None:
    await desk.until(lambda: desk.joins("room"))
    await desk.stop()
    await chat.set_input_files("#files", [PICTURE])
    await chat.evaluate(HANDED, ["paste", "pasted.txt"])
    await expect(chat.get_by_text("box.png, pasted.txt: Waits for the connection")).to_be_visible()
    await field(chat).fill("Here they are")
    await expect(chat.get_by_role("button", name="Send")).to_be_disabled()
    await field(chat).press("Enter")
    await expect(field(chat)).to_have_value("Here they are")
    await desk.start()
    await chat.evaluate("dispatchEvent(new Event('online'))")
    await expect(chat.locator(".tray li.ready")).to_have_count(2)
    await expect(chat.get_by_text("Waits for the connection")).to_be_hidden()
    await field(chat).press("Enter")
    sent = message(chat, "Here they are")
    await expect(sent).to_have_attribute("data-state", "sent")
    await expect(sent.get_by_role("link", name="pasted.txt")).to_be_visible()
    await expect(sent.get_by_role("img", name="box.png")).to_be_visible()
    # The style that did not come the first time was asked for again.
    await expect(chat.locator(".pictures")).to_have_css("display", "flex")
    assert [file["filename"] for file, _ in desk.files.values()] == ["box.png", "pasted.txt"]
