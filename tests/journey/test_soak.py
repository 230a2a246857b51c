"""The parts of the soak that judge: what is a leak, and which lines of a log no fate explains."""

import json
from pathlib import Path

import pytest

from scripts.soak.logbook import Logbook
from scripts.soak.plan import Plan
from scripts.soak.watching import Weight, leaks


@pytest.mark.parametrize(
    ("lulls", "expected"),
    [
        ([], []),
        ([Weight(100, 30)], []),
        ([Weight(100, 30), Weight(140, 60), Weight(109, 38)], []),
        ([Weight(100, 30), Weight(111, 30)], ["d grew from 100 to 111 MB: [100, 111]"]),
        ([Weight(100, 30), Weight(100, 39)], ["d held 30 files and now holds 39: [30, 39]"]),
    ],
)
def test_a_leak_is_growth_between_lulls(lulls: list[Weight], expected: list[str]) -> None:
    assert list(leaks("d", lulls)) == expected


def line(level: str, event: str, exception: str = "") -> str:
    return json.dumps({"level": level, "event": event, "exception": exception})


def book(tmp_path: Path, *lines: str, database_went: bool = False) -> Logbook:
    log = tmp_path / "daemon.log"
    log.write_text("\n".join(lines))
    return Logbook.of([log], database_went=database_went)


def test_an_error_is_explained_by_a_database_that_went_and_by_nothing_else(tmp_path: Path) -> None:
    away = line("error", "cannot look; trying again", "Traceback\nUnavailable: port 5432")

    assert book(tmp_path, away, database_went=True).violations == []
    assert book(tmp_path, away).violations == ["a log says error: cannot look; trying again (Unavailable: port N)"]
    crashed = line("error", "request.crashed")
    assert book(tmp_path, crashed, database_went=True).violations == ["a log says error: request.crashed"]


def test_lines_cut_by_a_kill_are_nothing_and_a_bare_traceback_is(tmp_path: Path) -> None:
    found = book(tmp_path, line("info", "daemon.ready"), '{"level": "warn', line("warning", "slow"), "Traceback (most")

    assert dict(found.troubles) == {"warning: slow": 1, "unstructured: Traceback (most": 1}
    assert found.violations == ["a log says unstructured: Traceback (most"]


def test_a_plan_says_how_it_is_played_again() -> None:
    assert Plan(database="postgres", seed=7, daemons=2).command == (
        "python -m scripts.soak --database postgres --kills 100 --minutes 5 --seed 7 --customers 200 --daemons 2"
    )
