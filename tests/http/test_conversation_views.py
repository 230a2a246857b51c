"""Counts of conversations, their relatives, and links by which somebody outside reads one."""

from datetime import timedelta
from typing import Any

from cairnloop.desk.conversation import conversations
from cairnloop.desk.message import replies
from cairnloop.desk.rules import Priority
from cairnloop.desk.tables import Conversation
from tests import make
from tests.fakes import FixedClock
from tests.house import House


async def test_counts_have_the_names_published_clients_know(house: House) -> None:
    desk, client = house.desk, await house.client()
    for number in range(4):
        thread = await desk.conversation()
        await desk.says(thread, f"question {number}")
        if number == 0:
            await conversations.assign(house.s.db, thread.id, desk.sam.user_id, desk.sam)
        if number == 1:
            await conversations.prioritise(house.s.db, thread.id, Priority.PRIORITY, desk.sam)
        if number == 2:
            await conversations.mark_read(house.s.db, thread.id, desk.sam)
        if number == 3:
            await conversations.resolve(house.s.db, thread.id, desk.sam)

    said = (await client.get("/api/conversations/unread")).json()["data"]

    sections = {"open": 2, "assigned": 1, "priority": 1, "unread": 2, "unassigned": 1, "closed": 1, "mentioned": 0}
    assert said["conversations"] == sections
    assert {name: said[name] for name in sections} == sections
    assert said["inboxes"] == {str(desk.inbox_id): 2}
    counted = [
        ({"status": "open"}, 3),
        ({"priority": "priority"}, 1),
        ({"read": False}, 3),
        ({"assignee_id": "me"}, 1),
        ({"assignee_id": ""}, 3),
        ({"query": "priority:yes read:no"}, 1),
        ({"query": f"inbox:{desk.inbox_id} status:resolved"}, 1),
        ({"section": "snoozed"}, 0),
    ]
    for params, wanted in counted:
        found = (await client.get("/api/conversations/count", params=params)).json()["data"]
        assert found == {"count": wanted, "more": False}, params


async def test_relatives_are_the_customers_own_then_of_the_same_subject(house: House, clock: FixedClock) -> None:
    desk, client = house.desk, await house.client()
    bo = await make.customer(house.s.db, desk.account_id, name="Bo")
    threads: dict[str, Conversation] = {}
    for name, customer_id, subject in (
        ("first", None, None),
        ("stranger", bo, "Region"),
        ("second", None, "Region"),
        ("other", bo, "Prices"),
    ):
        threads[name] = await desk.conversation(customer_id=customer_id, subject=subject)
        clock.advance(minutes=1)
    path = f"/api/conversations/{threads['second'].id}"

    found = (await client.get(f"{path}/related")).json()["data"]

    assert [(one["id"], one["why"]) for one in found] == [
        (str(threads["first"].id), "customer"),
        (str(threads["stranger"].id), "subject"),
    ]
    assert len((await client.get(f"{path}/related", params={"limit": 1})).json()["data"]) == 1
    assert (await client.get(f"{path}/previous")).json()["data"]["id"] == str(threads["first"].id)
    assert (await client.get(f"/api/conversations/{threads['first'].id}/previous")).json()["data"] is None


async def test_a_link_shows_what_the_customer_sees_and_nothing_else(house: House, clock: FixedClock) -> None:
    desk, client = house.desk, await house.client()
    thread = await desk.conversation(subject="Region")
    await desk.says(thread, "How do I change region?")
    await replies.note(house.s.db, thread.id, "she is on the Pro plan", desk.sam)
    await replies.reply(house.s.db, thread.id, "In the settings.", desk.sam, hold=timedelta(0))
    await house.settle()
    await replies.reply(house.s.db, thread.id, "Not sent yet", desk.sam, hold=timedelta(seconds=60))

    made = (await client.post(f"/api/conversations/{thread.id}/share")).json()

    assert made["ok"] is made["data"]["ok"] is True
    assert made["token"] == made["data"]["token"]
    page = await house.visitor.get(made["data"]["page"])
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert made["data"]["page"] == f"/shared#{thread.id}.{made['token']}"
    response = await house.visitor.get(made["data"]["path"])
    assert response.headers["cache-control"] == "no-store"
    shown = response.json()["data"]
    assert [message["body"] for message in shown["messages"]] == ["How do I change region?", "In the settings."]
    assert shown["customer"] == {
        "id": str(desk.customer_id),
        "object": "customer",
        "name": "Ada Park",
        "title": "Ada Park",
    }
    for secret in ("Pro plan", "Not sent yet", "ada@example.com", desk.sam.email, "draft_id", "preview", "awaiting"):
        assert secret not in response.text, secret


async def test_a_link_ends_by_time_by_revoking_and_by_a_merge(house: House, clock: FixedClock) -> None:
    desk, client = house.desk, await house.client()
    thread, other = await desk.conversation(), await desk.conversation()
    path = f"/api/conversations/{thread.id}"

    async def opened(token: str, of: Any = thread) -> tuple[int, str]:
        response = await house.visitor.get(
            "/api/conversations/shared", params={"conversation_id": str(of.id), "token": token}
        )
        return response.status_code, response.json().get("error", {}).get("message", "")

    async def share(**body: Any) -> str:
        return str((await client.post(f"{path}/share", json=body)).json()["token"])

    short, long = await share(), await share(hours=48)
    assert await opened(short) == await opened(long) == (200, "")
    for wrong in ("", "cl_share_nonsense", short[:-1]):
        assert await opened(wrong) == (403, "Access denied")
    assert await opened(short, other) == (403, "Access denied")
    assert (await house.visitor.get("/api/conversations/shared")).status_code == 403
    clock.advance(hours=25)
    assert await opened(short) == (403, "This link has expired")
    listed = (await client.get(f"{path}/shares")).json()["data"]
    assert len(listed) == 1
    assert "token" not in listed[0]
    assert (await client.delete(f"{path}/share")).json()["data"] == {"revoked": 1}
    assert await opened(long) == (403, "This link has expired")
    again = await share(hours=720)
    await client.post(f"{path}/merge", json={"into": str(other.id)})
    assert await opened(again) == (403, "This link has expired")
    assert (await client.post(f"{path}/share", json={"hours": 721})).status_code == 422
