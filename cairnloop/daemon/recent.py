"""The daemon's last log lines, kept in memory for those who run the house."""

import json
import logging
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

import structlog

from cairnloop.wire.status import LogLineOut

EventDict = structlog.typing.EventDict

KEPT = 1000
# A line is at most so long, and a traceback: what went wrong stands at its end.
LONGEST, LONGEST_TRACE = 2000, 6000
# What stands in places of its own, not among the fields.
NAMED = ("timestamp", "level", "logger", "event", "exception")
# What went wrong may quote what a customer of any account wrote.
WITHHELD = "withheld, since several accounts share this house; the daemon's log file has it"


@dataclass(frozen=True, slots=True)
class Viewer:
    """Whose admin reads. Lines that name another account are not for them; where `others` share the house, neither is
    what a line that names no account quotes of a failure."""

    account_id: str
    others: bool


class Kept(NamedTuple):
    """A line as JSON; `account` is the one it names, if any."""

    number: int
    level: int
    account: str | None
    said: str


@dataclass(frozen=True, slots=True)
class Lines:
    """Some lines, oldest first. `last` is the number to ask on from; `missed` were forgotten before they were read."""

    lines: list[LogLineOut]
    last: int
    missed: int


class Recent(logging.Handler):
    """Keeps the last lines, harmless as everything that is logged. Numbers begin with 1 and are never given twice."""

    def __init__(self, kept: int = KEPT) -> None:
        super().__init__()
        self._lines: deque[Kept] = deque(maxlen=kept)
        self._given = 0

    def render(self, shared: Sequence[structlog.typing.Processor]) -> None:
        """Make the lines of what these processors leave."""
        last = [structlog.stdlib.ProcessorFormatter.remove_processors_meta, _shortened]
        self.setFormatter(
            structlog.stdlib.ProcessorFormatter(
                foreign_pre_chain=shared, processors=[*last, structlog.processors.JSONRenderer()]
            )
        )

    def emit(self, record: logging.LogRecord) -> None:
        try:
            said = self.format(record)
        except (TypeError, ValueError):
            self.handleError(record)
            return
        self._given += 1
        self._lines.append(Kept(self._given, record.levelno, _account_of(record), said))

    def read(self, node: str, viewer: Viewer, *, after: int | None, level: int, limit: int) -> Lines:
        """The lines after that number, or else the last ones, of this level or worse, as far as they are for them."""
        self.acquire()
        try:
            kept, given = tuple(self._lines), self._given
        finally:
            self.release()
        wanted = [
            one
            for one in kept
            if one.level >= level and (after is None or one.number > after) and one.account in (None, viewer.account_id)
        ]
        found = wanted[-limit:] if after is None else list(islice(wanted, limit))
        last = found[-1].number if after is not None and len(found) == limit else given
        oldest = kept[0].number if kept else given + 1
        missed = 0 if after is None else max(0, oldest - after - 1)
        return Lines([_line(node, one, viewer) for one in found], last, missed)


def _account_of(record: logging.LogRecord) -> str | None:
    """Ours come as dictionaries, what libraries log has its fields on the record."""
    named = record.msg.get("account_id") if isinstance(record.msg, dict) else getattr(record, "account_id", None)
    return None if named is None else str(named)


def _shortened(logger: object, method: str, event: EventDict) -> EventDict:
    return {
        key: _cut(value, LONGEST_TRACE if key == "exception" else LONGEST) if isinstance(value, str) else value
        for key, value in event.items()
    }


def _cut(text: str, most: int) -> str:
    if len(text) <= most:
        return text
    half = most // 2
    return f"{text[:half]} … {text[-half:]}"


def _line(node: str, kept: Kept, viewer: Viewer) -> LogLineOut:
    told = json.loads(kept.said)
    trace = told.get("exception")
    return {
        "cursor": f"{node}.{kept.number}",
        "at": str(told.get("timestamp", "")),
        "level": str(told.get("level", "")),
        "logger": str(told.get("logger", "")),
        "event": str(told.get("event", "")),
        "fields": {key: value for key, value in told.items() if key not in NAMED},
        "trace": WITHHELD if trace and kept.account is None and viewer.others else trace,
    }


# Logging is one for the whole process, and so is what is kept of it.
RECENT = Recent()
