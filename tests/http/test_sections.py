"""Sections that are kept: one's own are nobody else's, shared ones are everybody's, and each kind has its order."""

from typing import Any

import httpx

from cairnloop.people.permissions import Role
from tests import make
from tests.fakes import Ear
from tests.house import House


async def add(client: httpx.AsyncClient, title: str, query: str = "status:open", **more: Any) -> dict[str, Any]:
    answer = await client.post("/api/sections", json={"section": {"title": title, "query": query, **more}})
    assert answer.status_code == 201, answer.text
    return dict(answer.json()["data"])


async def titles(client: httpx.AsyncClient) -> list[str]:
    return [one["title"] for one in (await client.get("/api/sections")).json()["data"]]


async def test_ones_own_are_seen_by_nobody_else_and_shared_ones_by_all(house: House) -> None:
    sam, kim = await house.client(), await house.client(await house.desk.another_operator())
    own, shared = await add(sam, "Mine"), await add(sam, "Ours", "  awaiting:operator   older:2d ", shared=True)
    assert shared["query"] == "awaiting:operator older:2d"
    assert await titles(sam) == ["Ours", "Mine"]
    assert await titles(kim) == ["Ours"]
    for method in ("GET", "PUT", "DELETE"):
        answer = await kim.request(method, f"/api/sections/{own['id']}", json={"section": {"title": "x"}})
        assert answer.status_code == 404
    changed = await kim.put(f"/api/sections/{shared['id']}", json={"section": {"shared": False}})
    assert changed.json()["data"]["shared"] is False
    assert await titles(sam) == ["Mine"]
    assert (await kim.delete(f"/api/sections/{shared['id']}")).status_code == 204
    assert await titles(kim) == []


async def test_each_kind_has_an_order_of_its_own(house: House) -> None:
    sam = await house.client()
    for title in ("One", "Two", "Three"):
        await add(sam, title)
    last = await add(sam, "Four")
    await sam.put(f"/api/sections/{last['id']}", json={"section": {"place": 1}})
    assert await titles(sam) == ["One", "Four", "Two", "Three"]
    await sam.put(f"/api/sections/{last['id']}", json={"section": {"shared": True}})
    assert await titles(sam) == ["Four", "One", "Two", "Three"]
    await sam.put(f"/api/sections/{last['id']}", json={"section": {"shared": False, "place": 900, "title": "Last"}})
    assert await titles(sam) == ["One", "Two", "Three", "Last"]


async def test_what_no_list_can_answer_is_refused_by_its_word_and_a_21st_too(house: House) -> None:
    sam = await house.client()
    for query, said in (
        ("refund", "is no word with a value"),
        ("statsu:open", "did you mean “status”?"),
        ("tag:nothing", "there is no tag “nothing” here"),
        ("assignee:gone@example.com", "nobody here has the e-mail gone@example.com"),
    ):
        answer = await sam.post("/api/sections", json={"section": {"title": "x", "query": query}})
        assert answer.status_code == 422
        assert said in answer.text
    for number in range(20):
        await add(sam, f"Section {number}")
    answer = await sam.post("/api/sections", json={"section": {"title": "One more", "query": "status:open"}})
    assert answer.status_code == 409
    assert "there are 20 sections of your own already" in answer.text


async def test_colleagues_hear_of_shared_ones_only_and_a_viewer_makes_none(house: House) -> None:
    sam, ear = await house.client(), Ear(house.s.hub, f"notification:{house.desk.account_id}")
    own = await add(sam, "Mine")
    await sam.put(f"/api/sections/{own['id']}", json={"section": {"title": "Still mine"}})
    assert ear.heard == []
    await sam.put(f"/api/sections/{own['id']}", json={"section": {"shared": True}})
    await sam.put(f"/api/sections/{own['id']}", json={"section": {"shared": False}})
    assert [one.event for one in ear.heard] == ["section:updated", "section:deleted"]
    viewer = await house.client(await house.desk.another_operator(Role.VIEWER, "Vera"))
    answer = await viewer.post("/api/sections", json={"section": {"title": "x", "query": "status:open"}})
    assert answer.status_code == 403


async def test_counts_say_how_many_of_a_query_nobody_has_looked_at(house: House) -> None:
    sam = await house.client()
    for subject in ("One", "Two", "Three"):
        thread = await house.desk.conversation(subject=subject)
        await make.says(house.s.db, thread.id, "Hello?")
    await sam.post(f"/api/conversations/{thread.id}/read")
    asked = {"query": ["status:open", "status:open read:yes", "read:no", "status:resolved"], "unread": True}
    found = (await sam.get("/api/conversations/counts", params=asked)).json()["queries"]
    assert [(one["count"], one["unread"]) for one in found] == [(3, 2), (1, 0), (2, 2), (0, 0)]
    plain = (await sam.get("/api/conversations/counts", params={"query": "status:open"})).json()["queries"]
    assert plain == [{"count": 3, "more": False}]
