"""Imports by HTTP: who works in an inbox, how its widget speaks, and what messages carry."""

from typing import Any

import httpx
import pytest

from cairnloop.people.permissions import Role
from cairnloop.wire.imports import WANTED
from tests import make
from tests.fakes import FixedClock
from tests.house import House
from tests.http.history import THEIR_CUSTOMER, THEIR_THREAD, begin, bring, counts, history

CLOSED = {"id": "in9", "name": "Vault", "slug": "vault", "is_private": True}


async def taken(client: httpx.AsyncClient, run: str, kind: str, *records: dict[str, Any]) -> dict[str, Any]:
    return (await bring(client, run, {kind: list(records)}))[kind]


def member(inbox: str, user: str, role: str = "member") -> dict[str, Any]:
    return {"inbox": inbox, "user": user, "role": role}


async def test_who_worked_in_an_inbox_works_there_and_whom_somebody_took_out_stays_out(house: House) -> None:
    sam = await house.client()
    run = await begin(sam)
    await bring(sam, run, {"users": history()["users"], "inboxes": [*history()["inboxes"], CLOSED]})
    asked = [member("in9", "7", "admin"), member("in9", "7"), member("in1", "7"), member("in9", "8")]
    first = await taken(sam, run, "inbox_members", *asked, member("nowhere", "7"), member("in9", "nobody"))
    assert counts({"it": first})["it"] == (2, 0, 1, 3)
    assert [line["said"] for line in first["skipped"]] == [
        "its user has left",
        "its inbox was not imported, or is not here any more",
        "its user has no seat here",
    ]
    inboxes = {one["slug"]: one["id"] for one in (await sam.get("/api/inboxes")).json()["data"]}
    vault = f"/api/inboxes/{inboxes['vault']}/members"
    [there] = (await sam.get(vault)).json()["data"]
    assert (there["user"]["email"], there["role"]) == ("rosa@old.example", "admin")
    trail = (await sam.get("/api/audit", params={"action": "inbox.member_added"})).json()["data"]
    assert len(trail) == 2
    assert (await sam.delete(f"{vault}/{there['user_id']}")).status_code == 200
    again = await taken(sam, await begin(sam), "inbox_members", *asked)
    assert counts({"it": again})["it"] == (0, 0, 3, 1)
    assert (await sam.get(vault)).json()["data"] == []


async def test_nobody_is_let_into_a_private_inbox_that_was_here_before(house: House) -> None:
    sam = await house.client()
    made = await sam.post("/api/inboxes", json={"name": "Vault", "slug": "vault", "is_private": True})
    run = await begin(sam)
    await bring(sam, run, {"users": history()["users"], "inboxes": [CLOSED]})
    answer = await taken(sam, run, "inbox_members", member("in9", "7"))
    assert "who sees into it is decided here" in answer["skipped"][0]["said"]
    assert (await sam.get(f"/api/inboxes/{made.json()['data']['id']}/members")).json()["data"] == []


async def test_a_widget_says_what_it_said_where_nobody_here_has_said_anything(house: House, clock: FixedClock) -> None:
    sam = await house.client()
    account = str(house.desk.account_id)
    await sam.put("/api/widget_settings", json={"widget_settings": {"title": "Ours"}})
    run = await begin(sam)
    await bring(sam, run, {"inboxes": history()["inboxes"]})
    primary = {"id": "w1", "settings": {"title": "Theirs", "greeting": "Hello", "icon_variant": "outlined"}}
    sales = {"id": "w2", "inbox": "in2", "settings": {"title": "Sales", "color": "#112233", "is_open_by_default": True}}
    first = await taken(sam, run, "widget_settings", primary, sales, {**sales, "id": "w3", "inbox": "nowhere"})
    assert counts({"it": first})["it"] == (2, 0, 0, 1)
    assert [line["id"] for line in first["remarks"]] == ["w1"]

    async def said(slug: str) -> dict[str, Any]:
        inbox = next(one["id"] for one in (await sam.get("/api/inboxes")).json()["data"] if one["slug"] == slug)
        asked = await house.visitor.get("/api/widget_settings", params={"account_id": account, "inbox_id": inbox})
        found: dict[str, Any] = asked.json()["data"]
        return found

    ours, theirs = await said("primary"), await said("sales")
    assert (ours["title"], ours["greeting"], "icon_variant" in ours["defaults"]) == ("Ours", "Hello", True)
    assert (theirs["title"], theirs["color"], theirs["is_open_by_default"]) == ("Sales", "#112233", True)
    sales["settings"]["title"] = "Sales team"
    clock.advance(minutes=1)
    assert counts({"it": await taken(sam, run, "widget_settings", primary, sales)})["it"] == (0, 1, 1, 0)
    assert (await said("sales"))["title"] == "Sales team"
    clock.advance(minutes=1)
    await sam.put("/api/widget_settings", json={"inbox_id": theirs["inbox_id"], "widget_settings": {"title": "We"}})
    sales["settings"]["title"] = "Sales again"
    assert counts({"it": await taken(sam, run, "widget_settings", sales)})["it"] == (0, 0, 0, 1)
    assert (await said("sales"))["title"] == "We"


async def upload(client: httpx.AsyncClient, name: str, content: bytes = b"some words") -> str:
    kept = await client.post("/api/files", files={"file": (name, content)})
    assert kept.status_code == 201, kept.text
    return str(kept.json()["data"]["id"])


async def test_files_hang_on_their_messages_once_and_are_found(house: House) -> None:
    sam = await house.client()
    run = await begin(sam)
    await bring(sam, run, history())
    await house.s.indexer.index()
    one, two, lost = ({"id": f"{of} {of}", "message": of} for of in ("m1", "m3", "m6"))
    asked = await taken(sam, run, "files", one, two, lost)
    assert [line["id"] for line in asked["remarks"] if line["said"] == WANTED] == ["m1 m1", "m3 m3"]
    assert [line["id"] for line in asked["skipped"]] == ["m6 m6"]
    assert counts({"it": asked})["it"] == (0, 0, 0, 1)
    files = [await upload(sam, name) for name in ("a.txt", "b.txt")]
    sent = await taken(sam, run, "files", {**one, "upload": files[0]}, {**two, "upload": files[1]})
    assert counts({"it": sent})["it"] == (2, 0, 0, 0)
    shown = (await sam.get(f"/api/conversations/{THEIR_THREAD}")).json()["data"]["messages"]
    assert [[file["filename"] for file in said["attachments"]] for said in shown] == [["a.txt"], [], ["b.txt"], []]
    await house.s.indexer.index()
    found = (await sam.get("/api/conversations/search", params={"query": "turquoise has:file"})).json()["data"]
    assert [row["conversation"]["id"] for row in found] == [THEIR_THREAD]
    assert counts({"it": await taken(sam, await begin(sam), "files", one, two)})["it"] == (0, 0, 2, 0)
    assert (await sam.delete(f"/api/files/{files[0]}")).status_code == 204
    gone = await taken(sam, run, "files", {**one, "upload": await upload(sam, "a.txt")})
    assert "does not come back" in gone["skipped"][0]["said"]


async def test_only_ones_own_upload_is_attached_and_only_once(house: House) -> None:
    sam = await house.client()
    run = await begin(sam)
    await bring(sam, run, history())
    theirs = await house.client(await make.operator(house.s.db, house.desk.account_id, "Robin", Role.MEMBER))
    foreign, mine = await upload(theirs, "theirs.txt"), await upload(sam, "mine.txt")
    first, second = ({"id": f"f{of}", "message": of} for of in ("m1", "m2"))
    refused = await taken(sam, run, "files", {**first, "upload": foreign})
    assert "upload it again" in refused["skipped"][0]["said"]
    both = await taken(sam, run, "files", {**first, "upload": mine}, {**second, "upload": mine})
    assert counts({"it": both})["it"] == (1, 0, 0, 1)


@pytest.mark.parametrize("wrong", [{"upload": "x"}, {"upload": "7f9c24e8-3b12-4fef-91e0-56a2d5a0f1c3", "more": 1}])
async def test_a_file_record_that_is_wrong_is_refused(house: House, wrong: dict[str, Any]) -> None:
    sam = await house.client()
    body = {"kind": "files", "records": [{"id": "f", "message": "m", **wrong}]}
    assert (await sam.post(f"/api/imports/{await begin(sam)}/records", json=body)).status_code == 422


async def test_files_of_a_customer_who_is_forgotten_go_with_them(house: House) -> None:
    sam = await house.client()
    run = await begin(sam)
    await bring(sam, run, history())
    file = await upload(sam, "a.txt")
    await taken(sam, run, "files", {"id": "f1", "message": "m1", "upload": file})
    await sam.delete(f"/api/customers/{THEIR_CUSTOMER}")
    await house.settle()
    assert (await sam.get(f"/api/files/{file}")).status_code == 404
