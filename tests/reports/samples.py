"""Reports as the wire has them, for front ends: a fortnight of an invented desk, from the daemon's own makers."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from cairnloop.reports.making import seconds_out
from cairnloop.reports.spread import of_values

FIRST, DAYS = date(2026, 2, 17), 14
HEAD = {
    "object": "report",
    "from_date": str(FIRST),
    "to_date": str(FIRST + timedelta(days=DAYS - 1)),
    "time_zone": "Europe/Berlin",
    "inbox_id": None,
    "tag_id": None,
    "exact": True,
    "complete": True,
}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
HOSTILE = "Rob\x1b[2J<script>"
READ_AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def _volumes(number: int) -> dict[str, int]:
    busy = (number * 7) % 11 + 1 if number % 7 < 5 else 0
    return {"conversations": busy, "received": 3 * busy, "sent": 2 * busy, "automatic": busy // 2, "notes": number % 3}


def _sum(rows: list[dict[str, int]]) -> dict[str, int]:
    return {name: sum(row[name] for row in rows) for name in rows[0]}


def _spread(*seconds: int) -> Mapping[str, Any]:
    return seconds_out(of_values(seconds))


def volumes() -> dict[str, Any]:
    rows = [_volumes(number) for number in range(DAYS)]
    dated = [{"date": str(FIRST + timedelta(days=at)), **row} for at, row in enumerate(rows)]
    weekdays = [
        {"weekday": name, "days": 2, **{key: value / 2 for key, value in _volumes(at).items()}}
        for at, name in enumerate(WEEKDAYS)
    ]
    return {**HEAD, "name": "volumes", "total": _sum(rows), "rows": dated, "weekdays": weekdays}


def replies() -> dict[str, Any]:
    rows = [
        {
            "date": str(FIRST + timedelta(days=at)),
            "asked": at % 5,
            "answered": at % 5,
            "first_reply": _spread(*(60 * at * one for one in range(1, at % 5 + 1))),
            "first_reply_business": _spread(*(50 * at * one for one in range(1, at % 5 + 1))),
        }
        for at in range(DAYS)
    ]
    total = {
        "asked": 26,
        "answered": 26,
        "first_reply": _spread(60, 600, 3600),
        "first_reply_business": _spread(60, 300, 900),
    }
    return {**HEAD, "name": "replies", "exact": False, "total": total, "rows": rows}


def people() -> dict[str, Any]:
    rows = [
        {
            "user": {"id": at, "name": name, "email": f"{at}@example.com"},
            "conversations": 12 - at,
            "sent": 30 - 9 * at,
            "notes": at,
            "first_reply": _spread(60, 600),
            "first_reply_business": _spread(60, 120),
            "resolved": 5,
            "resolution": _spread(7200, 90_000),
            "resolution_business": _spread(7200),
            "approved": 3,
            "edited": 1,
            "discarded": 0,
            "edit_distance": {"count": 1, "mean": 0.2, "median": 0.2, "p90": 0.2},
        }
        for at, name in enumerate(("Sam", "Lin Osei", HOSTILE))
    ]
    return {**HEAD, "name": "people", "rows": rows}


def drafts() -> dict[str, Any]:
    names = ("proposed", "pending", "approved", "automatic", "edited", "discarded", "superseded", "failed")
    rows = [{name: (at + 1) * (place + 2) % 5 for place, name in enumerate(names)} for at in range(DAYS)]
    nothing = {"edit_distance": {"count": 0, "mean": None, "median": None, "p90": None}}
    dated = [{"date": str(FIRST + timedelta(days=at)), **row, **nothing} for at, row in enumerate(rows)]
    total = {**_sum(rows), "edit_distance": {"count": 9, "mean": 0.21, "median": 0.12, "p90": 0.6}}
    edits = [{"upto": upto, "count": count} for upto, count in ((0.05, 4), (0.1, 2), (0.2, 0), (1.0, 3))]
    return {**HEAD, "name": "drafts", "total": total, "rows": dated, "edits": edits}


def nothing(name: str) -> dict[str, Any]:
    return {**HEAD, "name": name, "rows": [], "total": {}}


SAMPLES = {"volumes": volumes, "replies": replies, "people": people, "drafts": drafts}
