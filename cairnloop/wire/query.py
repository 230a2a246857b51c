"""The words a search for conversations is made of: `status:open older:2d` becomes one value, or a clear error."""

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from cairnloop.errors import Invalid

MOST_CHARACTERS = 500
UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
AGE = re.compile(r"([1-9][0-9]{0,3})([mhdw])", re.ASCII)
SOURCE = re.compile(r"[a-z][a-z0-9_-]{0,30}", re.ASCII)
USER_ID = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)


class Standing(StrEnum):
    """Where a conversation is in its life."""

    OPEN = "open"
    RESOLVED = "resolved"
    ARCHIVED = "archived"


@dataclass(frozen=True, slots=True)
class Query:
    """What must be so of a conversation; None asks nothing. `assignee` is me, none, a user's number or an e-mail."""

    status: Standing | None = None
    assignee: str | None = None
    source: str | None = None
    awaiting: str | None = None
    customer: str | None = None
    older: timedelta | None = None
    draft: bool | None = None


def parse(text: str) -> Query:
    """The query as a value. Raises Invalid naming the word that is wrong, and what would be right."""
    return query(words(text))


def words(text: str) -> dict[str, str]:
    """The query as its words and their values, not yet looked at. Raises Invalid."""
    if len(text) > MOST_CHARACTERS:
        raise Invalid.field("query", f"is longer than {MOST_CHARACTERS} characters")
    found: dict[str, str] = {}
    for word in text.split():
        name, colon, value = word.partition(":")
        name = name.casefold()
        if not colon or not value:
            raise _wrong(f"“{word}” is no word with a value; write it as in status:open. {KNOWN}")
        if name not in WORDS:
            raise _wrong(f"there is no word “{name}”{_nearest(name)} {KNOWN}")
        if name in found:
            raise _wrong(f"“{name}” is said twice; say it once")
        found[name] = value
    return found


def query(given: Mapping[str, str]) -> Query:
    """The query that these words make. Raises Invalid for a value that its word does not know."""
    read: dict[str, Any] = {}
    for name, value in given.items():
        reader, remedy = WORDS[name]
        found = reader(value)
        if found is None:
            raise _wrong(f"{name}:{value} is not understood; use {remedy}")
        read[name] = found
    return Query(**read)


def age(text: str) -> timedelta | None:
    """`30m`, `12h`, `2d` or `3w` as a length of time; None for anything else."""
    found = AGE.fullmatch(text.casefold())
    return timedelta(**{UNITS[found[2]]: int(found[1])}) if found else None


def _wrong(said: str) -> Invalid:
    return Invalid.field("query", said)


def _nearest(wrong: str) -> str:
    found = difflib.get_close_matches(wrong, WORDS, 1)
    return f"; did you mean “{found[0]}”?" if found else "."


def _one_of(**known: Any) -> Callable[[str], Any]:
    return lambda value: known.get(value.casefold())


def _assignee(value: str) -> str | None:
    who = value.casefold()
    is_somebody = who in ("me", "none") or USER_ID.fullmatch(who) is not None
    return who if is_somebody or ("@" in who and len(who) <= 255) else None


def _source(value: str) -> str | None:
    return value.casefold() if SOURCE.fullmatch(value.casefold()) else None


def _customer(value: str) -> str | None:
    try:
        return str(UUID(value))
    except ValueError:
        return None


_standing = _one_of(
    open=Standing.OPEN, resolved=Standing.RESOLVED, closed=Standing.RESOLVED, archived=Standing.ARCHIVED
)

# Each word: how its value is read, and what to use instead of a value that cannot be.
WORDS: dict[str, tuple[Callable[[str], Any], str]] = {
    "status": (_standing, "open, resolved or archived"),
    "assignee": (_assignee, "me, none, an e-mail or the number of a user"),
    "source": (_source, "the name of a channel, such as chat or email"),
    "awaiting": (_one_of(operator="operator", customer="customer"), "operator or customer"),
    "customer": (_customer, "the id of a customer"),
    "older": (age, "a length of time such as 30m, 12h, 2d or 3w"),
    "draft": (_one_of(yes=True, no=False), "yes or no"),
}
KNOWN = f"The words are {', '.join(WORDS)}."
