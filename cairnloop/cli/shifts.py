"""Business hours as commands take them, with what would be right where something cannot be read."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, TypeVar

from cairnloop.cli.exits import Usage
from cairnloop.wire import shifts as written_hours

T = TypeVar("T")
HELP = "write it like 'mon-fri 09:00-12:00,13:00-17:00' or 'saturday 22:00-02:00'"


def shifts(written: Sequence[str]) -> list[dict[str, Any]]:
    """Each text is days and times. Raises Usage for what cannot be read."""
    return [one for text in written for one in _read(written_hours.shifts, text)]


def spans(text: str) -> list[dict[str, int]]:
    """Times of one day, separated by commas. Raises Usage for what cannot be read."""
    return _read(written_hours.spans, text)


def day(text: str) -> str:
    """A date as the wire has it. Raises Usage for what is none."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise Usage(f"{text[:40]!r} is no date; write it like 2026-12-24") from None


def _read(read: Callable[[str], T], text: str) -> T:
    try:
        return read(text)
    except ValueError as error:
        raise Usage(f"{error}; {HELP}") from None
