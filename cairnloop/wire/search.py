"""What a search for conversations is made of: words to find, and what must be so; one value, or a clear error."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from cairnloop.wire import query
from cairnloop.wire.query import Piece, Query, Standing, age, pieces, unknown, wrong
from cairnloop.wire.tokens import composed, tokens

MOST_TEXTS = 20
# A shorter beginning would be that of half of all words.
SHORTEST_BEGINNING = 3
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
DAYS_AGO = re.compile(r"([1-9][0-9]{0,3})d", re.ASCII)


class Held(StrEnum):
    """What a message may have or be."""

    NOTE = "note"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Text:
    """Words that stand next to each other. `begins`: the last one may go on."""

    words: str
    begins: bool = False
    excluded: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """By whom a message is: me, the number of a user, an e-mail, the id of a customer, or words of their name."""

    who: str
    excluded: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    """The beginning of a day of the calendar, so many before today."""

    ago: int


# The beginning of a day, or an instant so long ago.
Moment = date | Day | timedelta


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is searched. `query` is what the list of conversations may be asked, too."""

    texts: tuple[Text, ...] = ()
    authors: tuple[Person, ...] = ()
    query: Query = field(default_factory=Query)
    inbox: str | None = None
    having: tuple[Held, ...] = ()
    assigned: bool = False
    tags: tuple[str, ...] = ()
    untagged: tuple[str, ...] = ()
    since: Moment | None = None
    until: Moment | None = None


def parse(text: str) -> Wanted:
    """The search as a value. Raises Invalid naming the word that is wrong, and what would be right."""
    read = _Reading()
    for piece in pieces(text):
        if piece.name is None:
            read.texts.append(_text(piece))
        else:
            read.word(piece)
    if len(read.texts) > MOST_TEXTS:
        raise wrong(f"looks for {len(read.texts)} words; {MOST_TEXTS} are the most")
    return read.wanted()


class _Reading:
    """What the words have said so far."""

    def __init__(self) -> None:
        self.texts: list[Text] = []
        self.single: dict[str, Any] = {}
        self.many: dict[str, list[Any]] = {"authors": [], "having": [], "tags": [], "untagged": []}
        self.asked: dict[str, str] = {}

    def word(self, piece: Piece) -> None:
        name = SAME.get(piece.name or "", piece.name or "")
        if name not in KNOWN:
            raise unknown(name, KNOWN)
        if not piece.value:
            raise wrong(f"“{piece.said}” has no value; use {_remedy(name)}")
        if piece.excluded and name not in EXCLUDABLE:
            raise wrong(f"“{piece.said}”: of the words only {', '.join(EXCLUDABLE)} can be left out with a minus")
        if (same := SHORT.get(f"{name}:{piece.value.casefold()}")) is not None:
            self._asked(*same)
        elif name in OWN:
            self._own(name, piece)
        else:
            self._asked(name, piece.value)

    def _own(self, name: str, piece: Piece) -> None:
        reader, remedy = OWN[name]
        value = reader(piece.value)
        if value is None:
            raise wrong(f"{piece.said} is not understood; use {remedy}")
        match name:
            case "from":
                self.many["authors"].append(Person(value, piece.excluded))
            case "tag":
                self.many["untagged" if piece.excluded else "tags"].append(value)
            case "has":
                self.many["having"].append(value)
            case "is":
                self.single["assigned"] = True
            case "on":
                self._once("after", value)
                if (end := _next(value)) is not None:
                    self._once("before", end)
            case _:
                self._once(name, value)

    def _once(self, name: str, value: Any) -> None:
        if name in self.single:
            raise wrong(f"“{name}” is said twice; say it once")
        self.single[name] = value

    def _asked(self, name: str, value: str) -> None:
        if name in self.asked:
            raise wrong(f"“{name}” is said twice; say it once")
        self.asked[name] = value

    def wanted(self) -> Wanted:
        found = Wanted(
            texts=tuple(self.texts),
            query=query.query(self.asked),
            inbox=self.single.get("inbox"),
            assigned=self.single.get("assigned", False),
            since=self.single.get("after"),
            until=self.single.get("before"),
            **{name: tuple(dict.fromkeys(values)) for name, values in self.many.items()},
        )
        if found == Wanted():
            raise wrong(f"say what to look for: words, “several words”, or {', '.join(f'{name}:' for name in KNOWN)}")
        return found


def _text(piece: Piece) -> Text:
    begins = piece.value.endswith("*")
    words = [token.word for token in tokens(composed(piece.value))]
    if not words:
        raise wrong(f"“{piece.said}” has no letter or digit to look for")
    if begins and words[-1].isascii() and len(words[-1]) < SHORTEST_BEGINNING:
        raise wrong(f"“{piece.said}” begins too many words; write at least {SHORTEST_BEGINNING} letters before the *")
    return Text(piece.value.rstrip("*"), begins, piece.excluded)


def _person(value: str) -> str | None:
    return value.casefold() if len(value) <= 255 and next(tokens(value), None) is not None else None


def _name(value: str) -> str | None:
    return value if len(value) <= 255 else None


def _moment(value: str) -> Moment | None:
    return _day(value) if DAYS_AGO.fullmatch(value.casefold()) is None else age(value)


def _day(value: str) -> date | Day | None:
    said = value.casefold()
    if said in NAMED_DAYS:
        return NAMED_DAYS[said]
    if ago := DAYS_AGO.fullmatch(said):
        return Day(int(ago[1]))
    try:
        return date.fromisoformat(value) if DAY.fullmatch(value) else None
    except ValueError:
        return None


def _next(day: date | Day) -> date | Day | None:
    if isinstance(day, Day):
        return Day(day.ago - 1)
    return None if day == date.max else day + timedelta(days=1)


def _held(value: str) -> Held | None:
    return next((one for one in Held if one.value == value.casefold()), None)


def _assigned(value: str) -> bool | None:
    return True if value.casefold() == "assigned" else None


def _remedy(name: str) -> str:
    return OWN[name][1] if name in OWN else query.WORDS[name][1]


NAMED_DAYS = {"today": Day(0), "yesterday": Day(1)}
SAME = {"to": "assignee"}
# What says the same as words that the query of a list knows.
SHORT = {
    **{f"is:{one.value}": ("status", one.value) for one in Standing},
    "is:read": ("read", "yes"),
    "is:unread": ("read", "no"),
    "is:priority": ("priority", "yes"),
    "is:unassigned": ("assignee", "none"),
    "has:draft": ("draft", "yes"),
}
# As in the query of a list: how each word's value is read, and what to use instead of a value that cannot be.
OWN: dict[str, tuple[Callable[[str], Any], str]] = {
    "from": (_person, "me, the number of a user, an e-mail, a customer's id, or words of a customer's name"),
    "inbox": (_name, "the name, the slug or the id of an inbox"),
    "tag": (_name, "the name of a tag"),
    "has": (_held, "note, file or draft"),
    "is": (_assigned, "open, snoozed, resolved, archived, read, unread, priority, assigned or unassigned"),
    "after": (_moment, "a day such as 2026-01-31, today, yesterday, or so many days ago such as 7d"),
    "before": (_moment, "a day such as 2026-01-31, today, yesterday, or so many days ago such as 7d"),
    "on": (_day, "a day such as 2026-01-31, today, yesterday, or so many days ago such as 7d"),
}
EXCLUDABLE = ("from", "tag")
KNOWN = (*OWN, *SAME, *(name for name in query.WORDS if name not in OWN))
