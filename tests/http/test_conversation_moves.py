"""Conversations changed, snoozed, weighed, merged and deleted by HTTP, in the shapes published clients expect."""

from datetime import timedelta
from typing import Any

import httpx

from cairnloop.desk.conversation import conversations, merging, snoozing
from cairnloop.desk.lists.threads import get_conversation
from cairnloop.people.permissions import Role
from cairnloop.wire.people import zulu
from tests import make
from tests.fakes import Ear, FixedClock
from tests.house import House


async def changed(client: httpx.AsyncClient, thread: Any, code: int = 200, /, **what: Any) -> dict[str, Any]:
    response = await client.put(f"/api/conversations/{thread.id}", json={"conversation": what})
    assert response.status_code == code, response.text
    return dict(response.json())


async def trail_of(client: httpx.AsyncClient, thread: Any) -> list[str]:
    found = await client.get("/api/audit", params={"conversation_id": str(thread.id), "limit": 100})
    return [line["action"] for line in found.json()["data"]]


async def test_one_request_changes_several_things_each_with_its_line(house: House) -> None:
    desk, client = house.desk, await house.client()
    thread = await desk.conversation()
    ear = Ear(house.s.hub, f"notification:{desk.account_id}")

    said = await changed(
        client,
        thread,
        status="closed",
        priority="priority",
        read=True,
        assignee_id=desk.sam.user_id,
        subject="Region",
        metadata={"plan": "pro"},
    )

    now = said["data"]
    assert (now["status"], now["priority"], now["read"], now["assignee_id"]) == (
        "closed",
        "priority",
        True,
        desk.sam.user_id,
    )
    assert (now["subject"], now["metadata"]) == ("Region", {"plan": "pro"})
    assert ear.heard[-1].payload["updates"]["status"] == "closed"
    actions = await trail_of(client, thread)
    wanted = {"assigned", "changed", "prioritised", "resolved"}
    assert {f"conversation.{one}" for one in wanted} <= set(actions)
    again = await changed(client, thread, status="closed", priority="priority", subject="Region")
    assert again["data"]["version"] == now["version"]
    assert await trail_of(client, thread) == actions
    opened = await changed(client, thread, status="open", subject=None, assignee_id=None)
    assert (opened["data"]["status"], opened["data"]["subject"], opened["data"]["assignee_id"]) == ("open", None, None)


async def test_what_may_not_be_set_is_named_and_nothing_is_changed(house: House) -> None:
    desk, client = house.desk, await house.client()
    thread = await desk.conversation()
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"customer_id": str(desk.customer_id)}, "conversation.customer_id"),
        ({"status": "merged"}, "conversation.status"),
        ({"priority": "high"}, "conversation.priority"),
        ({"snoozed_until": "2026-03-02T09:00:00"}, "conversation.snoozed_until"),
        ({"status": "snoozed", "snoozed_until": "2020-03-02T09:00:00Z"}, "snoozed_until"),
        ({"snoozed_until": "2020-03-02T09:00:00Z"}, "conversation.snoozed_until"),
        ({"status": "open", "snoozed_until": "2020-03-02T09:00:00Z"}, "conversation.snoozed_until"),
        ({"subject": ""}, "conversation.subject"),
    ]
    for what, field in wrong:
        said = await changed(client, thread, 422, **what)
        assert field in said["error"]["errors"], said
    await changed(client, thread, 404, priority="priority", assignee_id=999_999)
    now = (await client.get(f"/api/conversations/{thread.id}")).json()["data"]
    assert now["priority"] == "not_priority"
    bare = await client.patch(f"/api/conversations/{thread.id}", json={"status": "closed"})
    assert bare.status_code == 422


async def test_a_conversation_sleeps_and_wakes_by_its_job(house: House, clock: FixedClock) -> None:
    desk, client = house.desk, await house.client()
    thread = await desk.conversation()
    until = clock.now() + timedelta(hours=1)
    path = f"/api/conversations/{thread.id}"

    slept = (await client.post(f"{path}/snooze", json={"until": zulu(until)})).json()["data"]

    assert (slept["status"], slept["snoozed_until"]) == ("snoozed", zulu(until))
    listed = (await client.get("/api/conversations", params={"query": "status:snoozed"})).json()["data"]
    assert [one["id"] for one in listed] == [str(thread.id)]
    await house.settle()
    clock.advance(hours=1)
    await house.settle()
    assert (await client.get(path)).json()["data"]["status"] == "open"
    assert (await client.post(f"{path}/unsnooze")).status_code == 409
    assert (await client.post(f"{path}/snooze")).json()["data"]["snoozed_until"] is None
    assert (await client.post(f"{path}/unsnooze")).json()["data"]["status"] == "open"
    weighed = await client.post(f"{path}/priority", json={"priority": "priority"})
    assert weighed.json()["data"]["priority"] == "priority"


async def test_to_its_customer_a_sleeping_conversation_is_open_and_nothing_shows_what_waits(house: House) -> None:
    desk, client = house.desk, await house.client()
    thread = await desk.conversation()
    await desk.says(thread, "hello?")
    path = f"/api/conversations/{thread.id}"
    await client.post(f"{path}/messages", json={"body": "not sent yet", "undo_seconds": 300})
    await client.post(f"{path}/snooze")
    ids = {"account_id": str(desk.account_id), "customer_id": str(desk.customer_id)}
    response = await house.visitor.get("/api/conversations/customer", params=ids)
    [seen] = response.json()["data"]
    assert (seen["id"], seen["status"], seen["snoozed_until"]) == (str(thread.id), "open", None)
    assert "not sent yet" not in response.text


async def test_many_are_snoozed_and_weighed_in_one_request(house: House, clock: FixedClock) -> None:
    desk, client = house.desk, await house.client()
    ids = [str((await desk.conversation()).id) for _ in range(2)]
    until = zulu(clock.now() + timedelta(days=1))

    async def bulk(**more: Any) -> httpx.Response:
        return await client.post("/api/conversations/bulk", json={"ids": ids, **more})

    slept = (await bulk(move="snooze", until=until)).json()["data"]
    assert [one["conversation"]["snoozed_until"] for one in slept] == [until, until]
    assert all(one["done"] for one in (await bulk(move="unsnooze")).json()["data"])
    weighed = (await bulk(move="priority", priority="priority")).json()["data"]
    assert [one["conversation"]["priority"] for one in weighed] == ["priority"] * 2
    for wrong in (
        {"move": "priority"},
        {"move": "snooze", "until": "2020-01-01T00:00:00Z"},
        {"move": "read", "until": until},
    ):
        assert (await bulk(**wrong)).status_code == 422, wrong


async def test_an_old_id_leads_to_where_its_messages_are(house: House, clock: FixedClock) -> None:
    desk, client = house.desk, await house.client()
    older, newer = await desk.conversation(), await desk.conversation()
    await desk.says(older, "one")
    await desk.says(newer, "two")

    merged = await client.post(f"/api/conversations/{newer.id}/merge", json={"into": str(older.id)})

    assert merged.status_code == 200, merged.text
    assert merged.json()["data"]["undo_until"] == zulu(clock.now() + timedelta(minutes=10))
    shown = (await client.get(f"/api/conversations/{newer.id}")).json()["data"]
    assert (shown["id"], shown["merged_from"]) == (str(older.id), [str(newer.id)])
    assert [message["body"] for message in shown["messages"]] == ["one", "two"]
    apart = await client.post(f"/api/conversations/{newer.id}/unmerge")
    assert apart.json()["data"]["id"] == str(newer.id)
    shown = (await client.get(f"/api/conversations/{newer.id}")).json()["data"]
    assert [message["body"] for message in shown["messages"]] == ["two"]


async def test_only_an_admin_deletes_and_then_it_is_gone(house: House) -> None:
    desk, admin = house.desk, await house.client()
    member = await house.client(await desk.another_operator(Role.MEMBER))
    thread = await desk.conversation()
    await desk.says(thread, "hello?")
    path = f"/api/conversations/{thread.id}"
    assert (await member.delete(path)).status_code == 403
    assert (await admin.delete(path)).status_code == 204
    assert (await admin.get(path)).status_code == 404
    assert "conversation.deleted" in await trail_of(admin, thread)


async def test_whoever_overtakes_is_shown_what_was_said(house: House) -> None:
    desk, sam = house.desk, await house.client()
    kim = await house.client(await desk.another_operator())
    thread = await desk.conversation()
    seen = (await desk.says(thread, "hello?"))["id"]
    path = f"/api/conversations/{thread.id}/messages"
    await kim.post(path, json={"body": "Kim here"})

    refused = await sam.post(path, json={"body": "Sam here", "last_seen_message_id": seen})

    error = refused.json()["error"]
    assert (refused.status_code, error["reason"], error["newer"]["body"]) == (409, "overtaken", "Kim here")
    forced = await sam.post(path, json={"body": "Sam here", "last_seen_message_id": seen, "force": True})
    assert forced.status_code == 201


async def test_an_inbox_hands_out_to_who_is_here(house: House) -> None:
    desk, admin = house.desk, await house.client()
    path = f"/api/inboxes/{desk.inbox_id}/assignment"
    assert (await admin.get(path)).json()["data"] == {"mode": "off", "capacity": None}
    kim = await desk.another_operator()
    thread = await desk.conversation()
    changed = await admin.put(path, json={"mode": "least_busy", "capacity": 5})
    assert changed.json()["data"] == {"mode": "least_busy", "capacity": 5}
    await house.settle()  # nobody is here: it waits
    shown = f"/api/conversations/{thread.id}"
    assert (await admin.get(shown)).json()["data"]["assignee_id"] is None

    house.sockets.roster.track(f"notification:{desk.account_id}", f"user:{kim.user_id}", {"user_id": kim.user_id})
    await desk.conversation()
    await house.settle()

    assert (await admin.get(shown)).json()["data"]["assignee_id"] == kim.user_id
    assert (await (await house.client(kim)).put(path, json={"mode": "off"})).status_code == 403
    assert (await admin.put(path, json={"mode": "random"})).status_code == 422


async def test_what_is_asked_of_the_wrong_account_is_not_found(house: House) -> None:
    other = await make.desk(house.s.db, "Other")
    theirs, mine = await other.conversation(), await house.desk.conversation()
    client = await house.client()
    response = await client.post(f"/api/conversations/{mine.id}/merge", json={"into": str(theirs.id)})
    assert response.status_code == 404
    moved = await changed(client, mine, 404, inbox_id=str(other.inbox_id))
    assert moved["error"]["reason"] == "not_found"


async def test_one_whose_time_came_while_it_was_part_of_another_wakes_when_it_is_itself_again(
    house: House, clock: FixedClock
) -> None:
    desk = house.desk
    older, newer = await desk.conversation(), await desk.conversation()
    await snoozing.snooze(house.s.db, newer.id, clock.now() + timedelta(minutes=5), desk.sam)
    await merging.merge(house.s.db, newer.id, older.id, desk.sam)
    await conversations.resolve(house.s.db, older.id, desk.sam)
    clock.advance(minutes=6)
    await house.settle()

    back = await merging.unmerge(house.s.db, newer.id, desk.sam, within=timedelta(minutes=10))
    assert back.status == "snoozed"
    await house.settle()

    async with house.s.db.read() as tx:
        assert (await get_conversation(tx, desk.account_id, newer.id)).status == "open"
