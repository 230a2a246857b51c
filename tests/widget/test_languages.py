"""Every string of the page stands in one table a language, and a reader gets theirs."""

import json
import re
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from cairnloop.daemon.http.static import FOLDER
from cairnloop.wire.widget_settings import WidgetFields
from tests.widget.actions import field, message, send
from tests.widget.conftest import profile
from tests.widget.rest import ACCOUNT
from tests.widget.stand_in import StandIn

TABLES = {path.stem.removeprefix("words-"): json.loads(path.read_text()) for path in FOLDER.glob("words-*.json")}
SCRIPTS = {path.name: path.read_text() for path in FOLDER.glob("*.js") if not path.name.startswith("demo")}
HOLE = re.compile(r"\{(\w+)\}")
# The forms a language counts in, as the browser's own tables have them.
FORMS = {
    "en": {"one", "other"},
    "de": {"one", "other"},
    "fr": {"one", "many", "other"},
    "es": {"one", "many", "other"},
    "pt": {"one", "many", "other"},
    "ar": {"zero", "one", "two", "few", "many", "other"},
}


def forms(said: str | dict[str, str]) -> list[str]:
    return [said] if isinstance(said, str) else list(said.values())


@pytest.mark.parametrize("language", sorted(TABLES))
def test_every_table_says_everything_and_fills_the_same_holes(language: str) -> None:
    table, english = TABLES[language], TABLES["en"]
    assert list(table) == list(english)
    for key, said in table.items():
        assert all(one.strip() for one in forms(said)), key
        counted = isinstance(english[key], dict)
        assert isinstance(said, dict) == counted, key
        holes = set(HOLE.findall(forms(english[key])[-1]))
        assert set(HOLE.findall(forms(said)[-1])) == holes, key
        assert all(set(HOLE.findall(one)) <= holes for one in forms(said)), key
        if isinstance(said, dict):
            assert set(said) == FORMS[language], key


def test_the_desk_the_page_and_the_loader_know_the_same_languages() -> None:
    annotation = WidgetFields.model_fields["language"].annotation
    settable = set(re.findall(r"'(\w\w)'", str(annotation)))
    listed = re.search(r"LANGUAGES = \[([^\]]+)\]", SCRIPTS["words.js"])
    assert listed
    labels = re.findall(r"^    (\w\w): \[", SCRIPTS["widget.js"], re.MULTILINE)
    assert set(TABLES) == settable == set(re.findall(r"\w\w", listed[1])) == set(labels) == set(FORMS)


def test_what_is_said_is_in_the_table_and_what_is_in_the_table_is_said() -> None:
    page = (FOLDER / "chat.html").read_text()
    code = "\n".join(SCRIPTS.values())
    said = set(re.findall(r'data-(?:say|label)="(\w+)"', page)) | set(re.findall(r'"(\w+)"', code))
    said |= {"retry", "discard", "first_why", "leave_why", "email", "name", "body"}
    asked = set(re.findall(r'\bsay\("(\w+)"', code)) | set(re.findall(r'data-(?:say|label)="(\w+)"', page))
    assert asked <= set(TABLES["en"])
    assert set(TABLES["en"]) <= said


@pytest.mark.browser
@pytest.mark.asyncio(loop_scope="package")
async def test_the_forms_are_those_the_browser_counts_in(page: Page, desk: StandIn) -> None:
    await page.goto(f"{desk.url}/chat?token={ACCOUNT}")
    asked = "(name) => new Intl.PluralRules(name).resolvedOptions().pluralCategories"
    for language, wanted in FORMS.items():
        assert set(await page.evaluate(asked, language)) == wanted, language


@pytest.mark.browser
@pytest.mark.asyncio(loop_scope="package")
@pytest.mark.parametrize(
    ("reader", "wishes"),
    [
        ("de-AT", [(None, None, "de"), ("fr", None, "fr"), ("fr", "es", "es")]),
        ("nl-NL", [(None, None, "en"), (None, "pt-BR", "pt"), (None, "xx", "en")]),
    ],
)
async def test_the_address_decides_then_the_settings_then_the_browser(
    browser: Browser, desk: StandIn, reader: str, wishes: list[tuple[str | None, str | None, str]]
) -> None:
    context = await profile(browser, reader)
    page = await context.new_page()
    for setting, address, language in wishes:
        desk.settings = {"language": setting}
        await page.goto(f"{desk.url}/chat?token={ACCOUNT}" + (f"&lang={address}" if address else ""))
        words: dict[str, Any] = TABLES[language]
        await expect(page.locator("html")).to_have_attribute("lang", language)
        await expect(page.get_by_role("button", name=words["send"])).to_be_visible()
        await expect(page.get_by_text(words["keys"])).to_be_visible()
        await expect(page.get_by_label(words["body"])).to_be_visible()
    await context.close()


@pytest.mark.browser
@pytest.mark.asyncio(loop_scope="package")
async def test_words_nobody_chose_are_said_in_the_readers_language(page: Page, desk: StandIn) -> None:
    standard = {"new_message_placeholder": "Write a message…", "agent_unavailable_text": "We are away at the moment."}
    desk.settings = {**standard, "greeting": None, "defaults": ["greeting", *standard]}
    # A published widget repeats in the address what the settings said.
    await page.goto(f"{desk.url}/chat?token={ACCOUNT}&lang=de&newMessagePlaceholder=Write+a+message…")
    await expect(page.get_by_placeholder(TABLES["de"]["placeholder"])).to_be_visible()
    await expect(page.get_by_text(TABLES["de"]["away"])).to_be_visible()
    await expect(page.get_by_text(TABLES["de"]["greeting"])).to_be_visible()
    await expect(page.get_by_role("heading", name="Trailmark support")).to_be_visible()


@pytest.mark.browser
@pytest.mark.asyncio(loop_scope="package")
async def test_arabic_runs_from_right_to_left_and_counts_its_own_way(page: Page, desk: StandIn) -> None:
    await page.goto(f"{desk.url}/chat?token={ACCOUNT}&lang=ar")
    await expect(page.locator("html")).to_have_attribute("dir", "rtl")
    await expect(page.get_by_label(TABLES["ar"]["body"])).to_have_css("direction", "rtl")
    await page.get_by_label(TABLES["ar"]["body"]).fill("مرحبا")
    await page.get_by_label(TABLES["ar"]["body"]).press("Enter")
    await expect(message(page, "مرحبا")).to_have_attribute("data-state", "sent")
    await desk.agent_says(desk.only_conversation(), "Good morning")
    boxes = [
        await where.bounding_box()
        for where in (message(page, "مرحبا").locator(".bubble"), message(page, "Good morning").locator(".bubble"))
    ]
    mine, theirs = [box for box in boxes if box]
    assert mine["x"] < theirs["x"]
    send_box, attach_box = [await page.locator(name).bounding_box() for name in ("#send", "#attach")]
    assert send_box
    assert attach_box
    assert send_box["x"] < attach_box["x"]
    paper = {"filename": "rules.txt", "file_url": f"{desk.url}/files/1", "thumbnail_url": None, "size": 4_000}
    await desk.agent_says(desk.only_conversation(), "Our rules", attachments=[paper])
    await expect(message(page, "Our rules").locator(".weight")).to_have_css("direction", "rtl")
    for user in range(3):
        await desk.comes_online(user + 1)
    await expect(page.get_by_text("3 أشخاص متصلون")).to_be_visible()


@pytest.mark.browser
@pytest.mark.asyncio(loop_scope="package")
async def test_a_title_runs_its_own_way_and_stays_beside_the_sign(page: Page, desk: StandIn) -> None:
    desk.settings = {"title": "תמיכה של Trailmark"}
    await page.goto(f"{desk.url}/chat?token={ACCOUNT}")
    title = page.get_by_role("heading", name="תמיכה של Trailmark")
    await expect(title).to_have_css("direction", "rtl")
    await expect(title).to_have_css("text-align", "left")


@pytest.mark.browser
@pytest.mark.asyncio(loop_scope="package")
@pytest.mark.usefixtures("own_profile")
async def test_a_table_that_does_not_come_leaves_the_one_there_is(
    page: Page, desk: StandIn, complaints: list[str]
) -> None:
    desk.settings = {"language": "fr"}
    await page.route("**/words-fr.json", lambda route: route.abort())
    await page.goto(f"{desk.url}/chat?token={ACCOUNT}")
    await send(page, "Hello")
    await expect(field(page)).to_be_visible()
    complaints.clear()
