"""Private inboxes: to whoever does not work in one, nothing of it exists, on any route and on any page."""

from typing import Any
from uuid import uuid4

import httpx
import pytest

from cairnloop.daemon.http import trail as http_trail
from cairnloop.desk import sight
from cairnloop.desk.conversation.conversations import Opening, open_conversation
from cairnloop.desk.lists.pages import LOOKED_AT
from cairnloop.drafting import queries as drafting_queries
from cairnloop.people.permissions import ALLOWED, Role
from tests import make
from tests.house import House
from tests.http.secret import WORDS, Secret
from tests.http.test_matrix import GUARDED, ask, path_of


async def test_by_id_nothing_of_it_is_found_on_any_route(house: House, secret: Secret) -> None:
    kim, lin, sam = await house.client(secret.kim), await house.client(secret.lin), await house.client()
    asked = 0
    for route, method, needed in GUARDED:
        if not set(route.param_convertors) & set(secret.ids) or Role.MEMBER not in ALLOWED[needed]:
            continue
        path = path_of(route, **secret.ids)
        response = await ask(kim, route, method, path)
        assert response.status_code == 404, f"{method} {route.path} -> {response.status_code} {response.text}"
        if method == "GET" and set(route.param_convertors) <= set(secret.ids):
            for who in (lin, sam):
                known = await ask(who, route, method, path)
                nothing_there = route.path.endswith("business_context")
                assert known.status_code == (404 if nothing_there else 200), f"{route.path} -> {known.text}"
        asked += 1
    assert asked > 10


async def test_no_list_no_count_and_no_search_tells_of_it(house: House, secret: Secret) -> None:
    kim, lin = await house.client(secret.kim), await house.client(secret.lin)
    ids = [str(one) for one in secret.ids.values()]
    asked: list[dict[str, Any]] = [{}, {"q": WORDS}, {"query": WORDS}, {"inbox_id": str(secret.inbox_id)}]
    for route, method, needed in GUARDED:
        of_customer = set(route.param_convertors) <= {"customer_id"}
        if method != "GET" or not of_customer or Role.MEMBER not in ALLOWED[needed]:
            continue
        path = path_of(route, customer_id=secret.thread.customer_id)
        for params in asked:
            text = (await kim.get(path, params=params)).text.replace(f"“{WORDS}”", "")
            # What was asked for may be said back, and nothing else of it.
            found = [one for one in (*ids, WORDS) if one in text and one not in params.values()]
            assert not found, f"{route.path} {params} -> {text[:500]}"
    listed = (await kim.get("/api/conversations")).json()["data"]
    assert [row["id"] for row in listed] == [str(secret.plain.id)]
    assert (await kim.get("/api/conversations", params={"inbox_id": str(secret.inbox_id)})).json()["data"] == []
    assert len((await lin.get("/api/conversations")).json()["data"]) == 2
    counts = [(await who.get("/api/conversations/counts")).json()["data"] for who in (kim, lin)]
    assert [one["open"] for one in counts] == [1, 2]
    assert [one["decision"] for one in counts] == [0, 1]
    assert [row["name"] for row in (await kim.get("/api/inboxes")).json()["data"]] == ["Primary inbox"]
    assert (await kim.get("/api/drafts")).json()["data"] == []
    trail = (await kim.get("/api/audit", params={"conversation_id": str(secret.thread.id)})).json()["data"]
    assert trail == []


async def test_the_same_move_for_many_leaves_it_alone(house: House, secret: Secret) -> None:
    kim, lin = await house.client(secret.kim), await house.client(secret.lin)
    body = {"ids": [str(secret.thread.id), str(secret.plain.id)], "move": "resolve"}
    told = (await kim.post("/api/conversations/bulk", json=body)).json()["data"]
    assert [one["done"] for one in told] == [False, True]
    assert told[0]["error"]["message"] == "no such conversation"
    assert (await lin.get(f"/api/conversations/{secret.thread.id}")).json()["data"]["status"] == "open"


async def test_a_page_stays_bounded_and_complete_however_much_is_hidden(
    house: House, secret: Secret, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cairnloop.desk.lists.pages.LOOKED_AT", 3)
    assert LOOKED_AT > 3
    for _ in range(7):
        await open_conversation(
            house.s.db, Opening(house.desk.account_id, secret.thread.customer_id, inbox_id=secret.inbox_id)
        )
    kim = await house.client(secret.kim)
    assert await walked(kim) == [str(secret.plain.id)]


async def test_what_is_asked_for_one_request_does_not_outlive_it(house: House, secret: Secret) -> None:
    kim = await house.client(secret.kim)
    await kim.get("/api/conversations")
    await kim.get(f"/api/conversations/{uuid4()}")
    assert sight.hidden() == frozenset()


async def test_it_teaches_nothing_and_what_it_taught_is_forgotten(house: House, secret: Secret) -> None:
    sam, kim = await house.client(), await house.client(secret.kim)
    said = f"Open {WORDS} settings and choose the region."
    for inbox in (secret.inbox_id, secret.plain.inbox_id):
        thread = secret.thread if inbox == secret.inbox_id else secret.plain
        await sam.post(f"/api/conversations/{thread.id}/messages", json={"body": said, "undo_seconds": 0})
        await house.settle()
        await sam.post(f"/api/conversations/{thread.id}/resolve")
    await house.settle()
    assert await cases(kim) == {str(secret.plain.id)}
    primary = f"/api/inboxes/{secret.plain.inbox_id}"
    assert (await sam.put(primary, json={"is_private": True})).json()["data"]["is_private"] is True
    await house.settle()
    assert await cases(kim) == set()


async def cases(client: httpx.AsyncClient) -> set[str]:
    found = await client.get("/api/search", params={"q": "region settings", "source": "case"})
    return {hit["conversation_id"] for hit in found.json()["data"]}


async def walked(client: httpx.AsyncClient) -> list[str]:
    """All pages of the list."""
    found: list[str] = []
    after: str | None = None
    for _ in range(50):
        params: dict[str, Any] = {"limit": 2} if after is None else {"limit": 2, "after": after}
        page = (await client.get("/api/conversations", params=params)).json()
        found += [row["id"] for row in page["data"]]
        after = page["next"]
        if after is None:
            return found
    raise AssertionError("the pages do not end")


async def test_pages_go_on_where_much_is_hidden_and_no_page_looks_at_more_than_so_many(
    house: House, secret: Secret, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (drafting_queries, http_trail):
        monkeypatch.setattr(module, "LOOKED_AT", 4)
    db = house.s.db
    for number in range(9):
        thread = await open_conversation(db, Opening(house.desk.account_id, house.desk.customer_id, secret.inbox_id))
        asked = await house.desk.says(thread, f"How is {WORDS} {number}?")
        await make.draft(db, thread, asked["id"])
    asked = await house.desk.says(secret.plain, "And I?")
    shown = await make.draft(db, secret.plain, asked["id"])
    async with await house.client(secret.kim) as kim:
        for path, cursor, name in (("/api/drafts", "after", "id"), ("/api/audit", "before", "conversation_id")):
            found, pages, after = [], 0, {}
            while after is not None and pages < 60:
                said = (await kim.get(path, params=after)).json()
                assert len(said["data"]) <= 4
                found += [one[name] for one in said["data"]]
                pages, after = pages + 1, {cursor: said["next"]} if said["next"] else None
            assert after is None
            assert pages > 2
            assert str(shown.id if name == "id" else secret.plain.id) in found
            assert WORDS not in str(found)
            assert str(secret.thread.id) not in found
    async with await house.client(secret.lin) as lin:
        assert len((await lin.get("/api/drafts")).json()["data"]) == 11
