"""Log lines as people read them, and which of them are wanted."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from cairnloop.wire.terminal import harmless, harmless_block

if TYPE_CHECKING:
    from cairnloop.wire.status import LogLineOut

LEVELS = ("debug", "info", "warning", "error")
MARKS = {"debug": "∙", "info": "·", "warning": "▲", "error": "✕"}
COLOURS = {"warning": "yellow", "error": "red"}

COLOUR = re.compile(r"\x1b\[[0-9;]*m")
HEAD = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\S*)\s+\[(\w+)\s*\]\s*(.*)")
# An event, filled up with blanks; the logger in brackets; what stands beside it.
REST = re.compile(r"(.*?)\s*\[([\w.]+)\](?:\s+(.*))?")
FIELD = re.compile(r"""(\w+)=('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|\S+)\s*""")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Lines of this level or worse, not before `since`, with `text` anywhere in them."""

    level: str = "debug"
    since: datetime | None = None
    text: str = ""

    def fits(self, line: "LogLineOut") -> bool:
        if rank(line["level"]) < rank(self.level):
            return False
        at = _instant(line["at"])
        if self.since is not None and at is not None and at < self.since:
            return False
        return not self.text or self.text.casefold() in "\n".join(shown(line)).casefold()


def rank(level: str) -> int:
    """Levels we do not know are as bad as an error: better shown than missed."""
    return LEVELS.index(level) if level in LEVELS else len(LEVELS)


def shown(line: "LogLineOut") -> list[str]:
    """The line, and below it the traceback, if there is one; all of it harmless."""
    level = line["level"] or "info"
    fields = " ".join(f"{name}={_value(value)}" for name, value in line["fields"].items())
    about = f"  [{line['logger']}]" if line["logger"] else ""
    head = f"{line['at'][:19]}Z  {MARKS.get(level, '✕')} {level:<7}  {line['event']}  {fields}".rstrip() + about
    trace = harmless_block(line["trace"] or "").splitlines()
    return [harmless(head), *(f"    {one}" for one in trace)]


def _value(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if text and " " not in text else json.dumps(text, ensure_ascii=False)


def _instant(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo is not None else None


class Assembler:
    """Puts lines of a file together again: a record, and the traceback that follows it, in either format."""

    def __init__(self) -> None:
        self._open: LogLineOut | None = None

    def feed(self, text: str) -> Iterator["LogLineOut"]:
        """One line; what comes out was finished by it."""
        begun = _from_json(text) if text.startswith("{") else _from_console(COLOUR.sub("", text))
        if begun is not None:
            yield from self.rest()
            self._open = begun
        elif self._open is not None:
            trace = self._open["trace"]
            self._open["trace"] = text if trace is None else f"{trace}\n{text}"
        elif text.strip():
            yield _line(event=text)

    def rest(self) -> Iterator["LogLineOut"]:
        """What was begun and is not known to be finished."""
        if self._open is not None:
            finished, self._open = self._open, None
            yield finished


def _line(**known: Any) -> "LogLineOut":
    line: LogLineOut = {"cursor": "", "at": "", "level": "info", "logger": "", "event": "", "fields": {}, "trace": None}
    return {**line, **known}  # type: ignore[typeddict-item]


def _from_json(text: str) -> "LogLineOut | None":
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return None
    named = {"at": "timestamp", "level": "level", "logger": "logger", "event": "event"}
    fields = {name: value for name, value in told.items() if name not in (*named.values(), "exception")}
    trace = told.get("exception")
    known = {ours: str(told.get(theirs, "")) for ours, theirs in named.items()}
    return _line(**known, fields=fields, trace=None if trace is None else str(trace))


def _from_console(text: str) -> "LogLineOut | None":
    head = HEAD.fullmatch(text)
    if head is None:
        return None
    at, level, rest = head.groups()
    parts = REST.fullmatch(rest)
    if parts is None:
        return _line(at=at, level=level, event=rest.rstrip())
    event, logger, beside = parts[1], parts[2], parts[3] or ""
    return _line(at=at, level=level, event=event, logger=logger, fields=_fields(beside))


def _fields(text: str) -> dict[str, Any]:
    """What stands beside an event; all of it together where it cannot be told apart."""
    found = list(FIELD.finditer(text))
    if "".join(one.group() for one in found) != text:
        return {"beside": text}
    return {one[1]: one[2][1:-1] if one[2][0] in "'\"" else one[2] for one in found}
