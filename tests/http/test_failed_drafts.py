"""When no draft can be made the conversation waits for a person, who sees why."""

import httpx
import pytest

from cairnloop.drafting import proposals
from cairnloop.drafting.jobs import ATTEMPTS
from tests.fakes import FixedClock
from tests.house import House


@pytest.fixture(autouse=True)
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    async def research(*_: object, **__: object) -> None:
        raise OSError("the index is away")

    monkeypatch.setattr(proposals, "research", research)


async def failed(house: House, clock: FixedClock, client: httpx.AsyncClient) -> tuple[str, dict]:
    """A conversation whose draft failed as often as it may."""
    thread = await house.desk.conversation()
    await house.desk.says(thread, "How do I move to the EU?")
    for _ in range(ATTEMPTS + 1):
        clock.advance(hours=1)
        await house.settle()
    [draft] = (await client.get(f"/api/conversations/{thread.id}/drafts")).json()["data"]
    return str(thread.id), draft


async def waiting(client: httpx.AsyncClient) -> list[str]:
    return [row["id"] for row in (await client.get("/api/conversations?section=decision")).json()["data"]]


async def test_a_failed_draft_waits_for_a_person_with_its_reason(house: House, clock: FixedClock) -> None:
    client = await house.client()
    conversation_id, draft = await failed(house, clock, client)
    assert (draft["status"], draft["notes"]) == ("failed", ["OSError: the index is away"])
    assert await waiting(client) == [conversation_id]


async def test_an_answer_of_ones_own_settles_a_failed_draft(house: House, clock: FixedClock) -> None:
    client = await house.client()
    conversation_id, _ = await failed(house, clock, client)
    await client.post(f"/api/conversations/{conversation_id}/messages", json={"body": "In Settings, under Region."})
    [draft] = (await client.get(f"/api/conversations/{conversation_id}/drafts")).json()["data"]
    assert draft["status"] == "superseded"
    assert await waiting(client) == []


@pytest.mark.parametrize(("step", "then"), [("discard", "discarded"), ("regenerate", "superseded")])
async def test_a_failed_draft_can_be_put_away_or_tried_again(
    house: House, clock: FixedClock, step: str, then: str
) -> None:
    client = await house.client()
    _conversation_id, draft = await failed(house, clock, client)
    done = await client.post(f"/api/drafts/{draft['id']}/{step}", json={"version": draft["version"]})
    assert (done.status_code, done.json()["data"]["status"]) == (200, then)
    assert await waiting(client) == []


async def test_a_second_failure_for_the_same_question_is_told_again_only_once(house: House, clock: FixedClock) -> None:
    client = await house.client()
    conversation_id, draft = await failed(house, clock, client)
    await client.post(f"/api/drafts/{draft['id']}/regenerate", json={"version": draft["version"]})
    for _ in range(12):
        clock.advance(hours=1)
        await house.settle()
    drafts = (await client.get(f"/api/conversations/{conversation_id}/drafts")).json()["data"]
    assert [one["status"] for one in drafts] == ["failed", "superseded"]
    assert await waiting(client) == [conversation_id]
