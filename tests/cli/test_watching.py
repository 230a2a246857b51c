"""`--watch`: what is shown when, and how it ends."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest

from cairnloop.cli.output import Columns, Listing, Out
from cairnloop.cli.views import Printed, document, fitting, rows
from cairnloop.cli.watching import IDLE, News, follow
from cairnloop.client import Refused, Unreachable
from cairnloop.client.failures import CairnloopError
from tests.cli.conftest import Command, Desk

COLUMNS: Columns = {"id": lambda row: row["id"], "name": lambda row: row["name"]}
ADA, LIN = {"id": "1", "name": "Ada"}, {"id": "2", "name": "Lin"}


def listing(*found: dict[str, str]) -> Listing:
    return Listing(COLUMNS, list(found), "Nobody is here.", {"next": None})


class Script:
    """A listing that reads what a test has written down, and then news that never come."""

    def __init__(self, *readings: Sequence[dict[str, str]] | CairnloopError) -> None:
        self.readings = list(readings)
        self.done = asyncio.Event()

    async def read(self, out: Out) -> None:
        if not self.readings:
            self.done.set()
            await asyncio.Event().wait()
        reading = self.readings.pop(0)
        if isinstance(reading, CairnloopError):
            raise reading
        out.listing(COLUMNS, reading, empty="Nobody is here.", next=None)

    @asynccontextmanager
    async def followed(self, view: Printed) -> AsyncIterator[None]:
        news = News()
        task = asyncio.create_task(follow(self.read, view, news, 0.0))
        async with asyncio.timeout(5):
            await asyncio.wait([task, asyncio.create_task(self.done.wait())], return_when=asyncio.FIRST_COMPLETED)
        yield
        task.cancel()
        await asyncio.gather(task)


async def watched(view: Printed, *readings: Sequence[dict[str, str]] | CairnloopError) -> None:
    with pytest.raises(asyncio.CancelledError):
        async with Script(*readings).followed(view):
            pass


async def test_a_row_is_printed_when_it_comes_and_when_it_changes(capsys: pytest.CaptureFixture[str]) -> None:
    changed = {**LIN, "name": "Lin Osei"}
    await watched(Printed(rows), [ADA], [ADA], [ADA, LIN], [LIN], [changed], [ADA, changed])
    assert capsys.readouterr().out.splitlines() == ["1\tAda", "2\tLin", "2\tLin Osei", "1\tAda"]


async def test_a_document_is_printed_whenever_it_is_another_one(capsys: pytest.CaptureFixture[str]) -> None:
    await watched(Printed(document), [], [ADA], [ADA], [])
    said = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert said == [{"data": [], "next": None}, {"data": [ADA], "next": None}, {"data": [], "next": None}]


async def test_a_daemon_that_goes_away_is_said_once_and_waited_for(capsys: pytest.CaptureFixture[str]) -> None:
    away = Unreachable("The daemon does not answer.")
    await watched(Printed(rows), [ADA], away, away, [ADA, LIN])
    said = capsys.readouterr()
    assert said.out.splitlines() == ["1\tAda", "2\tLin"]
    assert said.err.count("it is tried again") == 1
    assert said.err.endswith("cairnloop: the daemon answers again\n")


@pytest.mark.parametrize(
    "readings",
    [[Unreachable()], [[ADA], Refused(401, "unauthenticated", "no")], [[ADA], Refused(422, "invalid", "section: no")]],
)
async def test_what_will_not_get_better_ends_it(readings: Any) -> None:
    with pytest.raises(CairnloopError):
        async with Script(*readings).followed(Printed(rows)):
            pass


def test_a_screen_shows_as_many_rows_as_fit() -> None:
    assert fitting(["a", "b"], 2, str) == ["a", "b"]
    assert fitting(["a", "b", "c", "d"], 3, str) == ["a", "b", "… and 2 more"]
    assert fitting(["a", "b"], 0, str) == ["… and 2 more"]


def test_somebody_typing_changes_no_listing() -> None:
    assert "typing" in IDLE
    assert "draft:created" not in IDLE


@pytest.mark.journey
def test_a_watched_listing_hears_of_changes_and_ends_with_ctrl_c(desk: Desk, written: str, cairnloop: Command) -> None:
    command = [sys.executable, "-m", "cairnloop", "conversations", "list", "--watch", "--interval", "600", "--json"]
    env = {**os.environ, **desk.env()}
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            first = json.loads(process.stdout.readline())
            assert written in [row["id"] for row in first["data"]]
            assert cairnloop("conversations", "assign", written, "--to", "me").code == 0
            row: dict[str, Any] = {}
            while row.get("assignee") is None:
                row = next(one for one in json.loads(process.stdout.readline())["data"] if one["id"] == written)
            process.send_signal(signal.SIGINT)
            _, told = process.communicate(timeout=20)
        finally:
            process.kill()
    assert (process.returncode, told) == (0, "")


def test_a_watched_listing_ends_when_nobody_reads_it_any_more(desk: Desk, written: str) -> None:
    command = [sys.executable, "-m", "cairnloop", "jobs", "counts", "--watch", "--interval", "0.2"]
    env = {**os.environ, **desk.env()}
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stderr is not None
            assert process.stdout.readline().startswith("waiting\t")
            process.stdout.close()
            assert (process.wait(20), process.stderr.read()) == (1, "")
        finally:
            process.kill()


def test_a_watched_listing_has_no_end_for_csv(desk: Desk, cairnloop: Command) -> None:
    ended = cairnloop("drafts", "list", "--watch", "--csv")
    assert (ended.code, ended.out) == (2, "")
    assert "--csv" in ended.err


def test_a_first_reading_that_fails_is_told_like_any_other(desk: Desk, cairnloop: Command) -> None:
    assert cairnloop("jobs", "counts", "--watch", "--url", "http://127.0.0.1:1").code == 7
    assert cairnloop("drafts", "list", "--watch", "--after", "lost").code == 3
    assert cairnloop("jobs", "list", "--watch", "--api-key", "cl_key_wrong").code == 6
