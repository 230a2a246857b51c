"""Customers over HTTP: lists and cards, a file no spreadsheet runs, merging, one person's whole data, erasing."""

import csv
import io
import json
from typing import Any
from uuid import uuid4

from tests import make
from tests.fakes import FixedClock
from tests.house import House


async def test_lists_go_on_by_cursor_or_by_number(house: House, clock: FixedClock) -> None:
    desk, client = house.desk, await house.client()
    for number in range(4):
        clock.advance(minutes=1)
        await make.customer(house.s.db, desk.account_id, name=f"Bo {number}")
    found: list[str] = []
    after = None
    while True:
        said = (await client.get("/api/customers", params={"limit": 2, **({"after": after} if after else {})})).json()
        found += [row["name"] for row in said["data"]]
        after = said["next"]
        if after is None:
            break
    assert found == ["Bo 3", "Bo 2", "Bo 1", "Bo 0", "Ada Park"]
    said = (await client.get("/api/customers", params={"page": 2, "page_size": 2})).json()
    numbers = {name: said[name] for name in ("page_number", "page_size", "total_pages", "total_entries")}
    assert numbers == {"page_number": 2, "page_size": 2, "total_pages": 3, "total_entries": 5}
    assert [row["name"] for row in said["data"]] == ["Bo 1", "Bo 0"]
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"page": 2, "after": "x"}, "after"),
        ({"page": 5_000, "page_size": 200}, "page"),
        ({"after": "nonsense"}, "after"),
        ({"limit": 201}, "limit"),
        ({"expand[]": "passwords"}, "expand[].0"),
    ]
    for params, field in wrong:
        response = await client.get("/api/customers", params=params)
        assert response.status_code == 422, params
        assert field in response.json()["error"]["errors"], params


async def test_a_card_holds_what_was_asked_for(house: House) -> None:
    desk, client = house.desk, await house.client()
    ids = await make.record(client, str(desk.customer_id))
    path = f"/api/customers/{desk.customer_id}"
    thread = await desk.conversation()
    await desk.says(thread, "Hello?")
    assert (await client.put(path, json={"customer": {"company_id": ids["company_id"]}})).status_code == 200
    tagged = (await client.post(f"{path}/tags", json={"tag_id": ids["tag_id"]})).json()["data"]
    assert (tagged["ok"], tagged["tags"][0]["name"]) == (True, "Refund")
    plain = (await client.get(path)).json()["data"]
    assert "tags" not in plain
    wanted = ["tags", "notes", "company", "conversations", "messages"]
    card = (await client.get(path, params={"expand[]": wanted})).json()["data"]
    assert [one["name"] for one in card["tags"]] == ["Refund"]
    assert (card["company"]["name"], card["notes"][0]["body"]) == ("Northridge", "Prefers mail")
    assert (card["conversations"][0]["id"], card["messages"][0]["body"]) == (str(thread.id), "Hello?")
    listed = (await client.get("/api/customers", params={"expand[]": ["tags", "company"]})).json()["data"]
    assert (listed[0]["tags"][0]["name"], listed[0]["company"]["name"]) == ("Refund", "Northridge")
    members = (await client.get(f"/api/companies/{ids['company_id']}/customers")).json()["data"]
    assert [one["id"] for one in members] == [str(desk.customer_id)]
    assert (await client.delete(f"{path}/tags/{ids['tag_id']}")).json()["data"]["tags"] == []
    kinds = [step["kind"] for step in (await client.get(f"{path}/timeline")).json()["data"]]
    assert sorted(kinds) == [
        *("conversation.started", "customer.changed", "customer.tagged", "customer.untagged", "note.written")
    ]


async def test_only_what_operators_may_change_is_changed(house: House) -> None:
    client = await house.client()
    path = f"/api/customers/{house.desk.customer_id}"
    for words in ({"account_id": str(uuid4())}, {"id": str(uuid4())}, {"merged_into": str(uuid4())}, {"ip": "::1"}):
        refused = await client.put(path, json={"customer": words})
        assert refused.status_code == 422
        assert refused.json()["error"]["errors"] == {
            f"customer.{next(iter(words))}": ["is not a field of this request"]
        }
    changed = await client.put(path, json={"customer": {"phone": "+49 30 1", "email": None}})
    assert (changed.json()["data"]["phone"], changed.json()["data"]["email"]) == ("+49 30 1", None)


async def test_the_file_has_everybody_and_no_formula(house: House, monkeypatch: Any) -> None:
    monkeypatch.setattr("cairnloop.daemon.http.customers.CSV_PORTION", 2)
    desk, client = house.desk, await house.client()
    other = await make.desk(house.s.db, "Other")
    for name in ("=cmd|' /C calc'!A0", "@SUM(1)", "Zoë, “Z”", "\t=1"):
        await make.customer(house.s.db, desk.account_id, name=name)
    response = await client.get("/api/customers", params={"format": "csv"})
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert "customers.csv" in response.headers["content-disposition"]
    heads, *rows = csv.reader(io.StringIO(response.content.decode(), newline=""))
    assert heads[:4] == ["id", "name", "email", "created_at"]
    assert sorted(row[1] for row in rows) == sorted(
        ["Ada Park", "'=cmd|' /C calc'!A0", "'@SUM(1)", "Zoë, “Z”", "'\t=1"]
    )
    assert str(other.customer_id) not in response.text


async def test_a_merged_customers_page_goes_on_as_if_nothing_had_happened(house: House) -> None:
    desk, client = house.desk, await house.client()
    page = house.visitor
    account = str(desk.account_id)
    met = await page.post("/api/customers", json={"customer": {"account_id": account, "email": "ada@example.com"}})
    old = met.json()["data"]["id"]
    opened = {"conversation": {"account_id": account, "customer_id": old}, "message": {"body": "Hi"}}
    await page.post("/api/conversations", json=opened)
    path = f"/api/customers/{old}"
    [duplicate] = (await client.get(f"{path}/duplicates")).json()["data"]
    assert (duplicate["customer"]["id"], duplicate["same"]) == (str(desk.customer_id), ["email"])

    merged = await client.post(f"{path}/merge", json={"into": str(desk.customer_id)})

    assert merged.json()["data"]["id"] == str(desk.customer_id)
    assert (await page.get(f"{path}/exists")).json() == {"data": True}
    seen = await page.get("/api/conversations/customer", params={"customer_id": old, "account_id": account})
    assert [one["customer_id"] for one in seen.json()["data"]] == [str(desk.customer_id)]
    told = await page.put(f"{path}/metadata", json={"metadata": {"phone": "7"}})
    assert told.json()["data"]["id"] == str(desk.customer_id)
    assert (await page.post("/api/conversations", json=opened)).status_code == 201
    assert (await client.get(path)).json()["data"]["id"] == str(desk.customer_id)
    again = await client.post(f"{path}/merge", json={"into": str(desk.customer_id)})
    assert (again.status_code, again.json()["error"]["reason"]) == (409, "conflict")


async def test_one_persons_data_is_one_document(house: House, monkeypatch: Any) -> None:
    monkeypatch.setattr("cairnloop.desk.customer.export.MESSAGES_AT_ONCE", 2)
    monkeypatch.setattr("cairnloop.desk.customer.export.CONVERSATIONS_AT_ONCE", 1)
    monkeypatch.setattr("cairnloop.desk.customer.export.NOTES_AT_ONCE", 1)
    desk, client = house.desk, await house.client()
    await make.record(client, str(desk.customer_id))
    threads = [await desk.conversation() for _ in range(2)]
    for number in range(3):
        await desk.says(threads[0], f"Hello {number}")
    await client.post(f"/api/conversations/{threads[0].id}/messages", json={"body": "a troll", "private": True})
    path = f"/api/customers/{desk.customer_id}/export"
    response = await client.get(path)
    assert response.headers["content-type"] == "application/json"
    document = json.loads(response.content)
    assert (document["customer"]["email"], document["notes"][0]["body"]) == ("ada@example.com", "Prefers mail")
    said = {one["id"]: [message["body"] for message in one["messages"]] for one in document["conversations"]}
    assert said == {str(threads[0].id): ["Hello 0", "Hello 1", "Hello 2"], str(threads[1].id): []}
    whole = json.loads((await client.get(path, params={"private": True})).content)
    assert "a troll" in json.dumps(whole)
    trail = (await client.get("/api/audit", params={"action": "customer.exported"})).json()["data"]
    assert [one["detail"] for one in trail] == [{"private_notes": True}, {"private_notes": False}]


async def test_erasing_is_for_admins_and_final(house: House) -> None:
    desk, client = house.desk, await house.client()
    thread = await desk.conversation()
    await desk.says(thread, "Forget me")
    path = f"/api/customers/{desk.customer_id}"
    member = await house.client(await desk.another_operator())
    for refused in (await member.delete(path), await member.get(f"{path}/export")):
        assert refused.status_code == 403
    named = (await client.get("/api/audit", params={"action": "conversation.opened"})).json()["data"]
    assert [one["actor"] for one in named] == ["Ada Park"]

    gone = await client.delete(path)

    assert (gone.status_code, gone.json()["data"]["erasing"]) == (202, True)
    assert (await client.get(path)).status_code == 404
    assert (await client.get("/api/customers")).json()["data"] == []
    assert (await house.visitor.get(f"{path}/exists")).json() == {"data": False}
    assert (await house.visitor.put(f"{path}/metadata", json={"metadata": {"name": "x"}})).status_code == 404
    await house.settle()
    assert (await client.get(f"/api/conversations/{thread.id}")).status_code == 404
    assert (await client.delete(path)).status_code == 404
    named = (await client.get("/api/audit", params={"action": "conversation.opened"})).json()["data"]
    assert [one["actor"] for one in named] == ["Customer"]
