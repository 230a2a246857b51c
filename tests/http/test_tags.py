"""Tags, mentions and canned replies over HTTP."""

from typing import Any

from tests import make
from tests.house import House


async def listed(client: Any, **params: Any) -> list[str]:
    response = await client.get("/api/conversations", params=params)
    assert response.status_code == 200, response.text
    return [row["id"] for row in response.json()["data"]]


async def test_conversations_are_found_by_tag(house: House) -> None:
    desk, client = house.desk, await house.client()
    tag = (await client.post("/api/tags", json={"tag": {"name": "Needs refund", "color": "#ff0000"}})).json()["data"]
    threads = [await desk.conversation() for _ in range(3)]
    path = f"/api/conversations/{threads[0].id}/tags"
    assert (await client.post(path, json={"tag_id": tag["id"]})).json()["data"]["tags"] == [tag]
    bulk = {"ids": [str(threads[1].id)], "move": "tag", "tag_id": tag["id"]}
    assert (await client.post("/api/conversations/bulk", json=bulk)).json()["data"][0]["done"] is True

    wanted = sorted(str(one.id) for one in threads[:2])
    for params in ({"tag_id": tag["id"]}, {"query": "tag:needs-refund"}, {"query": 'tag:"Needs Refund" status:open'}):
        assert sorted(await listed(client, **params)) == wanted, params
    assert await listed(client, query="tag:needs-refund status:resolved") == []
    [row] = (await client.get("/api/conversations", params={"tag_id": tag["id"], "limit": 1})).json()["data"]
    assert [one["name"] for one in row["tags"]] == ["Needs refund"]
    shown = (await client.get(f"/api/conversations/{threads[0].id}")).json()["data"]
    assert [one["name"] for one in shown["tags"]] == ["Needs refund"]
    counted = (await client.get("/api/conversations/counts", params={"query": ["tag:needs_refund"]})).json()["queries"]
    assert counted == [{"count": 2, "more": False}]

    assert (await client.delete(f"{path}/{tag['id']}")).json()["data"]["tags"] == []
    assert (await client.delete(f"/api/tags/{tag['id']}")).status_code == 204
    refused = await client.get("/api/conversations", params={"query": "tag:needs-refund"})
    assert (refused.status_code, refused.json()["error"]["errors"]) == (
        422,
        {"query": ["there is no tag “needs-refund” here"]},
    )


async def test_what_is_wrong_with_a_tag_is_named(house: House) -> None:
    client = await house.client()
    await client.post("/api/tags", json={"tag": {"name": "Late"}})
    wrong: list[tuple[dict[str, Any], int, str]] = [
        ({"tag": {"name": "LATE"}}, 409, "there is a tag “LATE” already"),
        ({"tag": {"name": "  "}}, 422, "cannot be blank"),
        ({"tag": {"name": "x" * 101}}, 422, "is longer than 100 characters"),
        ({"tag": {"name": "x", "color": "url(evil)"}}, 422, "is no colour; write #rrggbb"),
        ({"tag": {"name": "x", "account_id": "y"}}, 422, "is not a field of this request"),
        ({"name": "x"}, 422, "tag"),
    ]
    for body, status, said in wrong:
        response = await client.post("/api/tags", json=body)
        assert response.status_code == status, body
        assert said in response.text, body


async def test_a_mention_is_made_found_and_seen(house: House) -> None:
    desk, client = house.desk, await house.client()
    kim = await desk.another_operator()
    theirs = await house.client(kim)
    thread = await desk.conversation()
    path = f"/api/conversations/{thread.id}"
    note = {"body": "Kim, please", "private": True, "mentioned_user_ids": [kim.user_id]}
    assert (await client.post(f"{path}/messages", json=note)).status_code == 201
    refused = await client.post(f"{path}/messages", json={**note, "private": False})
    assert refused.status_code == 422
    assert "belongs to private notes" in refused.text

    [mention] = (await theirs.get("/api/mentions", params={"seen": False})).json()["data"]
    assert (mention["conversation_id"], mention["body"], mention["author"]) == (str(thread.id), "Kim, please", "Sam")
    assert (await client.get("/api/mentions")).json()["data"] == []
    assert await listed(theirs, mentioning="me", has_seen_mention=False) == [str(thread.id)]
    assert (await client.get(path)).json()["data"]["mentions"][0]["user_id"] == kim.user_id
    await theirs.post(f"{path}/read")
    assert (await theirs.get("/api/mentions", params={"seen": False})).json()["data"] == []
    assert await listed(theirs, mentioning="me", has_seen_mention=True) == [str(thread.id)]
    assert await listed(theirs, has_seen_mention=False) == []


async def test_a_canned_reply_is_filled_in(house: House) -> None:
    desk, client = house.desk, await house.client()
    hostile = await make.customer(house.s.db, desk.account_id, name="{{user.display_name}} Bo")
    thread = await desk.conversation(customer_id=hostile)
    words = {"name": "Hello", "content": "Dear {{customer.name}}, {{customer.email|no address}}{{customer.email}}"}
    made = (await client.post("/api/canned_responses", json={"canned_response": words})).json()["data"]
    path = f"/api/canned_responses/{made['id']}"
    filled = await client.post(f"{path}/render", json={"conversation_id": str(thread.id)})
    assert filled.json()["data"] == {
        "text": "Dear {{user.display_name}} Bo, no address",
        "missing": ["customer.email"],
    }
    refused = await client.put(path, json={"canned_response": {"content": "{{customer.password}}"}})
    assert refused.status_code == 422
    assert "there is no variable {{customer.password}}" in refused.json()["error"]["errors"]["content"][0]
    nameless = await client.put(path, json={"canned_response": {"name": None}})
    assert nameless.status_code == 422
    assert (await client.delete(path)).status_code == 204
