"""The words a search for conversations is made of: `status:open older:2d` becomes one value, or a clear error."""

import difflib
import re
from collections.abc import Callable, Collection, Mapping
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
QUOTES = re.compile("[“”„«»]")
PIECE = re.compile(r'(?P<minus>-(?=\S))?(?P<name>[^\W\d_]+:)?(?P<value>"[^"]*"?\S*|\S+|(?<=:))')


class Standing(StrEnum):
    """Where a conversation is in its life."""

    OPEN = "open"
    SNOOZED = "snoozed"
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
    tag: str | None = None
    draft: bool | None = None
    priority: bool | None = None
    read: bool | None = None
    inbox: str | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """One part of a query as it was `said`: `name:value` or a value alone, perhaps `quoted`, perhaps with a minus."""

    said: str
    name: str | None
    value: str
    quoted: bool = False
    excluded: bool = False


def parse(text: str) -> Query:
    """The query as a value. Raises Invalid naming the word that is wrong, and what would be right."""
    return query(words(text))


def words(text: str) -> dict[str, str]:
    """The query as its words and their values, not yet looked at. Raises Invalid."""
    found: dict[str, str] = {}
    for piece in pieces(text):
        if piece.name is None or not piece.value:
            raise wrong(f"“{piece.said}” is no word with a value; write it as in status:open. {KNOWN}")
        if piece.excluded:
            raise wrong(f"“{piece.said}”: nothing can be left out with a minus here; say what must be so. {KNOWN}")
        if piece.name not in WORDS:
            raise unknown(piece.name, WORDS)
        if piece.name in found:
            raise wrong(f"“{piece.name}” is said twice; say it once")
        found[piece.name] = piece.value
    return found


def pieces(text: str) -> list[Piece]:
    """The query in the parts that spaces keep apart; what stands in quotes is one. Raises Invalid."""
    if len(text) > MOST_CHARACTERS:
        raise Invalid.field("query", f"is longer than {MOST_CHARACTERS} characters")
    return [_piece(found) for found in PIECE.finditer(QUOTES.sub('"', text))]


def _piece(found: re.Match[str]) -> Piece:
    name, value = found["name"], found["value"]
    quoted = value.startswith('"')
    if '"' in value[1:-1] or (quoted and (len(value) < 2 or value[-1] != '"')) or (not quoted and '"' in value):
        raise wrong(f'in “{found[0]}” a quotation mark has no other; write two, as in "not working"')
    said = value[1:-1].strip() if quoted else value
    return Piece(found[0], None if name is None else name[:-1].casefold(), said, quoted, found["minus"] is not None)


def query(given: Mapping[str, str]) -> Query:
    """The query that these words make. Raises Invalid for a value that its word does not know."""
    read: dict[str, Any] = {}
    for name, value in given.items():
        reader, remedy = WORDS[name]
        found = reader(value)
        if found is None:
            raise wrong(f"{name}:{value} is not understood; use {remedy}")
        read[name] = found
    return Query(**read)


def age(text: str) -> timedelta | None:
    """`30m`, `12h`, `2d` or `3w` as a length of time; None for anything else."""
    found = AGE.fullmatch(text.casefold())
    return timedelta(**{UNITS[found[2]]: int(found[1])}) if found else None


def wrong(said: str) -> Invalid:
    return Invalid.field("query", said)


def unknown(name: str, known: Collection[str]) -> Invalid:
    """The error for a word that there is not."""
    near = difflib.get_close_matches(name, known, 1)
    meant = f"; did you mean “{near[0]}”?" if near else "."
    return wrong(f"there is no word “{name}”{meant} The words are {', '.join(known)}.")


def _one_of(**known: Any) -> Callable[[str], Any]:
    return lambda value: known.get(value.casefold())


def _assignee(value: str) -> str | None:
    who = value.casefold()
    is_somebody = who in ("me", "none") or USER_ID.fullmatch(who) is not None
    return who if is_somebody or ("@" in who and len(who) <= 255) else None


def _source(value: str) -> str | None:
    return value.casefold() if SOURCE.fullmatch(value.casefold()) else None


def _tag(value: str) -> str | None:
    return value if len(value) <= 100 else None


def _id(value: str) -> str | None:
    try:
        return str(UUID(value))
    except ValueError:
        return None


_standing = _one_of(
    open=Standing.OPEN,
    snoozed=Standing.SNOOZED,
    resolved=Standing.RESOLVED,
    closed=Standing.RESOLVED,
    archived=Standing.ARCHIVED,
)

# Each word: how its value is read, and what to use instead of a value that cannot be.
WORDS: dict[str, tuple[Callable[[str], Any], str]] = {
    "status": (_standing, "open, snoozed, resolved or archived"),
    "assignee": (_assignee, "me, none, an e-mail or the number of a user"),
    "source": (_source, "the name of a channel, such as chat or email"),
    "awaiting": (_one_of(operator="operator", customer="customer"), "operator or customer"),
    "customer": (_id, "the id of a customer"),
    "older": (age, "a length of time such as 30m, 12h, 2d or 3w"),
    "draft": (_one_of(yes=True, no=False), "yes or no"),
    "priority": (_one_of(yes=True, no=False), "yes or no"),
    "read": (_one_of(yes=True, no=False), "yes or no"),
    "inbox": (_id, "the id of an inbox"),
    "tag": (_tag, "the name of a tag; in quotes, or with - for its gaps"),
}
KNOWN = f"The words are {', '.join(WORDS)}."
