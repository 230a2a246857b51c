"""The daemon's last log lines, kept in memory for those who run the house."""

import json
import logging
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

import structlog

from cairnloop.wire.status import LogLineOut

EventDict = structlog.typing.EventDict

KEPT = 1000
# A line is at most so long, and a traceback: what went wrong stands at its end.
LONGEST, LONGEST_TRACE = 2000, 6000
# What stands in places of its own, not among the fields.
NAMED = ("timestamp", "level", "logger", "event", "exception")


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
        self._lines: deque[tuple[int, int, str]] = deque(maxlen=kept)
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
        self._lines.append((self._given, record.levelno, said))

    def read(self, node: str, *, after: int | None, level: int, limit: int) -> Lines:
        """The lines after that number, or else the last ones, of this level or worse."""
        self.acquire()
        try:
            kept, given = tuple(self._lines), self._given
        finally:
            self.release()
        wanted = [one for one in kept if one[1] >= level and (after is None or one[0] > after)]
        found = wanted[-limit:] if after is None else list(islice(wanted, limit))
        last = found[-1][0] if after is not None and len(found) == limit else given
        oldest = kept[0][0] if kept else given + 1
        missed = 0 if after is None else max(0, oldest - after - 1)
        return Lines([_line(node, number, said) for number, _, said in found], last, missed)


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


def _line(node: str, number: int, said: str) -> LogLineOut:
    told = json.loads(said)
    return {
        "cursor": f"{node}.{number}",
        "at": str(told.get("timestamp", "")),
        "level": str(told.get("level", "")),
        "logger": str(told.get("logger", "")),
        "event": str(told.get("event", "")),
        "fields": {key: value for key, value in told.items() if key not in NAMED},
        "trace": told.get("exception"),
    }


# Logging is one for the whole process, and so is what is kept of it.
RECENT = Recent()
