"""How the house is doing, asked of the real application: healthy, ill in one part, and by whom it may be seen."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from cairnloop.channels.lane import Lane
from cairnloop.daemon import status
from cairnloop.daemon.handlers import MAILS, handlers
from cairnloop.daemon.neighbours import Member
from cairnloop.daemon.schedule import SCHEDULES
from cairnloop.daemon.studio import close
from cairnloop.errors import Unavailable
from cairnloop.kernel import schema_version
from cairnloop.kernel.jobs.port import GiveUp, Handlers, Job
from cairnloop.kernel.schedules import fire_due, register
from cairnloop.people.permissions import Role
from tests.databases import fresh_sqlite
from tests.fakes import FixedClock
from tests.house import House, open_house
from tests.http.test_loop import QUESTION, publish
from tests.mail.house import mailing_house
from tests.model_server import Refuses, model_server
from tests.sockets.caller import Caller, token_of

PARTS = [
    *("database", "migrations", "jobs", "messages", "drafting", "knowledge", "search", "mail", "sockets"),
    *("schedules", "daemons"),
]


async def asked(house: House, role: Role = Role.ADMIN) -> dict[str, Any]:
    by = house.desk.sam if role is Role.ADMIN else await house.desk.another_operator(role, role.value)
    client = await house.client(by)
    response = await client.get("/api/status")
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()["data"]
    return found


def part(said: dict[str, Any], name: str) -> dict[str, Any]:
    return next(one for one in said["parts"] if one["name"] == name)


@asynccontextmanager
async def migrated(house: House) -> AsyncIterator[None]:
    """The tables marked as being of this version; the tests' databases are made without migrating."""
    async with house.s.db.begin() as tx:
        await tx.session.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
        await tx.session.execute(text("INSERT INTO alembic_version VALUES (:new)"), {"new": schema_version.newest()})
    try:
        yield
    finally:
        async with house.s.db.begin() as tx:
            await tx.session.execute(text("DROP TABLE alembic_version"))


async def test_a_healthy_house_is_ready_in_every_part(house: House, clock: FixedClock) -> None:
    await publish(await house.client())
    await house.settle()
    async with house.s.db.begin() as tx:
        await register(tx, SCHEDULES)
    async with migrated(house):
        clock.advance(seconds=10)
        said = await asked(house)
    assert {one["name"]: one["state"] for one in said["parts"]} == dict.fromkeys(PARTS, "ready")
    assert (said["state"], said["uptime_seconds"]) == ("ready", 10)
    assert part(said, "knowledge")["facts"] == {"articles": 1, "passages": 2, "cases": 0}
    assert part(said, "jobs")["facts"] == {"waiting": 0, "running": 0, "dead": 0, "due": 0, "oldest_due_seconds": None}
    assert all(one["wrong"] is None and one["said"] for one in said["parts"])


async def test_messages_and_sockets_are_counted_as_they_come(house: House) -> None:
    thread = await house.desk.conversation()
    async with Caller(house) as ada, Caller(house, await token_of(house, house.desk.sam)) as sam:
        await sam.join(f"notification:{house.desk.account_id}")
        await ada.join(f"conversation:{thread.id}")
        await ada.ask(f"conversation:{thread.id}", "shout", {"body": QUESTION})
        said = await asked(house)
        assert part(said, "sockets")["facts"] == {"operators": 1, "customers": 1}
    messages = part(said, "messages")["facts"]
    assert messages["per_second"] == round(1 / 60, 2)
    assert 0 < messages["p50_ms"] <= messages["p99_ms"]
    assert part(await asked(house), "sockets")["facts"] == {"operators": 0, "customers": 0}


async def test_work_that_waits_and_work_that_was_given_up_are_told(house: House, clock: FixedClock) -> None:
    async def never(job: Job) -> None:
        raise GiveUp("no such thing")

    async with house.s.db.begin() as tx:
        tx.enqueue("hopeless")
    clock.advance(minutes=5)
    jobs = part(await asked(house), "jobs")
    assert (jobs["state"], jobs["facts"]["oldest_due_seconds"], jobs["facts"]["due"]) == ("degraded", 300, 1)
    assert jobs["wrong"] == "Work waits: the oldest job is due for 5 min."
    await house.s.jobs.drain(Handlers({"hopeless": never}))
    jobs = part(await asked(house), "jobs")
    assert (jobs["state"], jobs["facts"]["dead"], jobs["facts"]["oldest_due_seconds"]) == ("degraded", 1, None)
    assert "cairnloop jobs dead" in jobs["remedy"]


async def test_mail_that_is_not_taken_is_told_until_some_is(database_url: str, clock: FixedClock) -> None:
    async with mailing_house(database_url, clock) as (house, box):
        assert part(await asked(house), "mail")["said"] == "0 sent, 0 waiting"
        await box.close()
        await house.visitor.post("/api/reset_password", json={"email": house.desk.sam.email})
        await house.settle()
        failed_at = f"{clock.now():%Y-%m-%dT%H:%M:%SZ}"
        mail = part(await asked(house), "mail")
        assert (mail["state"], mail["said"]) == ("degraded", "0 sent, 1 waiting")
        assert mail["facts"]["last_failure"] in mail["wrong"]
        assert mail["facts"].items() >= {"on": True, "sent": 0, "waiting": 1, "failed_at": failed_at}.items()
        seen = part(await asked(house, Role.MEMBER), "mail")
        assert seen["wrong"] == "The mail server did not take the last mail: an admin can see why"
        assert seen["facts"].keys() == {"on", "sent", "waiting", "failed_at"}
        await box.open()
        clock.advance(hours=1)
        await house.settle()
        mail = part(await asked(house), "mail")
        assert (mail["state"], mail["said"], mail["facts"]["failed_at"]) == ("ready", "1 sent, 0 waiting", failed_at)


async def test_every_kind_of_mail_is_counted_among_what_waits(house: House) -> None:
    kinds = handlers(house.s, Lane(house.s.db)).kinds()
    assert sorted(MAILS) == sorted(kind for kind in kinds if kind.startswith("mail_"))


async def test_schedules_tell_what_comes_next_and_what_is_late(house: House, clock: FixedClock) -> None:
    assert part(await asked(house), "schedules")["state"] == "unknown"
    async with house.s.db.begin() as tx:
        await register(tx, SCHEDULES)
    clock.advance(minutes=10)
    late = part(await asked(house), "schedules")
    assert late["state"] == "degraded"
    assert late["said"].endswith(f" of {len(SCHEDULES)} late")
    async with house.s.db.begin() as tx:
        for name in await fire_due(tx, SCHEDULES):
            house.s.pulse.fire(name, tx.now)
    on_time = part(await asked(house), "schedules")
    assert on_time["state"] == "ready"
    fired = clock.now()
    assert on_time["facts"]["forget_news"] == {
        "next": f"{fired + timedelta(minutes=5):%Y-%m-%dT%H:%M:%SZ}",
        "fired_here": f"{fired:%Y-%m-%dT%H:%M:%SZ}",
    }


async def test_tables_of_another_version_block_and_say_what_to_do(house: House) -> None:
    said = await asked(house)
    assert (said["state"], part(said, "migrations")["state"]) == ("blocked", "blocked")
    assert "cairnloop migrate" in part(said, "migrations")["remedy"]


async def test_only_admins_see_where_things_run(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    async def away() -> None:
        raise Unavailable("connection to db-7.internal refused")

    here = Member("a-node", "desk-3.internal", 4711, "1.2.3")
    monkeypatch.setattr(house.s.pulse.neighbours, "here", here)
    monkeypatch.setattr(house.s.db, "ping", away)
    for role in Role:
        said, inside = await asked(house, role), role is Role.ADMIN
        assert part(said, "database")["state"] == "blocked"
        assert said["daemon"]["version"] == "1.2.3"
        for word in ("desk-3", "db-7", "4711", "sqlite:///", "postgresql://"):
            assert (word in json.dumps(said)) <= inside, word
        assert ("desk-3" in json.dumps(said)) == inside


async def test_a_part_that_does_not_answer_is_unknown_and_holds_up_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    asking: dict[asyncio.Task[Any] | None, asyncio.Timeout] = {}

    def patience() -> asyncio.Timeout:
        """As long as it takes, until it is over for the part that hangs."""
        return asking.setdefault(asyncio.current_task(), asyncio.timeout(60))

    async def hang(tx: object, **_: object) -> None:
        over = asking.pop(asyncio.current_task())
        await asyncio.wait([task for task in asking if task is not None and task is not here])
        over.reschedule(asyncio.get_running_loop().time())
        await asyncio.Event().wait()

    here = asyncio.current_task()
    monkeypatch.setattr(house.s.jobs, "counts", hang)
    said = await status.status_of(status.Look(house.s, house.desk.account_id, True, patience))
    jobs, *others = sorted(said["parts"], key=lambda one: one["name"] != "jobs")
    assert (jobs["state"], jobs["wrong"]) == ("unknown", "it did not say how it is: no answer within 3 s")
    assert not [one["name"] for one in others if "no answer within" in str(one["wrong"])]
    assert next(one["state"] for one in others if one["name"] == "knowledge") == "degraded"


async def test_parts_are_waited_for_by_the_clock_and_not_for_long(house: House) -> None:
    began = asyncio.get_running_loop().time()
    async with status.Look(house.s, house.desk.account_id, True).patience() as over:
        assert over.when() is not None
        assert began + 3 <= over.when() <= asyncio.get_running_loop().time() + 3


async def test_a_dead_model_is_told_and_drafts_go_on(tmp_path: Path, clock: FixedClock) -> None:
    url = await fresh_sqlite(tmp_path)
    with model_server() as model:
        where = {"base_url": model.base_url, "max_retries": 0, "breaker_failures": 1, "breaker_seconds": 600}
        model.otherwise = Refuses(503)
        drafting = {"engine": "openai", "debounce_seconds": 0}
        async with open_house(url, clock, model=where, drafting=drafting) as house:
            await publish(await house.client())
            for _ in range(2):
                thread = await house.desk.conversation()
                await house.desk.says(thread, QUESTION)
                await house.settle()
            said = part(await asked(house), "drafting")
            assert (said["state"], said["facts"]["breaker"]) == ("degraded", "open")
            assert {name: said["facts"][name] for name in ("calls", "failures", "fell_back")} == {
                "calls": 1,
                "failures": 1,
                "fell_back": 2,
            }
            assert said["facts"]["base_url"] == model.base_url
            ready = (await house.visitor.get("/ready")).json()
            assert ready["parts"]["jobs"] == "ready"
            assert "is left alone" in ready["degraded"]["drafting"]
            drafts = (await (await house.client()).get("/api/drafts")).json()["data"]
            assert all("left alone" in d["notes"][0] or "503" in d["notes"][0] for d in drafts)
            assert sum("left alone" in d["notes"][0] for d in drafts) == 1
            await close(house.s.studio)
