"""What becomes of a record: taken, left alone, or passed over; and how history stands once it is ours."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from cairnloop.desk.rules import Awaiting, Delivery, MessageType, Status, preview


class Fate(StrEnum):
    ADD = "add"
    UPDATE = "update"
    SAME = "same"
    GONE = "gone"
    CHANGED_HERE = "changed_here"


# Why a record is passed over that was taken once.
WHY_NOT = {
    Fate.GONE: "it was deleted here after an earlier import, and does not come back",
    Fate.CHANGED_HERE: "it was changed here since it was imported; what stands here stays",
}


@dataclass(frozen=True, slots=True)
class Link:
    """What is known of a record from an earlier batch."""

    our_id: str
    digest: str
    left_at: datetime | None


def fate(link: Link | None, digest: str, stands_at: datetime | None) -> Fate:
    """`stands_at` is when what it became was changed last; None when that is not there any more."""
    if link is None:
        return Fate.ADD
    if stands_at is None:
        return Fate.GONE
    if link.digest == digest or link.left_at is None:
        return Fate.SAME
    return Fate.UPDATE if stands_at == link.left_at else Fate.CHANGED_HERE


def digest_of(record: str, *became: object) -> str:
    """Of a record as JSON, and of what the things it refers to are here."""
    said = "\x1f".join((record, *map(str, became)))
    return hashlib.sha256(said.encode()).hexdigest()


def past(at: datetime | None, now: datetime) -> datetime:
    """History has happened: a clock that ran ahead over there is not believed. Of what says no time, it is now."""
    return now if at is None else min(at, now)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a conversation stands once it is ours."""

    status: Status
    last_activity_at: datetime
    closed_at: datetime | None
    archived_at: datetime | None


def standing(
    *,
    closed: bool,
    last_activity_at: datetime,
    closed_at: datetime | None,
    archived_at: datetime | None,
    now: datetime,
    archive_after: timedelta | None,
) -> Standing:
    """What was put away over there is resolved here too; what we would have put away by now is put away at once, so
    that no schedule has to work off years of it."""
    active = past(last_activity_at, now)
    if not closed and archived_at is None:
        return Standing(Status.OPEN, active, None, None)
    ended = past(closed_at or archived_at or active, now)
    archived = None if archived_at is None else past(archived_at, now)
    if archived is None and archive_after is not None and ended + archive_after <= now:
        archived = ended + archive_after
    return Standing(Status.CLOSED, active, ended, archived)


@dataclass(frozen=True, slots=True)
class Said:
    """One message, as far as its conversation is concerned."""

    by_customer: bool
    by_user: bool
    private: bool
    body: str
    at: datetime


def kept_as(*, by_customer: bool, private: bool) -> Delivery:
    """How far it has come: as far as it will."""
    if private:
        return Delivery.KEPT
    return Delivery.RECEIVED if by_customer else Delivery.SENT


def type_of(*, author: str, private: bool) -> MessageType:
    if private:
        return MessageType.NOTE
    return MessageType.BOT if author == "bot" else MessageType.REPLY


@dataclass(frozen=True, slots=True)
class Heard:
    """What messages change in their conversation; None where they change nothing."""

    preview: str | None
    awaiting: Awaiting | None
    first_replied_at: datetime | None
    last_replied_at: datetime | None


def heard(said: Sequence[Said], *, open_: bool) -> Heard:
    """Of messages in their order. Notes among colleagues change nothing; nobody waits in what is resolved."""
    public = [one for one in said if not one.private]
    answers = [one.at for one in public if not one.by_customer]
    replies = [one.at for one in public if one.by_user]
    if not public:
        return Heard(None, None, None, None)
    turn = Awaiting.OPERATOR if public[-1].by_customer else Awaiting.CUSTOMER
    return Heard(
        preview(public[-1].body),
        turn if open_ else None,
        min(answers, default=None),
        max(replies, default=None),
    )
