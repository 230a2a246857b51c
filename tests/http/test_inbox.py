"""The inbox by HTTP: queries, counts of them, and the same move for many."""

from typing import Any
from uuid import uuid4

import httpx

from cairnloop.desk.conversation import conversations
from tests import make
from tests.fakes import FixedClock
from tests.house import House


async def listed(client: httpx.AsyncClient, **params: Any) -> list[str]:
    response = await client.get("/api/conversations", params=params)
    assert response.status_code == 200, response.text
    return [row["id"] for row in response.json()["data"]]


async def test_a_query_says_what_the_parameters_say(house: House, clock: FixedClock) -> None:
    desk, client = house.desk, await house.client()
    kim = await desk.another_operator()
    old = await desk.conversation()
    await desk.says(old, "hello?")
    await conversations.assign(house.s.db, old.id, kim.user_id, desk.sam)
    clock.advance(days=3)
    new = await desk.conversation()
    await conversations.resolve(house.s.db, (gone := await desk.conversation()).id, desk.sam)
    ids = {"old": str(old.id), "new": str(new.id), "gone": str(gone.id)}
    same: list[tuple[str, dict[str, Any], list[str]]] = [
        ("", {}, ["gone", "new", "old"]),
        ("status:open", {"status": "open"}, ["new", "old"]),
        ("older:2d", {"older": "2d"}, ["old"]),
        ("awaiting:operator", {"awaiting": "operator"}, ["old"]),
        (f"assignee:{kim.email}", {"assignee_id": kim.email}, ["old"]),
        ("assignee:none status:open", {"assignee_id": "", "status": "open"}, ["new"]),
        ("assignee:me", {"assignee_id": "me"}, []),
        ("source:email", {"source": "email"}, []),
        ("draft:no source:chat", {"draft": False, "source": "chat"}, ["gone", "new", "old"]),
        (f"customer:{desk.customer_id} status:resolved", {"section": "resolved"}, ["gone"]),
    ]
    for query, params, wanted in same:
        found = sorted(await listed(client, query=query))
        assert found == sorted(ids[name] for name in wanted), query
        assert sorted(await listed(client, **params)) == found, params
    said = (await client.get("/api/conversations/counts", params={"query": [query for query, _, _ in same]})).json()
    assert [one["count"] for one in said["queries"]] == [len(wanted) for _, _, wanted in same]
    assert not any(one["more"] for one in said["queries"])
    assert said["data"]["open"] == 2


async def test_what_is_wrong_is_named(house: House) -> None:
    client = await house.client()
    wrong: list[tuple[dict[str, Any], str, str]] = [
        ({"query": "sorce:email"}, "query", "did you mean “source”?"),
        ({"query": "assignee:who@else.example"}, "query", "nobody here has the e-mail who@else.example"),
        ({"query": "source:sms", "source": "sms"}, "query", "says what the parameter source says too"),
        ({"query": "x" * 501}, "query", "is longer than 500"),
        ({"older": "2y"}, "older", "30m, 12h, 2d or 3w"),
        ({"source": "E Mail"}, "source", "write a word such as chat or email"),
        ({"awaiting": "nobody"}, "awaiting", "operator"),
        ({"assignee_id": "sam"}, "assignee_id", "user id"),
        ({"limit": 201}, "limit", "200"),
    ]
    for params, field, said in wrong:
        response = await client.get("/api/conversations", params=params)
        assert response.status_code == 422, params
        assert said in response.json()["error"]["errors"][field][0]
    many = await client.get("/api/conversations/counts", params={"query": ["status:open"] * 21})
    wrong = await client.get("/api/conversations/counts", params={"query": ["status:open", "nonsense"]})
    assert (many.status_code, wrong.status_code) == (422, 422)


async def test_many_are_moved_in_one_request_each_is_answered_and_nonsense_is_refused(house: House) -> None:
    desk, client = house.desk, await house.client()
    threads = [await desk.conversation() for _ in range(2)]
    stranger = (await (await make.desk(house.s.db, "Other")).conversation()).id
    ids = [str(one) for one in (threads[0].id, stranger, threads[1].id, uuid4())]

    response = await client.post("/api/conversations/bulk", json={"ids": ids, "move": "resolve", "reason": "done"})

    told = response.json()["data"]
    assert [one["id"] for one in told] == ids
    assert [one["done"] for one in told] == [True, False, True, False]
    assert told[0]["conversation"]["status"] == "closed"
    assert told[1]["error"] == {"status": 404, "reason": "not_found", "message": "no such conversation"}
    again = await client.post("/api/conversations/bulk", json={"ids": ids[:1], "move": "resolve"})
    assert again.json()["data"][0]["error"]["reason"] == "illegal_move"
    one = str(uuid4())
    wrong: list[tuple[dict[str, Any], str, str]] = [
        ({"ids": [], "move": "resolve"}, "ids", "may not be empty"),
        ({"ids": [one] * 201, "move": "resolve"}, "ids", "has more than 200 entries"),
        ({"ids": ["7"], "move": "resolve"}, "ids.0", "is no id"),
        ({"ids": [one], "move": "delete"}, "move", "archive"),
        ({"ids": [one], "move": "assign"}, "body", "assign needs assignee_id"),
        ({"ids": [one], "move": "read", "reason": "x"}, "body", "reason belongs to resolve, not to read"),
        ({"ids": [one], "move": "reopen", "assignee_id": 1}, "body", "assignee_id belongs to assign"),
    ]
    for body, field, said in wrong:
        response = await client.post("/api/conversations/bulk", json=body)
        assert response.status_code == 422, body
        assert said in response.json()["error"]["errors"][field][0]
