"""What a search asks of the index, and which of the conversations it finds come first."""

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from uuid import UUID

from cairnloop.desk.search.words import Clause, author_named, spelt
from cairnloop.wire.search import Day, Moment, Text
from cairnloop.wire.tokens import sought

# A conversation that is so old weighs half as much as one of today.
HALF_DAYS = 90.0
# A message of so many words weighs half as much for its brevity as one of a single word.
HALF_WORDS = 60.0


@dataclass(frozen=True, slots=True)
class Hit:
    """A message that matches, with as many words of its own as `size` says."""

    key: int
    conversation_id: UUID
    at: datetime
    size: int
    about: str


@dataclass(frozen=True, slots=True)
class Ranked:
    """A conversation that was found: its best message, how many match, and how well it fits (more is better)."""

    conversation_id: UUID
    best: Hit
    messages: int
    score: float


def text_clause(text: Text) -> Clause:
    """The words of a search as they stand in the index."""
    found, goes_on = sought(text.words)
    return Clause(tuple(spelt(word) for word in found), text.begins or goes_on, text.excluded)


def name_clause(who: str, *, excluded: bool = False) -> Clause:
    """What customers write of whose name, e-mail or external id these are words."""
    found, goes_on = sought(who)
    return Clause(tuple(author_named(word) for word in found), goes_on, excluded)


def instant(moment: Moment, now: datetime, zone: tzinfo) -> datetime:
    """When that was: days begin where the account is."""
    if isinstance(moment, timedelta):
        return now - moment
    day = now.astimezone(zone).date() - timedelta(days=moment.ago) if isinstance(moment, Day) else moment
    # The first and last days of the calendar exist in no zone but its own.
    local = UTC if day in (date.min, date.max) else zone
    return datetime.combine(day, time.min, local).astimezone(UTC)


def ranked(hits: Iterable[Hit], sought: Collection[str], now: datetime) -> list[Ranked]:
    """A conversation for each that has a hit, the best first: `sought` are the words as they stand in the index.

    Newer ones come before older ones, what is short before what is long, and what is about these words, by subject or
    customer, before what only mentions them.
    """
    by_conversation: dict[UUID, list[Hit]] = {}
    for hit in hits:
        by_conversation.setdefault(hit.conversation_id, []).append(hit)
    found = [_judged(one, sought, now) for one in by_conversation.values()]
    return sorted(found, key=lambda one: (-one.score, -one.best.key))


def _judged(hits: Sequence[Hit], sought: Collection[str], now: datetime) -> Ranked:
    best = max(hits, key=lambda hit: (_weight(hit, now), hit.key))
    named = share_named(best, sought)
    fit = 1 + named + 0.25 * math.log2(len(hits))
    return Ranked(best.conversation_id, best, len(hits), round(fit * _weight(best, now), 6))


def _weight(hit: Hit, now: datetime) -> float:
    days = max(0.0, (now - hit.at).total_seconds() / 86_400)
    brevity = HALF_WORDS / (HALF_WORDS + hit.size)
    return (HALF_DAYS / (HALF_DAYS + days)) * (0.5 + brevity / 2)


def share_named(hit: Hit, sought: Collection[str]) -> float:
    """Which part of the words stands in the subject or names the customer."""
    about = set(hit.about.split())
    return sum(word in about for word in sought) / len(sought) if sought else 0.0
