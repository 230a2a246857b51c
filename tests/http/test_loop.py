"""The whole loop by HTTP: a customer writes, a draft is made, an operator decides, the answer arrives."""

import asyncio
from uuid import uuid4

import httpx
import pytest

from cairnloop.desk.topics import conversation as customers_side
from cairnloop.people.permissions import Role
from tests import make
from tests.fakes import Ear, FixedClock
from tests.house import House

ARTICLE = """---
title: Moving regions
---
# Moving regions

## Move a workspace to the EU

Open Settings, then Region, and choose the EU region. Moving a workspace takes about an hour and nothing is lost.

## Who may move a workspace

Only the owner of a workspace may move its data to another region.
"""
QUESTION = "How do I move my workspace data to the EU region?"


async def publish(client: httpx.AsyncClient, path: str = "regions.md", markdown: str = ARTICLE) -> None:
    files = [{"path": path, "markdown": markdown}]
    response = await client.post("/api/articles/import", json={"files": files, "publish": True})
    assert response.status_code == 200, response.text


async def drafted(house: House, clock: FixedClock, text: str = QUESTION) -> tuple[dict, dict]:
    """A conversation with a question, and the draft that waits in it."""
    thread = await house.desk.conversation()
    await house.desk.says(thread, text)
    clock.advance(seconds=3)
    await house.settle()
    client = await house.client()
    drafts = (await client.get(f"/api/conversations/{thread.id}/drafts")).json()["data"]
    assert len(drafts) == 1
    return (await client.get(f"/api/conversations/{thread.id}")).json()["data"], drafts[0]


async def test_a_question_becomes_a_grounded_draft_with_its_evidence(house: House, clock: FixedClock) -> None:
    await publish(await house.client())

    conversation, draft = await drafted(house, clock)

    assert (draft["kind"], draft["status"], draft["engine"]) == ("reply", "pending", "extractive")
    assert "Region" in draft["body"]
    assert draft["evidence"][0]["title"] == "Moving regions"
    assert draft["evidence"][0]["why"]
    assert conversation["draft_id"] == draft["id"]


async def test_an_approved_draft_reaches_the_customer_once_after_the_undo_window(
    house: House, clock: FixedClock
) -> None:
    client = await house.client()
    await publish(client)
    conversation, draft = await drafted(house, clock)
    ear = Ear(house.s.hub, customers_side(make.UUID(conversation["id"])))

    sent = (await client.post(f"/api/drafts/{draft['id']}/approve", json={"version": draft["version"]})).json()["data"]
    await house.settle()
    assert (sent["delivery"], ear.events()) == ("pending", [])
    clock.advance(seconds=6)
    await house.settle()
    await house.settle()

    assert [one.payload["body"] for one in ear.heard] == [draft["body"]]
    after = (await client.get(f"/api/conversations/{conversation['id']}")).json()["data"]
    assert after["messages"][-1]["delivery"] == "sent"
    assert after["deadline"] is None


async def test_two_operators_by_http_make_one_message_and_one_409(house: House, clock: FixedClock) -> None:
    sam, kim = await house.client(), await house.client(await house.desk.another_operator())
    await publish(sam)
    _, draft = await drafted(house, clock)

    answers = await asyncio.gather(
        *(who.post(f"/api/drafts/{draft['id']}/approve", json={"version": draft["version"]}) for who in (sam, kim))
    )

    assert sorted(answer.status_code for answer in answers) == [200, 409]
    refused = next(answer for answer in answers if answer.status_code == 409).json()["error"]
    assert refused["reason"] in ("illegal_move", "stale_version")


async def test_an_undone_answer_never_leaves_and_its_draft_waits_again(house: House, clock: FixedClock) -> None:
    client = await house.client()
    await publish(client)
    conversation, draft = await drafted(house, clock)
    ear = Ear(house.s.hub, customers_side(make.UUID(conversation["id"])))
    sent = (await client.post(f"/api/drafts/{draft['id']}/approve", json={"version": 1})).json()["data"]

    undone = await client.post(f"/api/messages/{sent['id']}/undo")
    clock.advance(seconds=60)
    await house.settle()

    assert undone.json()["data"]["delivery"] == "withdrawn"
    assert ear.heard == []
    assert (await client.get(f"/api/drafts/{draft['id']}")).json()["data"]["status"] == "pending"


async def test_a_question_without_an_answer_is_not_answered(house: House, clock: FixedClock) -> None:
    await publish(await house.client())

    _, draft = await drafted(house, clock, "Can I bring my goat to the mountain hut next weekend?")

    assert draft["kind"] in ("clarification", "escalation")


async def test_a_newer_message_makes_a_newer_draft(house: House, clock: FixedClock) -> None:
    client = await house.client()
    await publish(client)
    conversation, first = await drafted(house, clock)
    thread = make.UUID(conversation["id"])
    await make.says(house.s.db, thread, "And who may move the workspace to another region?")
    clock.advance(seconds=3)
    await house.settle()

    drafts = (await client.get(f"/api/conversations/{thread}/drafts")).json()["data"]

    assert [draft["status"] for draft in drafts] == ["pending", "superseded"]
    assert drafts[1]["id"] == first["id"]


async def test_a_burst_of_messages_makes_one_draft(house: House, clock: FixedClock) -> None:
    await publish(await house.client())
    thread = await house.desk.conversation()
    for text in ("hi", "one question", QUESTION):
        await house.desk.says(thread, text)
        clock.advance(seconds=1)
    clock.advance(seconds=3)
    await house.settle()

    drafts = (await (await house.client()).get(f"/api/conversations/{thread.id}/drafts")).json()["data"]
    assert len(drafts) == 1


async def test_regenerating_asks_for_another_draft(house: House, clock: FixedClock) -> None:
    client = await house.client()
    await publish(client)
    conversation, draft = await drafted(house, clock)
    asked = {"version": draft["version"], "instruction": "shorter, please"}

    clock.advance(seconds=1)
    await client.post(f"/api/drafts/{draft['id']}/regenerate", json=asked)
    await house.settle()

    drafts = (await client.get(f"/api/conversations/{conversation['id']}/drafts")).json()["data"]
    assert [(one["status"], one["instruction"]) for one in drafts] == [
        ("pending", "shorter, please"),
        ("superseded", None),
    ]


@pytest.mark.parametrize("policy", ["allow", "draft_only", "deny"])
async def test_the_inboxs_policy_decides(house: House, clock: FixedClock, policy: str) -> None:
    client = await house.client()
    await publish(client)
    changed = await client.put(f"/api/inboxes/{house.desk.inbox_id}", json={"draft_policy": policy})
    assert changed.json()["data"]["draft_policy"] == policy
    thread = await house.desk.conversation()
    await house.desk.says(thread, QUESTION)
    clock.advance(seconds=3)
    await house.settle()
    await house.settle()

    seen = (await client.get(f"/api/conversations/{thread.id}")).json()["data"]
    bodies = [(message["type"], message["delivery"]) for message in seen["messages"]]
    match policy:
        case "allow":
            assert bodies == [("reply", "received"), ("bot", "sent")]
            assert seen["drafts"][0]["status"] == "approved"
        case "draft_only":
            assert (bodies, seen["drafts"][0]["status"], seen["draft_id"]) == ([("reply", "received")], "pending", None)
        case _:
            assert (bodies, seen["drafts"]) == ([("reply", "received")], [])


async def test_policy_allow_never_speaks_over_a_person(house: House, clock: FixedClock) -> None:
    client = await house.client()
    await publish(client)
    await client.put(f"/api/inboxes/{house.desk.inbox_id}", json={"draft_policy": "allow"})
    thread = await house.desk.conversation()
    await client.post(f"/api/conversations/{thread.id}/assign", json={"assignee_id": house.desk.sam.user_id})
    await house.desk.says(thread, QUESTION)
    clock.advance(seconds=3)
    await house.settle()

    seen = (await client.get(f"/api/conversations/{thread.id}")).json()["data"]
    assert [message["type"] for message in seen["messages"]] == ["reply"]
    assert "person is handling" in seen["drafts"][0]["ruling"]


async def test_the_trail_tells_the_whole_story(house: House, clock: FixedClock) -> None:
    client = await house.client()
    await publish(client)
    conversation, draft = await drafted(house, clock)
    await client.post(f"/api/drafts/{draft['id']}/approve", json={"version": 1})
    await client.post(f"/api/conversations/{conversation['id']}/resolve", json={"reason": "answered"})

    rows = (await client.get("/api/audit", params={"conversation_id": conversation["id"]})).json()["data"]

    assert [(row["action"], row["actor"]) for row in reversed(rows)] == [
        ("conversation.opened", "Ada Park"),
        ("draft.proposed", "Drafting"),
        ("draft.approved", "Sam"),
        ("conversation.resolved", "Sam"),
    ]


async def test_a_viewer_reads_and_decides_nothing(house: House, clock: FixedClock) -> None:
    await publish(await house.client())
    conversation, draft = await drafted(house, clock)
    viewer = await house.client(await house.desk.another_operator(Role.VIEWER, "Val"))

    assert (await viewer.get(f"/api/conversations/{conversation['id']}")).status_code == 200
    refused = await viewer.post(f"/api/drafts/{draft['id']}/approve", json={"version": 1})
    assert refused.status_code == 403
    assert "yours is viewer" in refused.json()["error"]["message"]


async def test_unknown_things_are_not_found(house: House) -> None:
    client = await house.client()
    for path in (f"/api/conversations/{uuid4()}", f"/api/drafts/{uuid4()}", "/api/nowhere"):
        response = await client.get(path)
        assert (response.status_code, response.json()["errors"]) == (404, {"detail": "Not Found"})
