"""Files over HTTP: handed out to who has the address, without ever being run, and deleted for good."""

from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote
from uuid import uuid4

import pytest
from PIL import Image

from tests import make
from tests.fakes import FixedClock
from tests.files.pictures import lying_down, picture
from tests.house import House
from tests.http.uploading import filing_house, local, uploaded


@pytest.fixture
async def house(database_url: str, clock: FixedClock, tmp_path: Path) -> AsyncIterator[House]:
    async with filing_house(database_url, clock, tmp_path) as house:
        yield house


async def test_a_page_uploads_and_anybody_with_the_address_reads(house: House) -> None:
    file = await uploaded(house, picture("PNG"), "a picture.png")
    assert set(file) == {
        *("id", "object", "file_url", "content_type", "filename"),
        *("size", "thumbnail_url", "width", "height"),
    }
    assert (file["object"], file["content_type"], file["filename"]) == ("file", "image/png", "a picture.png")
    assert (file["width"], file["height"], file["size"]) == (640, 400, len(picture("PNG")))
    read = await house.visitor.get(local(file["file_url"]))
    assert (read.status_code, read.content) == (200, picture("PNG"))
    assert read.headers["content-type"] == "image/png"
    assert read.headers["content-disposition"] == 'inline; filename="a picture.png"'


async def test_every_answer_keeps_a_browser_from_running_what_is_in_a_file(house: House) -> None:
    file = await uploaded(house, picture("PNG"))
    for url in (file["file_url"], file["thumbnail_url"]):
        headers = (await house.visitor.get(local(url))).headers
        assert headers["content-security-policy"] == "sandbox; default-src 'none'"
        assert headers.get_list("x-content-type-options") == ["nosniff"]
        assert headers["cross-origin-resource-policy"] == "cross-origin"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cache-control"].startswith("private")


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"<html><script>alert(1)</script>", "page.png"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "drawing.svg"),
        (b"MZ\x90\x00\x03\x00\x00\x00", "photo.jpg"),
        (b"%PDF-1.7 ...", "bill.pdf"),
        (b"words", "page.html"),
    ],
)
async def test_what_could_run_is_saved_and_never_shown(house: House, content: bytes, name: str) -> None:
    file = await uploaded(house, content, name)
    read = await house.visitor.get(local(file["file_url"]))
    kind = read.headers["content-type"]
    assert read.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert kind in ("application/octet-stream", "application/pdf", "text/plain; charset=utf-8")
    assert kind.startswith(file["content_type"])
    assert file["thumbnail_url"] is None


async def test_a_name_that_attacks_is_harmless_in_file_address_and_header(house: House) -> None:
    file = await uploaded(house, b"x", "../../..\\evil\u202e\x1bgnp.é\r\nx.html")
    assert file["filename"] == "evilgnp.é x.html"
    read = await house.visitor.get(local(file["file_url"]))
    said = read.headers["content-disposition"]
    assert (read.status_code, read.content) == (200, b"x")
    assert unquote(said.rpartition("''")[2]) == file["filename"]


async def test_the_last_part_of_the_address_is_for_people_and_all_else_counts(house: House) -> None:
    file = await uploaded(house)
    path = local(file["file_url"])
    base = path.rpartition("/")[0]
    assert (await house.visitor.get(f"{base}/other.txt")).status_code == 200
    wrong = [
        f"{base[:-1]}/words.txt",
        f"/files/{uuid4()}/{base.rpartition('/')[2]}/words.txt",
        f"{base}/../../../../etc/passwd",
        f"{base}/..%2f..%2fetc%2fpasswd",
        f"/thumbnails/{file['id']}/{base.rpartition('/')[2]}",
        f"/files/{file['id']}//words.txt",
    ]
    for url in wrong:
        assert (await house.visitor.get(url)).status_code == 404, url


async def test_parts_of_a_file_are_handed_out(house: House) -> None:
    path = local((await uploaded(house, b"0123456789"))["file_url"])

    async def part(asked: str, **more: str) -> tuple[int, bytes, str | None]:
        response = await house.visitor.get(path, headers={"range": asked, **more})
        return response.status_code, response.content, response.headers.get("content-range")

    tag = (await house.visitor.get(path)).headers["etag"]
    assert await part("bytes=2-4") == (206, b"234", "bytes 2-4/10")
    assert await part("bytes=-3") == (206, b"789", "bytes 7-9/10")
    assert await part("bytes=8-", **{"if-range": tag}) == (206, b"89", "bytes 8-9/10")
    assert await part("bytes=8-", **{"if-range": '"other"'}) == (200, b"0123456789", None)
    assert await part("bytes=10-") == (416, b"", "bytes */10")
    assert await part("bytes=0-1,4-5") == (200, b"0123456789", None)
    assert await part("nonsense") == (200, b"0123456789", None)


async def test_head_says_what_get_would_give(house: House) -> None:
    file = await uploaded(house, picture("PNG"))
    for url in (file["file_url"], file["thumbnail_url"]):
        whole, head = await house.visitor.get(local(url)), await house.visitor.head(local(url))
        assert (head.status_code, head.content) == (200, b"")
        assert dict(head.headers) == dict(whole.headers)
    part = await house.visitor.head(local(file["file_url"]), headers={"range": "bytes=0-4"})
    assert (part.status_code, part.headers["content-length"]) == (206, "5")


async def test_what_the_reader_has_already_is_not_sent_again(house: House) -> None:
    path = local((await uploaded(house))["file_url"])
    first = await house.visitor.get(path)
    known = [
        {"if-none-match": first.headers["etag"]},
        {"if-none-match": f'"x", W/{first.headers["etag"]}'},
        {"if-none-match": "*"},
        {"if-modified-since": first.headers["last-modified"]},
    ]
    for headers in known:
        again = await house.visitor.get(path, headers=headers)
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    for headers in ({"if-none-match": '"other"'}, {"if-modified-since": "nonsense"}):
        assert (await house.visitor.get(path, headers=headers)).status_code == 200


async def test_a_thumbnail_is_small_the_right_way_up_and_says_nothing_of_the_camera(house: House) -> None:
    file = await uploaded(house, lying_down(), "photo.jpg")
    read = await house.visitor.get(local(file["thumbnail_url"]))
    assert (file["width"], file["height"]) == (600, 800)
    assert read.headers["content-type"] == "image/webp"
    assert Image.open(BytesIO(read.content)).size == (240, 320)
    assert b"Camera of Ada" not in read.content


async def test_a_file_is_shown_to_its_account_and_deleted_for_good(house: House) -> None:
    sam, theirs = await house.client(), await house.client((await make.desk(house.s.db, "Other")).sam)
    file = await uploaded(house, picture("PNG"))
    path = f"/api/files/{file['id']}"
    assert (await sam.get(path)).json()["data"] == file
    for method in ("GET", "DELETE"):
        assert (await theirs.request(method, path)).status_code == 404
    assert (await sam.delete(path)).status_code == 204
    for url in (path, local(file["file_url"]), local(file["thumbnail_url"])):
        assert (await sam.get(url)).status_code == 404
