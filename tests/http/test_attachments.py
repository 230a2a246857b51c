"""Files in messages over HTTP: carried by a customer's first words and an operator's answer or note."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests import make
from tests.fakes import FixedClock
from tests.files.pictures import picture
from tests.house import House
from tests.http.uploading import filing_house, uploaded


@pytest.fixture
async def house(database_url: str, clock: FixedClock, tmp_path: Path) -> AsyncIterator[House]:
    async with filing_house(database_url, clock, tmp_path) as house:
        yield house


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
