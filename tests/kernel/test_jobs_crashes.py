"""Daemons that die while they work: a real process, really killed, on both engines."""

import asyncio
import sys
from collections import Counter

from sqlalchemy import text

from cairnloop.kernel.database import Database
from cairnloop.kernel.jobs.port import Handlers, Job, JobEngine, JobState
from cairnloop.kernel.jobs.retry import CUT_SHORT, SUSPECT_AFTER
from tests.kernel.diary import all_jobs

PATIENCE_SECONDS = 60


async def start(database: Database, *options: str) -> asyncio.subprocess.Process:
    url = database.url.render_as_string(hide_password=False)
    command = (sys.executable, "-m", "tests.kernel.worker", url, *options)
    return await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)


async def life(database: Database) -> tuple[int, list[str]]:
    """Let a daemon work until it dies or all is done; returns its exit code and what its jobs said."""
    daemon = await start(database)
    async with asyncio.timeout(PATIENCE_SECONDS):
        said, _ = await daemon.communicate()
    assert daemon.returncode is not None
    return daemon.returncode, said.decode().splitlines()


async def test_jobs_of_a_killed_daemon_are_done_by_the_next(database: Database) -> None:
    async with database.begin() as tx:
        for n in range(5):
            tx.enqueue("write", n=n)
    first = await start(database, "hang")
    assert first.stdout is not None
    async with asyncio.timeout(PATIENCE_SECONDS):
        started = [(await first.stdout.readline()).decode().split() for _ in range(5)]
        first.kill()
        await first.wait()
    assert sorted(started) == [["started", "write", str(n), "1"] for n in range(5)]
    code, said = await life(database)
    assert code == 0
    assert sorted(line for line in said if line.startswith("ended")) == [f"ended write {n} 2" for n in range(5)]


async def test_a_poisonous_job_uses_up_its_own_attempts_and_not_those_of_its_neighbours(database: Database) -> None:
    async with database.begin() as tx:
        tx.enqueue("poison", n=0, max_attempts=4, priority=1)
        for n in range(3):
            tx.enqueue("write", n=n, max_attempts=4)
            tx.enqueue("together", n=n, max_attempts=4)
    codes: list[int] = []
    said: list[str] = []
    while not codes or codes[-1] != 0:
        code, lines = await life(database)
        codes.append(code)
        said += lines
    assert codes == [9, 9, 9, 9, 0]
    ended = Counter(line.split()[1] for line in said if line.startswith("ended"))
    assert ended["write"] >= 3
    assert ended["together"] >= 3
    assert [line for line in said if line.startswith("started poison")] == [
        f"started poison 0 {n}" for n in range(1, 5)
    ]
    assert [line for line in said if line.startswith("buried")] == ["buried poison 0 5"]
    assert database.jobs is not None
    async with database.read() as tx:
        [dead] = await database.jobs.page(tx)
    assert (dead.kind, dead.state, dead.attempt, dead.error) == ("poison", JobState.DEAD, 4, CUT_SHORT)


CRASHED = {
    "sqlite": f"UPDATE jobs SET crashes = {SUSPECT_AFTER}",
    "postgresql": f"UPDATE pgqueuer SET headers = headers || '{{\"crashes\": {SUSPECT_AFTER}}}'",
}


async def test_how_a_suspect_ended_is_written_before_the_next_one_may_take_the_daemon_with_it(
    database: Database, jobs: JobEngine
) -> None:
    left: list[int] = []

    async def write(job: Job) -> None:
        left.append(len(await all_jobs(database)))

    async with database.begin() as tx:
        for n in range(3):
            tx.enqueue("write", n=n)
    async with database.begin() as tx:
        await tx.session.execute(text(CRASHED[tx.dialect]))
    await jobs.drain(Handlers({"write": write}))
    assert left == [3, 2, 1]
