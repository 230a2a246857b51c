"""Files over HTTP: uploaded by pages and operators, handed out without ever being run, carried by messages."""

from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from uuid import uuid4

import httpx
import pytest
from PIL import Image

from cairnloop.people.permissions import Role
from tests import make
from tests.fakes import FixedClock
from tests.files.pictures import lying_down, picture
from tests.house import House, open_house

MOST = 300_000


@pytest.fixture
async def house(database_url: str, clock: FixedClock, tmp_path: Path) -> AsyncIterator[House]:
    files: dict[str, object] = {"folder": str(tmp_path / "kept"), "max_bytes": MOST, "address_bytes_per_day": 2_000_000}
    server: dict[str, object] = {"public_url": "https://desk.example/"}
    async with open_house(database_url, clock, files=files, server=server) as house:
        yield house


async def send(
    house: House,
    content: bytes = b"some words",
    name: str = "words.txt",
    *,
    client: httpx.AsyncClient | None = None,
    path: str = "/api/upload",
    **fields: str,
) -> httpx.Response:
    """Upload as published widgets do: the account, then the file."""
    said = {"account_id": str(house.desk.account_id)} | fields
    return await (client or house.visitor).post(path, data=said, files={"file": (name, content, "text/html")})


async def uploaded(house: House, *args: Any, **more: Any) -> dict[str, Any]:
    response = await send(house, *args, **more)
    assert response.status_code == 201, response.text
    data: dict[str, Any] = response.json()["data"]
    return data


def local(url: str) -> str:
    assert url.startswith("https://desk.example/")
    return url.removeprefix("https://desk.example")


def reason(response: httpx.Response) -> tuple[int, str]:
    return response.status_code, response.json()["error"]["message"]


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


async def test_a_file_that_is_too_large_is_refused_with_the_limit(house: House) -> None:
    over = await send(house, b"x" * (MOST + 1))
    far_over = await send(house, b"x" * 5_000_000)
    assert reason(over) == (413, "A file may hold 293 kB at most.")
    assert far_over.status_code == 413
    assert (await send(house, b"x" * MOST)).status_code == 201


async def test_a_body_without_a_length_is_refused_when_it_grows_too_large(house: House) -> None:
    async def endless() -> AsyncIterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
        for _ in range(200):
            yield b"x" * 10_000

    kind = {"content-type": "multipart/form-data; boundary=x"}
    response = await house.visitor.post("/api/upload", content=endless(), headers=kind)
    assert response.status_code == 413


async def test_fields_may_stand_behind_the_file(house: House) -> None:
    body = (
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nwords\r\n'
        b'--x\r\nContent-Disposition: form-data; name="account_id"\r\n\r\n%s\r\n--x--\r\n'
    ) % str(house.desk.account_id).encode()
    kind = {"content-type": "multipart/form-data; boundary=x"}
    response = await house.visitor.post("/api/upload", content=body, headers=kind)
    assert response.status_code == 201


async def test_a_form_that_is_wrong_says_what_is_wrong(house: House) -> None:
    account = {"account_id": str(house.desk.account_id)}
    two = [("file", ("a", b"1")), ("file", ("b", b"2"))]
    post = house.visitor.post
    cases = [
        (await post("/api/upload", json=account), 400, "multipart/form-data"),
        (await post("/api/upload", files={"account_id": (None, account["account_id"])}), 422, "attach a file"),
        (await post("/api/upload", data=account, files={"file": (None, b"x")}), 422, "attach a file"),
        (await post("/api/upload", data=account, files={"picture": ("a", b"x")}), 422, "attach a file"),
        (await post("/api/upload", data=account, files=two), 422, "one file at a time"),
        (await post("/api/upload", files={"file": ("a", b"x")}), 422, "account_id"),
        (await send(house, b""), 422, "empty"),
        (await send(house, account_id="nonsense"), 422, "is no id"),
        (await send(house, account_id=str(uuid4())), 404, "No account found"),
        (await send(house, customer_id=str(uuid4())), 422, "customer_id"),
        (await send(house, conversation_id=str(uuid4())), 404, "no such conversation"),
        (await post("/api/upload", data={"note": "x" * 3000}, files={"file": ("a", b"x")}), 422, "note"),
    ]
    for response, status, words in cases:
        assert response.status_code == status, response.text
        assert words in response.json()["error"]["message"]
    kind = {"content-type": "multipart/form-data; boundary=x"}
    for broken in (b"", b"--x", b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nhalf'):
        response = await house.visitor.post("/api/upload", content=broken, headers=kind)
        assert response.status_code == 400, response.text


async def test_an_address_without_a_key_may_upload_only_so_often_and_so_much(database_url: str, tmp_path: Path) -> None:
    files: dict[str, object] = {"folder": str(tmp_path), "address_bytes_per_day": 5_000, "uploads_per_minute": 1}
    async with open_house(database_url, FixedClock(), files=files) as house:
        first, full = await send(house, b"x" * 4_000), await send(house, b"x" * 2_000)
        answers = [await send(house, b"x") for _ in range(22)]
        assert first.status_code == 201
        assert reason(full)[0] == 429
        assert "Try again tomorrow" in reason(full)[1]
        assert answers[0].status_code == 201
        assert answers[-1].status_code == 429
        assert int(answers[-1].headers["retry-after"]) >= 1
        async with await house.client() as sam:
            assert (await send(house, client=sam)).status_code == 201


async def test_a_page_of_a_site_that_may_not_come_in_uploads_nothing(house: House) -> None:
    sam = await house.client()
    allowed = {"allowed_origins": ["https://shop.example"]}
    assert (await sam.put(f"/api/inboxes/{house.desk.inbox_id}/entrance", json=allowed)).status_code == 200
    for origin, status in (("https://shop.example", 201), ("https://desk.example", 201), ("https://evil.example", 403)):
        house.visitor.headers["origin"] = origin
        assert (await send(house)).status_code == status, origin


async def test_operators_upload_with_their_key_and_others_do_not(house: House) -> None:
    viewer = await house.client(await house.desk.another_operator(Role.VIEWER, "Vi"))
    sam = await house.client()
    other = await make.desk(house.s.db, "Other")
    assert (await send(house, client=sam, path="/api/files")).status_code == 201
    assert (await send(house, client=sam, path="/api/v1/files")).status_code == 201
    assert (await sam.post("/api/upload", files={"file": ("a", b"x")})).status_code == 201
    assert (await send(house, client=sam, account_id=str(other.account_id))).status_code == 404
    for path in ("/api/files", "/api/upload"):
        assert (await send(house, client=viewer, path=path)).status_code == 403
    assert (await send(house, path="/api/files")).status_code == 401
    wrong = await house.visitor.post(
        "/api/upload", headers={"authorization": "cl_key_wrong"}, files={"file": ("a", b"x")}
    )
    assert wrong.status_code == 401


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


async def test_a_held_answer_is_never_left_without_anything_to_say(house: House) -> None:
    thread, sam = await house.desk.conversation(), await house.client()
    path = f"/api/conversations/{thread.id}/messages"
    first, second, third = [
        (await uploaded(house, name=name, client=sam))["id"] for name in ("a.txt", "b.txt", "c.txt")
    ]
    bare = (await sam.post(path, json={"file_ids": [first, second], "undo_seconds": 60})).json()["data"]
    await sam.post(path, json={"body": "Here it is", "file_ids": [third], "undo_seconds": 60})
    assert (await sam.delete(f"/api/files/{third}")).status_code == 204
    assert (await sam.delete(f"/api/files/{second}")).status_code == 204
    refused = await sam.delete(f"/api/files/{first}")
    assert (refused.status_code, "take the answer back" in refused.text) == (409, True)
    assert (await sam.delete(f"/api/messages/{bare['id']}")).status_code == 204
    assert (await sam.delete(f"/api/files/{first}")).status_code == 204


async def opened(house: House, *, file_ids: list[str], body: str | None = None) -> httpx.Response:
    said: dict[str, Any] = {"file_ids": file_ids} | ({} if body is None else {"body": body})
    conversation = {"account_id": str(house.desk.account_id), "customer_id": str(house.desk.customer_id)}
    return await house.visitor.post("/api/conversations", json={"conversation": conversation, "message": said})


async def test_a_first_message_may_be_a_file_alone(house: House) -> None:
    file = await uploaded(house, picture("PNG"), "broken.png", customer_id=str(house.desk.customer_id))
    conversation = (await opened(house, file_ids=[file["id"]])).json()["data"]
    sam = await house.client()
    thread = (await sam.get(f"/api/conversations/{conversation['id']}")).json()["data"]
    asked = {"customer_id": str(house.desk.customer_id), "account_id": str(house.desk.account_id)}
    seen = (await house.visitor.get("/api/conversations/customer", params=asked)).json()["data"]
    for messages in (thread["messages"], seen[0]["messages"]):
        assert [(one["body"], one["attachments"]) for one in messages] == [("", [file])]
    assert thread["preview"] == "[file] broken.png"
    await house.settle()


async def test_a_conversation_is_not_opened_with_somebody_elses_file(house: House) -> None:
    somebody = await make.customer(house.s.db, house.desk.account_id)
    theirs = await uploaded(house, customer_id=str(somebody))
    for file_id in (theirs["id"], str(uuid4())):
        response = await opened(house, file_ids=[file_id], body="look")
        assert response.status_code == 422
        assert list(response.json()["error"]["errors"]) == ["file_ids"]
    asked = {"customer_id": str(house.desk.customer_id), "account_id": str(house.desk.account_id)}
    assert (await house.visitor.get("/api/conversations/customer", params=asked)).json()["data"] == []


async def test_operators_are_told_how_large_a_file_may_be(house: House) -> None:
    told = await (await house.client()).get("/api/files/limits")
    assert told.json()["data"] == {"bytes": MOST, "files": 10}
    assert (await house.visitor.get("/api/files/limits")).status_code == 401


@pytest.mark.parametrize("private", [True, False])
async def test_an_operators_answer_or_note_carries_files(house: House, private: bool) -> None:
    thread = await house.desk.conversation()
    sam, kim = await house.client(), await house.client(await house.desk.another_operator(name="Kim"))
    first, second = [await uploaded(house, name=name, client=sam) for name in ("a.txt", "b.txt")]
    theirs, customers = await uploaded(house, client=kim), await uploaded(house)
    path = f"/api/conversations/{thread.id}/messages"
    said = {"private": private, "undo_seconds": None if private else 0, "file_ids": [second["id"], first["id"]]}
    for foreign in (theirs, customers):
        refused = await sam.post(path, json=said | {"file_ids": [first["id"], foreign["id"]]})
        assert (refused.status_code, list(refused.json()["error"]["errors"])) == (422, ["file_ids"])

    sent = await sam.post(path, json=said | {"client_id": "k"})
    assert (sent.status_code, sent.json()["data"]["attachments"]) == (201, [second, first])
    again = await sam.post(path, json=said | {"client_id": "k"})
    assert again.json()["data"]["attachments"] == [second, first]
    twice = await sam.post(path, json=said)
    assert twice.status_code == 422

    await house.settle()
    shown = (await sam.get(f"/api/conversations/{thread.id}")).json()["data"]
    assert shown["messages"][-1]["attachments"] == [second, first]
    assert (shown["preview"] == "[file] b.txt and 1 more") is not private
    asked = {"customer_id": str(house.desk.customer_id), "account_id": str(house.desk.account_id)}
    seen = (await house.visitor.get("/api/conversations/customer", params=asked)).json()["data"]
    assert [one["attachments"] for one in seen[0]["messages"]] == ([] if private else [[second, first]])

    await sam.delete(f"/api/files/{first['id']}")
    shown = (await sam.get(f"/api/conversations/{thread.id}")).json()["data"]
    assert shown["messages"][-1]["attachments"] == [second]


async def test_a_message_says_something_or_carries_something(house: House) -> None:
    thread, sam = await house.desk.conversation(), await house.client()
    path = f"/api/conversations/{thread.id}/messages"
    for said in ({}, {"body": " "}, {"body": "", "file_ids": []}):
        response = await sam.post(path, json=said)
        assert (response.status_code, list(response.json()["error"]["errors"])) == (422, ["body"])
    for file_ids in (["x"], "x", [1], [str(uuid4()) for _ in range(11)]):
        response = await sam.post(path, json={"body": "hi", "file_ids": file_ids})
        assert response.status_code == 422
        assert all(name.startswith("file_ids") for name in response.json()["error"]["errors"])
