"""Who is told what by mail, and when: pure decisions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from cairnloop.desk.hours.counting import add_business_time, is_open, opens_next
from cairnloop.desk.hours.rules import Hours

# So long a customer's messages are gathered before anybody is told, and so far apart are two mails about one
# conversation to one person: what happens in between waits for the next.
GATHERED_FOR = timedelta(seconds=30)
APART = timedelta(minutes=10)


class Kind(StrEnum):
    """Why a message is told of."""

    MESSAGE = "message"
    CONVERSATION = "conversation"
    MENTION = "mention"


@dataclass(frozen=True, slots=True)
class Wants:
    """What an operator wants to be told by mail."""

    messages: bool = False
    conversations: bool = False
    mentions: bool = True
    reminders: bool = True
    only_when_away: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """A message that somebody might be told of. `mentions` is whether its note asks for their eye, unseen so far."""

    seq: int
    by_customer: bool
    mentions: bool = False


@dataclass(frozen=True, slots=True)
class Thread:
    """The conversation when a mail is about to go out. `answered_seq` is of the last answer by a person, or 0."""

    waits: bool
    new: bool
    answered_seq: int = 0


def worth_telling(thread: Thread, said: Sequence[Said], wants: Wants, *, here: bool) -> dict[int, Kind]:
    """Which of these messages an operator is told of, and why, by their numbers."""
    if here and wants.only_when_away:
        return {}
    kind = Kind.MESSAGE if wants.messages else Kind.CONVERSATION
    customers = thread.waits and (wants.messages or (wants.conversations and thread.new))
    told = {one.seq: kind for one in said if one.by_customer and customers and one.seq > thread.answered_seq}
    return told | {one.seq: Kind.MENTION for one in said if one.mentions and wants.mentions}


def not_before(told_at: datetime | None, now: datetime) -> datetime:
    """When the next mail about a conversation may go to somebody who was told of it last at `told_at`."""
    return now if told_at is None else max(now, told_at + APART)


@dataclass(frozen=True, slots=True)
class Reminding:
    """How an account reminds: after so many business hours without an answer, and at most so often in a row."""

    enabled: bool
    interval: timedelta
    most: int


@dataclass(frozen=True, slots=True)
class Silence:
    """Since when nothing happened in a conversation that waits for us, and how often it was reminded of."""

    since: datetime
    reminded: int = 0


@dataclass(frozen=True, slots=True)
class Reminder:
    """`due` is now when `at` has come; without `at` there is nothing to remind of. `why` is for the trail."""

    at: datetime | None
    why: str


def next_reminder(silence: Silence, reminding: Reminding, hours: Hours | None, now: datetime) -> Reminder:
    """When somebody is to be reminded. One reminder for each interval of business time, only while somebody is there.

    `hours` None means that somebody always is.
    """
    if not reminding.enabled:
        return Reminder(None, "this account does not remind")
    if silence.reminded >= reminding.most:
        return Reminder(None, f"reminded {silence.reminded} times")
    waited = reminding.interval * (silence.reminded + 1)
    due = silence.since + waited if hours is None else add_business_time(hours, silence.since, waited)
    why = f"no answer for {waited // timedelta(hours=1)} business hours"
    if due is not None and now >= due and hours is not None and not is_open(hours, now):
        due = opens_next(hours, now)
    return Reminder(due, why) if due is not None else Reminder(None, "nobody comes to this desk any more")
