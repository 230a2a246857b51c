"""`make bench`: every measurement, each beside its floor in the same run; `--write` records them in docs/."""

import argparse
import json
import os
import platform
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scripts.bench import (
    cli,
    console,
    fanout,
    filters,
    jobs,
    limits,
    messages,
    messages_search,
    pipeline,
    reports,
    retrieval,
    rows,
    searching,
    sockets,
    storm,
    transfer,
    widget,
)
from tests.databases import postgres_server

RECORD = Path(__file__).resolve().parents[2] / "docs" / "benchmarks.md"
BENCHES: dict[str, Callable[[], dict[str, Any]]] = {
    "messages": lambda: messages.measure({"sqlite": None, "postgresql": postgres_server()}),
    "jobs": jobs.measure,
    "retrieval": retrieval.measure,
    "searching": searching.measure,
    "pipeline": pipeline.measure,
    "rows": rows.measure,
    "messages_search": messages_search.measure,
    "filters": filters.measure,
    "reports": reports.measure,
    "sockets": sockets.measure,
    "fanout": fanout.measure,
    "storm": storm.measure,
    "transfer": transfer.measure,
    "limits": limits.measure,
    "console": console.measure,
    "cli": cli.measure,
    "widget": widget.measure,
}
TITLES = {
    "messages": "Customer messages accepted over 100 sockets, beside a raw echo of the same server",
    "jobs": "Background jobs drained, and the wait of one that meets an idle worker",
    "retrieval": "Finding the passage that answers, and knowing when none does",
    "searching": "One search among 100,000 passages, beside as many empty questions to the same database",
    "pipeline": "From a message to a stored draft without a model, among 100,000 passages",
    "rows": "An inbox page and the claiming of jobs, among few rows and among many",
    "messages_search": "One search among 1,000,000 messages, beside as many empty questions to the same database",
    "filters": "Pages of the inbox with filters, among few conversations and among many",
    "reports": "One report among 1,000,000 messages, beside as many empty questions to the same database",
    "sockets": "Memory of an idle socket that is joined to its topics",
    "fanout": "One message to 1,000 sockets on one topic, beside a raw broadcast of the same server",
    "storm": "1,000 sockets that join one topic at once, each shown to all the others",
    "transfer": "A file of 10 MB sent and fetched, beside a raw copy over the same server",
    "limits": "Counting who asks how often",
    "console": "The console in a terminal, among 100,000 conversations",
    "cli": "The command line and the daemon at rest",
    "widget": "What a visitor's browser loads before the first message (gzip)",
}


def _rows(found: dict[str, Any], path: str = "") -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = []
    for name, value in found.items():
        here = f"{path} {name}".strip()
        if isinstance(value, dict):
            rows += _rows(value, here)
        else:
            said = f"{value:,.3f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
            rows.append((here, said))
    return rows


def _table(name: str, found: dict[str, Any]) -> str:
    lines = [f"## {TITLES[name]}", "", f"`python -m scripts.bench {name}`", "", "| figure | value |", "|---|---|"]
    lines += [f"| {what} | {value} |" for what, value in _rows(found)]
    return "\n".join(lines)


def _machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()}, Python {platform.python_version()}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("only", nargs="*", choices=[*BENCHES, []], help="which to run; all by default")
    parser.add_argument("--json", action="store_true", help="one JSON document instead of tables")
    parser.add_argument("--write", action="store_true", help=f"record the tables in {RECORD.name}")
    asked = parser.parse_args()
    found: dict[str, Any] = {}
    for name in asked.only or BENCHES:
        print(f"measuring {name} ...", file=sys.stderr, flush=True)
        found[name] = BENCHES[name]()
    if asked.json:
        print(json.dumps(found, indent=2))
        return
    tables = "\n\n".join(_table(name, one) for name, one in found.items())
    print(tables)
    if asked.write:
        _record(found)


def _record(found: dict[str, Any]) -> None:
    """Put these tables in the place of their former ones; what else stands there, as the soak's, is kept."""
    day = datetime.now(UTC).date()
    head = f"{INTRODUCTION}\nMeasured on {day}: {_machine()}. Command: `make bench` (`--write` records it here)."
    before = RECORD.read_text("utf-8") if RECORD.exists() else ""
    kept = {part.partition("\n")[0]: f"## {part.strip()}" for part in before.split("\n## ")[1:]}
    measured = {TITLES[name]: _table(name, one) for name, one in found.items()}
    tables = {title: measured.get(title, kept.get(title)) for title in TITLES.values()}
    others = [part for title, part in kept.items() if title not in tables]
    RECORD.write_text("\n\n".join([head, *filter(None, tables.values()), *others]) + "\n", "utf-8")


INTRODUCTION = """# Measurements

Absolute figures belong to the machine and the hour; ratios to a floor taken in the same run last longer. Nothing here
is a test: tests never time anything. Postgres runs beside the daemon on the same machine, and does not wait for the
disk.
"""

if __name__ == "__main__":
    main()
