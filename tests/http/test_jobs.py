"""Background jobs as front ends page through them."""

from datetime import timedelta

import pytest

from cairnloop.kernel.jobs import pgqueuer_sql as sql
from cairnloop.kernel.jobs import port
from cairnloop.kernel.jobs.port import GiveUp, Handlers, Job
from cairnloop.kernel.jobs.tables import DEAD, OWNER
from tests import make
from tests.fakes import FixedClock
from tests.house import House, open_house


async def test_jobs_are_paged_by_a_cursor_in_the_order_of_their_time(house: House) -> None:
    client = await house.client()
    async with house.s.db.begin() as tx:
        for number in range(3):
            tx.enqueue("at-once", number=number)
        for number in range(3, 5):
            tx.enqueue("later", run_at=tx.now + timedelta(days=9 - number), number=number)
    for state in ("waiting", None):
        seen, after = [], None
        while len(seen) < 9:
            asked = {"limit": 2, **({"state": state} if state else {}), **({"after": after} if after else {})}
            said = (await client.get("/api/jobs", params=asked)).json()
            seen += [job["args"]["number"] for job in said["data"] if "number" in job["args"]]
            assert len(said["data"]) <= 2
            after = said["next"]
            if after is None:
                break
        assert seen == [0, 1, 2, 4, 3]
        assert said["counts"]["waiting"] >= 5
    assert (await client.get("/api/jobs", params={"state": "dead"})).json()["data"] == []


async def test_a_cursor_that_we_did_not_write_is_refused_with_the_remedy(house: House) -> None:
    client = await house.client()
    for cursor in (
        "x",
        "20260302T090000.000000",
        "20260302T090000.000000-x",
        "-1",
        "20260302T090000.000000-" + "9" * 30,
    ):
        said = await client.get("/api/jobs", params={"after": cursor})
        assert said.status_code == 422
        assert "next" in said.json()["error"]["errors"]["after"][0]


async def test_jobs_of_another_account_are_neither_seen_nor_touched(house: House) -> None:
    theirs = await make.desk(house.s.db, "Ridgeline")

    async def break_down(job: Job) -> None:
        raise GiveUp("quoting what Eve wrote")

    async with house.s.db.begin() as tx:
        tx.enqueue("break-down", account_id=theirs.account_id)
        tx.enqueue("break-down")
    await house.s.jobs.drain(Handlers({"break-down": break_down}))
    ours, neighbour = await house.client(), await house.client(theirs.sam)
    seen = (await ours.get("/api/jobs", params={"state": "dead"})).json()["data"]
    assert [job["args"] for job in seen] == [{}]
    hidden = [job for job in (await neighbour.get("/api/jobs", params={"state": "dead"})).json()["data"] if job["args"]]
    for deed in ("retry", "discard"):
        assert (await ours.post(f"/api/jobs/{hidden[0]['id']}/{deed}")).status_code == 404
    assert (await neighbour.post(f"/api/jobs/{hidden[0]['id']}/discard")).status_code == 200


async def test_a_page_looks_at_so_many_jobs_of_others_and_the_next_one_goes_on(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(port, "LOOKED_AT", 5)
    theirs = await make.desk(house.s.db, "Ridgeline")
    async with house.s.db.begin() as tx:
        for minute in range(12):
            tx.enqueue("later", account_id=theirs.account_id, run_at=tx.now + timedelta(minutes=minute))
        tx.enqueue("later", account_id=house.desk.account_id, run_at=tx.now + timedelta(minutes=7, seconds=1))
    client = await house.client()
    for state in ({"state": "waiting"}, {}):
        seen, pages, after = [], 0, {}
        while pages < 9 and after is not None:
            said = (await client.get("/api/jobs", params={**state, **after})).json()
            seen += [job["kind"] for job in said["data"] if job["kind"] == "later"]
            pages, after = pages + 1, {"after": said["next"]} if said["next"] else None
        assert seen == ["later"]
        assert pages >= 3


async def test_given_up_jobs_are_counted_for_whose_they_are(house: House) -> None:
    theirs = await make.desk(house.s.db, "Ridgeline")

    async def break_down(job: Job) -> None:
        raise GiveUp("no use")

    async with house.s.db.begin() as tx:
        for _ in range(3):
            tx.enqueue("break-down", account_id=theirs.account_id)
        tx.enqueue("break-down")
    await house.s.jobs.drain(Handlers({"break-down": break_down}))
    for operator, dead in ((house.desk.sam, 1), (theirs.sam, 4)):
        client = await house.client(operator)
        parts = {one["name"]: one for one in (await client.get("/api/status")).json()["data"]["parts"]}
        assert parts["jobs"]["facts"]["dead"] == dead
        said = (await client.get("/api/jobs", params={"state": "dead", "limit": 2})).json()
        assert (said["counts"]["dead"], len(said["data"])) == (dead, min(dead, 2))


async def test_given_up_jobs_of_one_account_are_found_along_an_index(database_url: str, clock: FixedClock) -> None:
    async with open_house(database_url, clock) as house, house.s.db.begin() as tx:
        connection = await tx.session.connection()
        if tx.dialect == "postgresql":
            await connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
            asked = sql.COUNT_DEAD_OF.replace("$1", "'x'").replace("$2", "9")
            found = await connection.exec_driver_sql(f"EXPLAIN {asked}")
        else:
            asked = f"SELECT count(*) FROM jobs WHERE {DEAD} AND {OWNER} = 'x' ORDER BY run_at"
            found = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked}")
        assert "dead_owner" in str(found.all())
