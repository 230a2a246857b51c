"""Asking for a part of the audit trail in one line: `actor:sam action:draft. since:2d`."""

import difflib
import re
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

from cairnloop.errors import Invalid
from cairnloop.wire import problems

WORD = re.compile(r'(?:[^\s":]+:)?(?:"[^"]*"|[^\s"]+)|\S')
AGO = re.compile(r"(\d{1,5})([mhdw])")
UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
TIMES = "write how long ago (45m, 12h, 2d, 1w), today, yesterday, 2026-03-02 or 2026-03-02T09:30"


@dataclass(frozen=True, slots=True)
class TrailQuery:
    """What is asked of the trail; None does not narrow it. Times are aware."""

    actor: str | None = None
    action: str | None = None
    subject: str | None = None
    conversation: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    def params(self) -> dict[str, str | None]:
        """As the daemon takes it."""
        return {
            "actor": self.actor,
            "action": self.action,
            "subject": self.subject,
            "conversation_id": self.conversation,
            "since": _wire(self.since),
            "until": _wire(self.until),
        }


NAMES = tuple(one.name for one in fields(TrailQuery))
EXAMPLE = "actor:sam action:draft. since:2d"


def parse(text: str, now: datetime) -> TrailQuery:
    """Read a line of filters; values with blanks stand in quotes. Raises Invalid naming what is wrong with which."""
    if text.count('"') % 2:
        raise Invalid('a quote is not closed; write a value with blanks like actor:"Lin Osei"')
    query = TrailQuery()
    for word in WORD.findall(text):
        name, colon, value = word.partition(":")
        if not colon or '"' in name:
            raise Invalid(f"“{word}” says nothing by itself; write what it is, like {EXAMPLE}")
        if name not in NAMES:
            raise Invalid(f"there is no filter “{name}”{_nearest(name)}")
        if getattr(query, name) is not None:
            raise Invalid.field(name, "is there twice; leave one out")
        query = with_filter(query, name, value.strip('"').strip(), now)
    return checked(query)


def with_filter(query: TrailQuery, name: str, value: str, now: datetime) -> TrailQuery:
    """One more filter. Raises Invalid for a value that cannot be."""
    if not value:
        raise Invalid.field(name, f"is empty; write it right after the colon, like {EXAMPLE}")
    match name:
        case "since":
            return replace(query, since=moment(value, now, name))
        case "until":
            return replace(query, until=moment(value, now, name, end=True))
        case "conversation":
            return replace(query, conversation=_id(value))
        case "actor":
            return replace(query, actor=value)
        case "action":
            return replace(query, action=value)
        case _:
            return replace(query, subject=value)


def checked(query: TrailQuery) -> TrailQuery:
    """Raises Invalid when no moment lies between the two times."""
    if query.since is not None and query.until is not None and query.since >= query.until:
        raise Invalid.field("until", "is not after since; nothing lies between them")
    return query


def moment(text: str, now: datetime, name: str, *, end: bool = False) -> datetime:
    """A time as people write it, in the zone of `now`. A day means its beginning, or, as an `end`, its end."""
    day = {"today": now.date(), "yesterday": now.date() - timedelta(days=1)}.get(text)
    try:
        if ago := AGO.fullmatch(text):
            return now - int(ago[1]) * UNITS[ago[2]]
        at = datetime.combine(day, time()) if day else datetime.fromisoformat(text)
        at = at.replace(tzinfo=now.tzinfo) if at.tzinfo is None else at
        is_day = day is not None or len(text) == len("2026-03-02")
        return (at + timedelta(days=1) if end and is_day else at).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Invalid.field(name, f"“{text}” is no time; {TIMES}") from None


def _id(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        raise Invalid.field("conversation", f"“{text}” {problems.ID}") from None


def _nearest(name: str) -> str:
    found = difflib.get_close_matches(name, NAMES, 1)
    return f"; did you mean {found[0]}?" if found else f"; there are {', '.join(NAMES)}"


def _wire(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(UTC).isoformat()
