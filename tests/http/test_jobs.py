"""Background jobs as front ends page through them."""

from datetime import timedelta

from cairnloop.kernel.jobs.port import GiveUp, Handlers, Job
from tests import make
from tests.house import House


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
