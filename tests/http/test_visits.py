"""Visits over HTTP: as published recorders and dashboards ask, kept apart by account, and gone with their customer."""

from typing import Any
from uuid import UUID, uuid4

import orjson

from cairnloop.people.customer import merge
from cairnloop.visits.queries import known_visit
from cairnloop.visits.recording import Seen, take_all
from cairnloop.visits.rules import Bounds
from tests import make
from tests.house import House

PATH = "/api/browser_sessions"
BOUNDS = Bounds(event=10_000, visit=100_000, account=1_000_000, events=10_000)
BEACON = {"content-type": "application/x-www-form-urlencoded"}


async def begun(house: House, **fields: Any) -> dict[str, Any]:
    said = {"account_id": str(house.desk.account_id), **fields}
    answer = await house.visitor.post(PATH, json={"browser_session": said})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()["data"]
    assert answer.headers["location"] == f"{PATH}/{made['id']}"
    return made


async def recorded(house: House, visit: dict[str, Any], *events: dict[str, Any]) -> None:
    async with house.s.db.read() as tx:
        row = await known_visit(tx, UUID(visit["id"]))
    seen = [Seen(row.account_id, row.id, None, one, orjson.dumps(one), kept=True, watched=False) for one in events]
    assert await take_all(house.s.db, BOUNDS, seen) == [None] * len(events)


async def test_a_visit_as_a_published_recorder_makes_it(house: House) -> None:
    page = {"os": "Linux", "host": "shop.example", "current_url": "https://shop.example/a?b=c", "time": 1.5, "x": {}}
    made = await begun(house, customer_id=None, started_at="2026-03-02T08:59:58.123Z", metadata=page)
    assert made["metadata"] == {name: page[name] for name in ("os", "host", "current_url")}
    assert (made["started_at"], made["finished_at"]) == ("2026-03-02T08:59:58Z", None)
    assert (made["pages"], made["customer"]) == (["https://shop.example/a"], None)
    own = f"{PATH}/{made['id']}"
    assert (await house.visitor.get(f"{own}/exists")).json() == {"data": True}
    assert (await house.visitor.get(f"{PATH}/{uuid4()}/exists")).json() == {"data": False}
    assert (await house.visitor.get(f"{PATH}/nonsense/exists")).status_code == 400

    for move, over in (("finish", True), ("finish", True), ("restart", False)):
        answer = await house.visitor.post(f"{own}/{move}?ip=1&_=2", content=b"data=e30=", headers=BEACON)
        assert (answer.status_code, answer.json()["data"]["finished_at"] is not None) == (200, over)
    ada = str(house.desk.customer_id)
    known = (await house.visitor.post(f"{own}/identify", json={"customer_id": ada})).json()["data"]
    assert (known["customer_id"], known["customer"]) == (ada, None)
    # Who knows the visit only does not learn from it whose it is.
    for move in ("finish", "restart"):
        assert (await house.visitor.post(f"{own}/{move}")).json()["data"]["customer_id"] is None


async def test_a_visit_is_nobodys_who_is_unknown_or_of_another_account(house: House) -> None:
    other = await make.desk(house.s.db, "Other")
    for whose in (str(uuid4()), str(other.customer_id), "undefined", "null", "", None):
        assert (await begun(house, customer_id=whose))["customer_id"] is None
    own = f"{PATH}/{(await begun(house))['id']}"
    for whose in (str(uuid4()), str(other.customer_id)):
        assert (await house.visitor.post(f"{own}/identify", json={"customer_id": whose})).status_code == 404
    unknown = {"browser_session": {"account_id": str(uuid4())}}
    assert (await house.visitor.post(PATH, json=unknown)).status_code == 404
    for move in ("finish", "restart"):
        assert (await house.visitor.post(f"{PATH}/{uuid4()}/{move}")).status_code == 404


async def test_operators_list_count_correct_and_remove_visits(house: House) -> None:
    sam, ada = await house.client(), str(house.desk.customer_id)
    theirs, open_ = await begun(house, customer_id=ada), await begun(house)
    await house.visitor.post(f"{PATH}/{theirs['id']}/finish")
    listed = (await sam.get(PATH, params={"limit": 1})).json()
    rest = (await sam.get(PATH, params={"limit": 1, "after": listed["next"]})).json()
    assert {listed["data"][0]["id"], rest["data"][0]["id"]} == {theirs["id"], open_["id"]}
    assert (listed["recording"], rest["next"]) == (False, None)
    for asked, found in (
        ({"customer_id": ada}, [theirs]),
        ({"active": "true"}, [open_]),
        ({"active": "false"}, [theirs]),
        ({"ids[]": [open_["id"], str(uuid4())]}, [open_]),
    ):
        rows = (await sam.get(PATH, params=asked)).json()["data"]
        assert [row["id"] for row in rows] == [one["id"] for one in found], asked
    assert (await sam.get(f"{PATH}/count", params={"active": "true"})).json() == {"data": {"count": 1}}

    path = f"{PATH}/{open_['id']}"
    changed = (await sam.put(path, json={"browser_session": {"customer_id": ada}})).json()["data"]
    assert changed["customer"]["name"] == "Ada Park"
    refused = await sam.put(path, json={"browser_session": {"events": 0}})
    assert "browser_session.events" in refused.json()["error"]["errors"]
    assert (await sam.delete(path)).status_code == 204
    assert (await sam.get(path)).status_code == 404
    trail = (await sam.get("/api/audit", params={"action": "visit."})).json()["data"]
    assert {row["action"] for row in trail} == {"visit.changed", "visit.removed"}


async def test_what_was_recorded_is_shown_in_pages(house: House) -> None:
    sam, visit = await house.client(), await begun(house)
    await recorded(house, visit, *({"type": 3, "n": number, "said": "=1+1\x1b"} for number in range(3)))
    path = f"{PATH}/{visit['id']}"
    first = (await sam.get(path, params={"limit": 2})).json()
    rest = (await sam.get(path, params={"after": first["next"]})).json()
    events = first["data"]["browser_replay_events"] + rest["data"]["browser_replay_events"]
    assert [one["event"]["n"] for one in events] == [0, 1, 2]
    assert events[0]["object"] == "browser_replay_event"
    assert (first["data"]["events"], rest["next"]) == (3, None)


async def test_visits_stand_in_the_timeline_and_go_where_their_customer_goes(house: House) -> None:
    sam, db, desk = await house.client(), house.s.db, house.desk
    again = await make.customer(db, desk.account_id, name="Ada again")
    await begun(house, customer_id=str(again), metadata={"current_url": "https://shop.example/a"})
    visit = await begun(house, customer_id=str(desk.customer_id))
    await recorded(house, visit, {"type": 3, "secret": "what Ada did"})
    await merge.merge(db, again, desk.customer_id, desk.sam)

    path = f"/api/customers/{desk.customer_id}"
    first = (await sam.get(f"{path}/timeline", params={"limit": 1})).json()
    steps = first["data"] + (await sam.get(f"{path}/timeline", params={"after": first["next"]})).json()["data"]
    walked = [step["about"] for step in steps if step["kind"] == "visit.started"]
    assert sorted(walked, key=str) == [None, "https://shop.example/a"]
    exported = (await sam.get(f"{path}/export")).json()["visits"]
    events = [event for one in exported for event in one["browser_replay_events"]]
    assert (len(exported), [one["event"]["secret"] for one in events]) == (2, ["what Ada did"])

    assert (await sam.delete(path)).status_code == 202
    gone = await house.visitor.post(f"{PATH}/{visit['id']}/identify", json={"customer_id": str(desk.customer_id)})
    assert gone.status_code == 404
    await house.settle()
    assert (await sam.get(PATH)).json()["data"] == []
    erased = (await sam.get("/api/audit", params={"action": "customer.erased"})).json()["data"][0]
    assert erased["detail"]["gone"]["visits"] == 2


async def test_a_page_of_another_site_has_no_say(house: House) -> None:
    sam, visit = await house.client(), await begun(house)
    entrance = f"/api/inboxes/{house.desk.inbox_id}/entrance"
    await sam.put(entrance, json={"allowed_origins": ["https://shop.example"]})
    said = {"browser_session": {"account_id": str(house.desk.account_id)}}
    for origin, status in (("https://evil.example", 403), ("https://shop.example", 200)):
        page = {"origin": origin}
        began = await house.visitor.post(PATH, json=said, headers=page)
        assert began.status_code == (201 if status == 200 else status)
        for move, body in (("finish", None), ("identify", {"customer_id": str(house.desk.customer_id)})):
            answer = await house.visitor.post(f"{PATH}/{visit['id']}/{move}", json=body, headers=page)
            assert answer.status_code == status, (origin, move)
