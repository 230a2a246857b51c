"""Uploads over HTTP: by pages and operators, in forms right and wrong, so large and so often."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from cairnloop.people.permissions import Role
from tests import make
from tests.fakes import FixedClock
from tests.house import House, open_house
from tests.http.uploading import MOST, filing_house, send


@pytest.fixture
async def house(database_url: str, clock: FixedClock, tmp_path: Path) -> AsyncIterator[House]:
    async with filing_house(database_url, clock, tmp_path) as house:
        yield house


def reason(response: httpx.Response) -> tuple[int, str]:
    return response.status_code, response.json()["error"]["message"]


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


async def test_operators_are_told_how_large_a_file_may_be(house: House) -> None:
    told = await (await house.client()).get("/api/files/limits")
    assert told.json()["data"] == {"bytes": MOST, "files": 10}
    assert (await house.visitor.get("/api/files/limits")).status_code == 401
