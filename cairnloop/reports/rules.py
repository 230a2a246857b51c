"""What one conversation adds to the figures: pure counting, from what was said in it to sums by day and user."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from enum import StrEnum
from uuid import UUID

from cairnloop.desk.hours.counting import business_time_between
from cairnloop.desk.hours.rules import Hours
from cairnloop.reports.spread import bucket_of

# In the place of a user: everybody together.
WHOLE_DESK = 0


class Figure(StrEnum):
    """What is counted; the names stand in the sums."""

    CONVERSATIONS = "conversations"
    RECEIVED = "received"
    SENT = "sent"
    AUTOMATIC = "automatic"
    NOTES = "notes"
    ASKED = "asked"
    PROPOSED = "proposed"
    DRAFT_PENDING = "draft_pending"
    DRAFT_APPROVED = "draft_approved"
    DRAFT_AUTOMATIC = "draft_automatic"
    DRAFT_EDITED = "draft_edited"
    DRAFT_DISCARDED = "draft_discarded"
    DRAFT_SUPERSEDED = "draft_superseded"
    DRAFT_FAILED = "draft_failed"


class Series(StrEnum):
    """What is measured: of each, the sums hold the total, and how many fell into which bucket."""

    FIRST_REPLY = "first_reply"
    FIRST_REPLY_BUSINESS = "first_reply_business"
    RESOLUTION = "resolution"
    RESOLUTION_BUSINESS = "resolution_business"
    EDIT = "edit"  # how far edited drafts were changed, in percent of their length


class Voice(StrEnum):
    """Who speaks in a message."""

    CUSTOMER = "customer"
    OPERATOR = "operator"
    BOT = "bot"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Said:
    """A message that counts, or several of a customer's within one minute; `at` is then the first of them."""

    at: datetime
    voice: Voice
    user_id: int | None = None
    times: int = 1


@dataclass(frozen=True, slots=True)
class Drafted:
    """A draft and what became of it."""

    at: datetime
    status: str
    decided_by: int | None = None
    decided_at: datetime | None = None
    edit_distance: float | None = None


@dataclass(frozen=True, slots=True)
class Thread:
    """A conversation as it is counted; `closed_at` is None unless it is resolved."""

    inbox_id: UUID
    created_at: datetime
    closed_at: datetime | None = None
    assignee_id: int | None = None
    tags: tuple[UUID, ...] = ()
    said: Sequence[Said] = ()
    drafts: Sequence[Drafted] = ()


@dataclass(frozen=True, slots=True)
class Took:
    """How long something took, in whole seconds: by the clock, and while somebody was to be there."""

    day: str
    seconds: int
    business: int
    user_id: int | None


# By day and user; WHOLE_DESK stands for all of them.
Sums = dict[tuple[str, int], Counter[str]]


@dataclass(frozen=True, slots=True)
class Counted:
    """All that one conversation adds. `asked_on` is the day of the customer's first message."""

    asked_on: str | None = None
    first_reply: Took | None = None
    resolution: Took | None = None
    sums: Sums = field(default_factory=dict)


NOTHING = Counted()
DRAFT_FIGURES = {
    "pending": Figure.DRAFT_PENDING,
    "approved": Figure.DRAFT_APPROVED,
    "edited": Figure.DRAFT_EDITED,
    "discarded": Figure.DRAFT_DISCARDED,
    "superseded": Figure.DRAFT_SUPERSEDED,
    "failed": Figure.DRAFT_FAILED,
}
SPOKEN = {
    Voice.CUSTOMER: Figure.RECEIVED,
    Voice.OPERATOR: Figure.SENT,
    Voice.BOT: Figure.AUTOMATIC,
    Voice.NOTE: Figure.NOTES,
}
# What a person did with a draft is theirs, on the day on which they did it.
DECIDED = (Figure.DRAFT_APPROVED, Figure.DRAFT_EDITED, Figure.DRAFT_DISCARDED)


def count(thread: Thread, zone: tzinfo, hours: Hours | None) -> Counted:
    """A conversation in which nobody wrote anything counts for nothing."""
    if not thread.said:
        return NOTHING
    sums: Sums = {}
    _add(sums, day_of(thread.created_at, zone), Figure.CONVERSATIONS)
    _count_said(sums, thread.said, zone)
    _count_drafts(sums, thread.drafts, zone)
    asked = min((one.at for one in thread.said if one.voice is Voice.CUSTOMER), default=None)
    first_reply = None
    if asked is not None:
        _add(sums, day_of(asked, zone), Figure.ASKED)
        first_reply = _first_reply(thread.said, asked, zone, hours)
    if first_reply is not None:
        _measure(sums, first_reply, Series.FIRST_REPLY, Series.FIRST_REPLY_BUSINESS)
    resolution = None
    if thread.closed_at is not None:
        closed, by = thread.closed_at, thread.assignee_id
        resolution = _took(thread.created_at, closed, day_of(closed, zone), by, hours)
        _measure(sums, resolution, Series.RESOLUTION, Series.RESOLUTION_BUSINESS)
    return Counted(None if asked is None else day_of(asked, zone), first_reply, resolution, sums)


def day_of(at: datetime, zone: tzinfo) -> str:
    return at.astimezone(zone).date().isoformat()


def _add(sums: Sums, day: str, figure: str, user_id: int | None = None, times: int = 1) -> None:
    """To the whole desk, and to somebody's own."""
    for one in (WHOLE_DESK, *(() if user_id is None else (user_id,))):
        sums.setdefault((day, one), Counter())[figure] += times


def _count_said(sums: Sums, said: Iterable[Said], zone: tzinfo) -> None:
    joined: dict[int, datetime] = {}
    for one in said:
        _add(sums, day_of(one.at, zone), SPOKEN[one.voice], one.user_id, one.times)
        if one.voice is Voice.OPERATOR and one.user_id is not None:
            joined[one.user_id] = min(one.at, joined.get(one.user_id, one.at))
    for user_id, at in joined.items():
        sums.setdefault((day_of(at, zone), user_id), Counter())[Figure.CONVERSATIONS] += 1


def _count_drafts(sums: Sums, drafts: Iterable[Drafted], zone: tzinfo) -> None:
    for one in drafts:
        day, figure = day_of(one.at, zone), DRAFT_FIGURES[one.status]
        if figure is Figure.DRAFT_APPROVED and one.decided_by is None:
            figure = Figure.DRAFT_AUTOMATIC
        if figure is not Figure.DRAFT_FAILED:
            _add(sums, day, Figure.PROPOSED)
        _add(sums, day, figure)
        if figure is Figure.DRAFT_EDITED:
            _bucket(sums, day, WHOLE_DESK, Series.EDIT, *_percent(one))
        if one.decided_by is not None and one.decided_at is not None and figure in DECIDED:
            mine = day_of(one.decided_at, zone)
            sums.setdefault((mine, one.decided_by), Counter())[figure] += 1
            if figure is Figure.DRAFT_EDITED:
                _bucket(sums, mine, one.decided_by, Series.EDIT, *_percent(one))


def _percent(draft: Drafted) -> tuple[int, int]:
    """The bucket, a whole percent, and the distance in thousandths for the mean."""
    distance = draft.edit_distance or 0.0
    return round(distance * 100), round(distance * 1000)


def _first_reply(said: Iterable[Said], asked: datetime, zone: tzinfo, hours: Hours | None) -> Took | None:
    answers = (one for one in said if one.voice in (Voice.OPERATOR, Voice.BOT) and one.at >= asked)
    first = min(answers, key=lambda one: one.at, default=None)
    return None if first is None else _took(asked, first.at, day_of(asked, zone), first.user_id, hours)


def _took(start: datetime, end: datetime, day: str, user_id: int | None, hours: Hours | None) -> Took:
    seconds = max(0, round((end - start).total_seconds()))
    if hours is None:
        return Took(day, seconds, seconds, user_id)
    return Took(day, seconds, round(business_time_between(hours, start, end).total_seconds()), user_id)


def _measure(sums: Sums, took: Took, series: Series, business: Series) -> None:
    for one in (WHOLE_DESK, *(() if took.user_id is None else (took.user_id,))):
        _bucket(sums, took.day, one, series, bucket_of(took.seconds), took.seconds)
        _bucket(sums, took.day, one, business, bucket_of(took.business), took.business)


def _bucket(sums: Sums, day: str, user_id: int, series: Series, bucket: int, value: int) -> None:
    figures = sums.setdefault((day, user_id), Counter())
    figures[total_key(series)] += value
    figures[bucket_key(series, bucket)] += 1


def total_key(series: Series) -> str:
    return f"{series}:sum"


def bucket_key(series: Series, bucket: int) -> str:
    return f"{series}:{bucket}"


def buckets_in(figures: Mapping[str, int], series: Series) -> Counter[int]:
    """How many of the series fell into which bucket."""
    start = f"{series}:"
    named = ((key.removeprefix(start), times) for key, times in figures.items() if key.startswith(start))
    return Counter({int(name): times for name, times in named if name != "sum"})
