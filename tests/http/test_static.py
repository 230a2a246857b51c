"""The widget's files on the wire: packed for who takes that, and not sent again to who has them."""

import gzip
import os
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from cairnloop.daemon.http import static
from tests.house import House

FILES = ["chat", "demo", "widget.js", "chat.js", "chat.css", "cairn.svg", "words-ar.json"]


@pytest.fixture
async def page() -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(Starlette(routes=static.routes()))
    async with httpx.AsyncClient(transport=transport, base_url="http://desk.example") as client:
        yield client


@pytest.mark.parametrize("name", FILES)
async def test_every_file_is_packed_and_unpacks_to_itself(page: httpx.AsyncClient, name: str) -> None:
    packed = await page.get(f"/{name}")
    plain = await page.get(f"/{name}", headers={"accept-encoding": "identity"})

    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.content == plain.content
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"]) == len(plain.content)
    assert packed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
    assert packed.headers["content-type"] == plain.headers["content-type"]
    assert packed.headers["content-security-policy"] == plain.headers["content-security-policy"]


async def test_the_wire_carries_what_the_weight_is_measured_by(page: httpx.AsyncClient) -> None:
    told = (await page.get("/widget.js")).headers["content-length"]
    assert int(told) == len(static.asset("widget.js").packed)


async def test_what_only_its_authors_read_stays_at_home(page: httpx.AsyncClient) -> None:
    script, style, words = [(await page.get(f"/{name}")).text for name in ("chat.js", "chat.css", "words-en.json")]
    assert "// The chat page" in (static.FOLDER / "chat.js").read_text()
    assert "//" not in script.replace("://", "")
    assert "/*" not in style
    assert words.startswith('{"title":"Write to us",')


@pytest.mark.parametrize(
    ("accepted", "packed"),
    [
        ("gzip", True),
        ("br, GZIP;q=0.5", True),
        ("*", True),
        ("deflate, *;q=0.1", True),
        ("", False),
        ("br", False),
        ("gzip;q=0", False),
        ("gzip; q=0.000, *", False),
        ("*;q=0", False),
        ("gzipped", False),
    ],
)
async def test_who_does_not_take_gzip_does_not_get_it(page: httpx.AsyncClient, accepted: str, packed: bool) -> None:
    answer = await page.get("/widget.js", headers={"accept-encoding": accepted})
    assert ("content-encoding" in answer.headers) == packed
    assert answer.text.startswith("(()=>{")


@pytest.mark.parametrize("accepted", ["gzip", "identity"])
async def test_who_has_a_file_is_not_sent_it_again(page: httpx.AsyncClient, accepted: str) -> None:
    first = await page.get("/chat.js")
    tag = first.headers["etag"]
    for known in (tag, tag.removeprefix("W/"), f'"other", {tag}', "*"):
        again = await page.get("/chat.js", headers={"accept-encoding": accepted, "if-none-match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert (again.headers["etag"], again.headers["vary"]) == (tag, "Accept-Encoding")
    assert (await page.get("/chat.js", headers={"if-none-match": '"other"'})).status_code == 200


async def test_a_changed_file_is_sent_anew(
    page: httpx.AsyncClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "widget.js"
    monkeypatch.setattr(static, "FOLDER", tmp_path)
    file.write_text("one()")
    first = await page.get("/widget.js")
    file.write_text("two()")
    os.utime(file, ns=(0, file.stat().st_mtime_ns + 1_000_000))
    second = await page.get("/widget.js", headers={"if-none-match": first.headers["etag"]})

    assert (first.text, second.text, second.status_code) == ("one()", "two()", 200)


async def test_a_file_is_read_and_packed_once(page: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    await page.get("/chat.css")
    monkeypatch.setattr(gzip, "compress", lambda *_, **__: pytest.fail("packed again"))
    assert (await page.get("/chat.css")).status_code == 200


async def test_answers_of_the_desk_itself_are_not_packed(house: House) -> None:
    asked = {"account_id": str(house.desk.account_id)}
    answer = await house.visitor.get("/api/widget_settings", params=asked, headers={"accept-encoding": "gzip"})
    assert answer.status_code == 200
    assert "content-encoding" not in answer.headers


async def test_a_page_of_another_site_may_load_the_script(house: House) -> None:
    answer = await house.visitor.get("/widget.js", headers={"origin": "https://shop.example"})
    assert answer.headers["access-control-allow-origin"] in ("*", "https://shop.example")
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert {part.strip() for part in answer.headers["vary"].split(",")} == {"Accept-Encoding", "Origin"}
