"""kill -9 of the daemon while customers write and drafts are decided: nothing lost, nothing twice, nothing unasked.

SURVIVAL_KILLS, SURVIVAL_SEED and SURVIVAL_DATABASE make a soak of it.
"""

import os
from pathlib import Path

import pytest

from tests.databases import empty_postgres
from tests.journey.daemons import Daemon, House, free_port
from tests.journey.survival import SETTINGS, Plan, Survival

KILLS = int(os.environ.get("SURVIVAL_KILLS", "5"))
SEED = int(os.environ.get("SURVIVAL_SEED", "1"))
DATABASE = os.environ.get("SURVIVAL_DATABASE", "sqlite")


@pytest.mark.journey
@pytest.mark.timeout(120 + 10 * KILLS)
async def test_kills_lose_nothing_send_nothing_twice_and_nothing_that_was_not_approved(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database_url = await empty_postgres("survival") if DATABASE == "postgres" else None
    house = House.found(tmp_path, SETTINGS, database_url)
    daemon = Daemon(house, free_port())
    try:
        report = await Survival(house, daemon, Plan(seed=SEED, kills=KILLS)).play()
    finally:
        daemon.kill()
    with capsys.disabled():
        print(f"\nsurvival on {DATABASE}: {report}")
    assert report.violations == []
    assert report.counts["kills"] == KILLS
    assert report.counts["acknowledged"] > 5 * KILLS
    assert report.counts["sent"] > KILLS
    assert "Traceback" not in daemon.log.read_text()
