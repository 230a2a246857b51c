"""The daemon's log by HTTP: for admins, from a cursor on, and never another daemon's by mistake."""

import logging
from collections.abc import Iterator
from uuid import uuid4

import pytest
import structlog

from cairnloop.config import Logging
from cairnloop.daemon import logs
from cairnloop.daemon.recent import WITHHELD
from cairnloop.kernel.jobs.port import GiveUp, Handlers, Job
from cairnloop.people.permissions import Role
from tests import make
from tests.hostile import HOSTILE
from tests.house import House


@pytest.fixture(autouse=True)
def configured(capsys: pytest.CaptureFixture[str]) -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    logs.configure(Logging())
    yield
    structlog.reset_defaults()
    root.handlers[:] = handlers
    root.setLevel(level)


async def test_the_log_is_followed_by_its_cursor(house: House) -> None:
    client, log = await house.client(), structlog.get_logger()
    log.warning("before")
    first = (await client.get("/api/logs")).json()
    assert first["data"][-1]["event"] == "before"
    assert (first["anew"], first["missed"]) == (False, 0)
    assert first["daemon"]["node"] == house.s.pulse.neighbours.here.node
    log.info("mild")
    log.error("then", n=1)
    then = (await client.get("/api/logs", params={"after": first["next"], "level": "warning"})).json()
    assert [(line["event"], line["fields"]) for line in then["data"]] == [("then", {"n": 1})]
    again = (await client.get("/api/logs", params={"after": then["next"]})).json()
    assert (again["data"], again["next"]) == ([], then["next"])


async def test_hostile_text_anywhere_in_a_line_reaches_the_reader_as_text(house: House) -> None:
    client, log = await house.client(), structlog.get_logger()
    for text in HOSTILE.values():
        log.warning(f"said {text}", said=text, nested=[text, {text: (text,)}])
        told = await client.get("/api/logs")
        assert told.status_code == 200
        assert told.json()["data"][-1]["event"].startswith("said")


async def test_a_cursor_of_another_daemon_begins_anew(house: House) -> None:
    structlog.get_logger().warning("mine")
    said = (await (await house.client()).get("/api/logs", params={"after": f"{uuid4()}.7"})).json()
    assert said["anew"] is True
    assert said["data"][-1]["event"] == "mine"


WRONG = ({"after": "7"}, {"after": "x.1"}, {"level": "loud"}, {"limit": "0"}, {"limit": "1001"})


async def test_what_cannot_be_asked_is_refused_by_name(house: House) -> None:
    client = await house.client()
    for wrong in WRONG:
        response = await client.get("/api/logs", params=wrong)
        assert response.status_code == 422
        assert set(response.json()["error"]["errors"]) == set(wrong)


async def test_only_admins_read_the_log(house: House) -> None:
    for role in (Role.MEMBER, Role.VIEWER):
        client = await house.client(await house.desk.another_operator(role, "Kim"))
        response = await client.get("/api/logs")
        assert (response.status_code, "may read logs" in response.json()["error"]["message"]) == (403, True)


async def test_an_admin_reads_nothing_of_another_account_that_shares_the_house(house: House) -> None:
    theirs = await make.desk(house.s.db, "Ridgeline")
    secret = "I am Eve and my number is 0123"

    async def break_down(job: Job) -> None:
        raise GiveUp(secret)

    async with house.s.db.begin() as tx:
        tx.enqueue("break-down", account_id=theirs.account_id)
    await house.s.jobs.drain(Handlers({"break-down": break_down}))
    logging.getLogger("a library").error("it broke", exc_info=GiveUp(secret))

    ours = (await (await house.client()).get("/api/logs")).json()
    assert secret not in str(ours)
    assert ours["data"][-1]["trace"] == WITHHELD
    assert "job failed" not in {line["event"] for line in ours["data"]}
    said = (await (await house.client(theirs.sam)).get("/api/logs")).json()
    failed = next(line for line in said["data"] if line["event"] == "job failed")
    assert failed["fields"]["account_id"] == str(theirs.account_id)
    assert (failed["fields"]["why"], failed["trace"]) == (secret, None)


async def test_a_request_that_crashes_is_named_by_its_account(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    theirs, client = await make.desk(house.s.db, "Ridgeline"), await house.client()

    def crash(*given: object, **named: object) -> None:
        raise RuntimeError("quoting what Eve wrote")

    monkeypatch.setattr("cairnloop.daemon.http.jobs._out", crash)
    async with house.s.db.begin() as tx:
        tx.enqueue("later")
    # Lines that other tests of this process logged are kept too, and some of them crashed.
    since = {"after": (await client.get("/api/logs")).json()["next"]}
    assert (await client.get("/api/jobs")).status_code == 500
    line = (await client.get("/api/logs", params=since)).json()["data"][-1]
    assert (line["event"], line["fields"]["account_id"]) == ("request.crashed", str(house.desk.account_id))
    assert "quoting what Eve wrote" in line["trace"]
    told = (await (await house.client(theirs.sam)).get("/api/logs", params=since)).json()
    assert "request.crashed" not in str(told)
