"""Reports as operators ask for them: what they say, for whose eyes, and as a file."""

from typing import Any
from uuid import UUID

import httpx
import pytest

from cairnloop.desk.conversation.conversations import Opening, open_conversation, resolve
from cairnloop.drafting import decisions
from cairnloop.people.permissions import Role
from cairnloop.reports import figures
from cairnloop.wire.reports import NAMES, flat
from tests import make
from tests.fakes import FixedClock
from tests.house import House
from tests.reports.test_counting import HELD, answer

DAY = {"from_date": "2026-03-02", "to_date": "2026-03-02"}


async def ask(client: httpx.AsyncClient, name: str, **params: Any) -> dict[str, Any]:
    response = await client.get(f"/api/reports/{name}", params={**DAY, **params})
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()["data"]
    return found


@pytest.fixture
async def busy(house: House, clock: FixedClock) -> House:
    """A desk on its Monday: two questions, one answered after a minute and resolved after an hour; two drafts."""
    desk, db = house.desk, house.s.db
    thread, other = await desk.conversation(), await desk.conversation()
    question = await desk.says(thread, "Where is the region?")
    await answer(house, thread, desk.sam, clock)
    await desk.says(other, "And the invoice?")
    draft = await make.draft(db, thread, question["id"])
    await decisions.approve(db, draft.id, 1, desk.sam, hold=HELD, body=draft.body + "!")
    await make.draft(db, other, question["id"])
    async with await house.client() as sam:
        tag = (await sam.post("/api/tags", json={"tag": {"name": "=Refund"}})).json()["data"]
        await sam.post(f"/api/conversations/{thread.id}/tags", json={"tag_id": tag["id"]})
    clock.advance(seconds=3600 - 60)
    await resolve(db, thread.id, desk.sam)
    await house.settle()
    return house


async def test_the_reports_tell_what_the_desk_did(busy: House) -> None:
    sam = await busy.client()
    volumes = await ask(sam, "volumes")
    assert volumes["complete"]
    assert volumes["rows"] == [{"date": "2026-03-02", **volumes["total"]}]
    assert volumes["total"] == {"conversations": 2, "received": 2, "sent": 2, "automatic": 0, "notes": 0}
    assert volumes["weekdays"][0] == {"weekday": "monday", "days": 1, **volumes["total"]}
    replies = (await ask(sam, "replies"))["total"]
    assert (replies["asked"], replies["answered"]) == (2, 1)
    assert replies["first_reply"] == {"count": 1, "mean": 60.0, "median": 60.0, "p90": 60.0}
    resolution = (await ask(sam, "resolution"))["total"]
    assert (resolution["resolved"], resolution["resolution"]["median"]) == (1, 3600.0)
    person = (await ask(sam, "people"))["rows"][0]
    assert (person["user"]["id"], person["sent"], person["edited"]) == (busy.desk.sam.user_id, 2, 1)
    assert person["first_reply"]["mean"] == 60.0
    tag = (await ask(sam, "tags"))["rows"][0]
    assert (tag["tag"]["name"], tag["conversations"], tag["first_reply"]["count"]) == ("=Refund", 1, 1)
    drafts = await ask(sam, "drafts")
    assert (drafts["total"]["proposed"], drafts["total"]["edited"], drafts["total"]["pending"]) == (3, 1, 1)
    assert drafts["total"]["edit_distance"]["count"] == sum(band["count"] for band in drafts["edits"]) == 1
    tagged = await ask(sam, "volumes", tag_id=tag["tag"]["id"])
    assert tagged["total"]["conversations"] == 1
    sheet = await sam.get("/api/reports/tags", params={**DAY, "format": "csv"})
    assert sheet.headers["content-type"].startswith("text/csv")
    heading, row = sheet.text.splitlines()
    assert heading.startswith("tag_id,tag_name,tag_color,conversations")
    assert ",'=Refund," in row


async def test_a_report_as_a_file_has_the_same_heading_with_and_without_rows(busy: House) -> None:
    sam = await busy.client()
    a_year_ago = {"from_date": "2025-03-02", "to_date": "2025-03-02"}
    for name in NAMES:
        row = (await ask(sam, name))["rows"][0]
        for days in (DAY, a_year_ago):
            sheet = await sam.get(f"/api/reports/{name}", params={**days, "format": "csv"})
            assert sheet.text.splitlines()[0].split(",") == [column for column, _ in flat(row)]


async def test_many_conversations_are_read_from_buckets_and_dashboards_read_their_own_shape(
    busy: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    sam = await busy.client()
    with monkeypatch.context() as few:
        few.setattr(figures, "EXACT", 0)
        for name, what in (("replies", "first_reply"), ("people", "resolution"), ("tags", "first_reply")):
            report = await ask(sam, name)
            assert not report["exact"]
            spread = (report.get("total") or report["rows"][0])[what]
            assert spread["median"] is None or spread["median"] == pytest.approx(spread["mean"], rel=0.02)
    missing = await sam.get("/api/reporting", params={"from_date": "2026-03-01"})
    assert (missing.status_code, "to_date" in missing.json()["error"]["message"]) == (400, True)
    said = (
        await sam.get("/api/v1/reporting", params={"from_date": "2026-03-01T00:00:00Z", "to_date": "2026-03-08"})
    ).json()
    found = said["data"]
    assert found["messages_by_date"] == [{"date": "2026-03-02", "count": 4}]
    assert found["sent_messages_by_date"] == found["received_messages_by_date"] == [{"date": "2026-03-02", "count": 2}]
    assert found["messages_per_user"] == [
        {"user": {"id": busy.desk.sam.user_id, "email": busy.desk.sam.email}, "count": 2}
    ]
    assert found["messages_by_weekday"][0] == {"day": "Monday", "average": 2.0, "total": 2, "unit": "messages per day"}
    assert (found["average_time_to_first_reply"], found["median_time_to_resolution"]) == (60.0, 3600.0)
    weeks = [(week["start_date"], week["seconds_to_first_reply_list"]) for week in found["first_reply_metrics_by_week"]]
    assert weeks == [("2026-03-08", []), ("2026-03-01", [60])]


async def test_what_cannot_be_asked_is_refused_in_words(house: House) -> None:
    sam = await house.client()
    for params, status in (
        ({"from_date": "soon"}, 422),
        ({"from_date": "2024-01-01", "to_date": "2026-03-02"}, 422),
        ({"inbox_id": str(UUID(int=5))}, 404),
        ({"tag_id": str(UUID(int=5))}, 404),
        ({"format": "pdf"}, 422),
    ):
        assert (await sam.get("/api/reports/volumes", params=params)).status_code == status, params


async def test_figures_of_a_private_inbox_are_for_those_who_work_in_it(house: House, clock: FixedClock) -> None:
    desk = house.desk
    kim, lin = [await desk.another_operator(Role.MEMBER, name) for name in ("Kim", "Lin")]
    async with await house.client() as sam:
        made = await sam.post("/api/inboxes", json={"name": "Board", "is_private": True})
        inbox_id = made.json()["data"]["id"]
        await sam.put(f"/api/inboxes/{inbox_id}/members/{lin.user_id}")
    thread = await open_conversation(house.s.db, Opening(desk.account_id, desk.customer_id, UUID(inbox_id)))
    await desk.says(thread, "Between us")
    await answer(house, thread, lin, clock)
    await resolve(house.s.db, thread.id, lin)
    for operator, seen in ((kim, 0), (lin, 1), (desk.sam, 1)):
        client = await house.client(operator)
        assert (await ask(client, "volumes"))["total"]["conversations"] == seen
        assert (await ask(client, "replies"))["total"]["first_reply"]["count"] == seen
        assert (await ask(client, "resolution"))["total"]["resolved"] == seen
        assert len((await ask(client, "people"))["rows"]) == seen
        reporting = (await client.get("/api/reporting", params=DAY)).json()["data"]
        assert len(reporting["messages_by_date"]) == len(reporting["messages_per_user"]) == seen
        hidden = await client.get("/api/reports/volumes", params={"inbox_id": inbox_id})
        assert hidden.status_code == (200 if seen else 404)


async def test_counting_anew_is_for_admins_and_leaves_a_line_in_the_trail(busy: House) -> None:
    sam, kim = await busy.client(), await busy.client(await busy.desk.another_operator(Role.MEMBER, "Kim"))
    assert (await kim.post("/api/reports/rebuild")).status_code == 403
    assert (await sam.post("/api/reports/rebuild")).status_code == 202
    assert not (await ask(sam, "volumes"))["complete"]
    await busy.settle()
    volumes = await ask(sam, "volumes")
    assert (volumes["complete"], volumes["total"]["conversations"]) == (True, 2)
    trail = (await sam.get("/api/audit", params={"action": "reports.rebuilt"})).json()["data"]
    assert len(trail) == 1
