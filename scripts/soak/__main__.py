"""`make soak`: play a business day in fast motion, say what happened with counts, and exit 1 when a promise broke."""

import argparse
import asyncio
import json
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from scripts.soak.day import play
from scripts.soak.plan import Plan
from tests.journey.evening import Report


def at_least(least: int, kind: type[int] | type[float] = int) -> Callable[[str], float]:
    """Reads a number that makes a day."""

    def number(text: str) -> float:
        if not (value := kind(text)) >= least:
            raise argparse.ArgumentTypeError(f"{least} at least")
        return value

    return number


def _asked() -> tuple[Plan, bool]:
    parser = argparse.ArgumentParser(prog="python -m scripts.soak", description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default=Plan.database)
    parser.add_argument("--kills", type=at_least(0), default=Plan.kills, help="kill -9 of a daemon, so often")
    parser.add_argument(
        "--minutes", type=at_least(0, float), default=Plan.minutes, help="quiet hours after the last kill"
    )
    parser.add_argument("--seed", type=int, default=Plan.seed)
    parser.add_argument("--customers", type=at_least(1), default=Plan.customers)
    parser.add_argument("--daemons", type=at_least(1), default=Plan.daemons, help="more than one on Postgres only")
    parser.add_argument("--json", action="store_true", help="one JSON document instead of lines")
    asked = parser.parse_args()
    if asked.daemons > 1 and asked.database != "postgres":
        parser.error("--daemons: several daemons need --database postgres")
    plan = Plan(
        database=asked.database,
        seed=asked.seed,
        kills=asked.kills,
        minutes=asked.minutes,
        customers=asked.customers,
        daemons=asked.daemons,
    )
    return plan, asked.json


def main() -> None:
    plan, as_json = _asked()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # whoever ends it early leaves no daemon behind
    folder = Path(tempfile.mkdtemp(prefix="cairnloop-soak-"))
    folder.chmod(0o755)  # a database server that root starts runs as somebody else
    print(f"soak: {plan.command}", file=sys.stderr, flush=True)
    try:
        report = asyncio.run(play(plan, folder))
    except KeyboardInterrupt:
        print(f"interrupted; every daemon is ended\nlogs and data: {folder}", file=sys.stderr)
        sys.exit(130)
    print(json.dumps({**report.counts, "violations": report.violations}, indent=2) if as_json else _lines(report))
    if report.violations:
        print(f"again: {plan.command}\nlogs and data: {folder}", file=sys.stderr)
        sys.exit(1)
    shutil.rmtree(folder, ignore_errors=True)


def _lines(report: Report) -> str:
    lines = [f"{name:14} {_value(value)}" for name, value in report.counts.items()]
    said = report.violations or ["none"]
    return "\n".join([*lines, f"violations     {len(report.violations)}", *(f"  {one}" for one in said)])


def _value(value: Any) -> str:
    return " ".join(f"{k}={v}" for k, v in value.items()) if isinstance(value, dict) else str(value)


if __name__ == "__main__":
    main()
