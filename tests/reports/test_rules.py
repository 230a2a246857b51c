"""What one conversation adds to the figures."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from cairnloop.desk.hours.rules import Day, Hours, Shift
from cairnloop.drafting.rules import DraftStatus
from cairnloop.reports.rules import (
    DRAFT_FIGURES,
    NOTHING,
    WHOLE_DESK,
    Drafted,
    Figure,
    Said,
    Series,
    Thread,
    Voice,
    buckets_in,
    count,
    total_key,
)

INBOX = UUID(int=1)
MONDAY = datetime(2026, 3, 2, 16, 0, tzinfo=UTC)
OFFICE = Hours(ZoneInfo("UTC"), (Shift(Day.WEEKDAYS, 9 * 60, 17 * 60),))
HOUR = timedelta(hours=1)


def thread(*said: Said, **more: object) -> Thread:
    return Thread(INBOX, MONDAY, said=said, **more)  # type: ignore[arg-type]


def customer(at: datetime, times: int = 1) -> Said:
    return Said(at, Voice.CUSTOMER, times=times)


def operator(at: datetime, user_id: int = 7) -> Said:
    return Said(at, Voice.OPERATOR, user_id)


def test_whatever_becomes_of_a_draft_is_counted() -> None:
    assert set(DRAFT_FIGURES) == set(DraftStatus)


def test_where_nobody_wrote_there_is_nothing_to_count() -> None:
    assert count(thread(), UTC, None) == NOTHING


def test_messages_count_on_the_day_of_the_accounts_zone() -> None:
    late = MONDAY + 7.5 * HOUR
    counted = count(thread(customer(MONDAY, 3), operator(late)), ZoneInfo("Europe/Berlin"), None)
    monday, tuesday = counted.sums["2026-03-02", WHOLE_DESK], counted.sums["2026-03-03", WHOLE_DESK]
    assert (monday[Figure.RECEIVED], monday[Figure.CONVERSATIONS], tuesday[Figure.SENT]) == (3, 1, 1)
    assert counted.sums["2026-03-03", 7] == Counter({Figure.SENT: 1, Figure.CONVERSATIONS: 1})


def test_a_first_reply_is_measured_by_the_clock_and_in_business_hours() -> None:
    counted = count(thread(customer(MONDAY), operator(MONDAY + 18 * HOUR)), UTC, OFFICE)
    assert counted.first_reply is not None
    assert (counted.first_reply.seconds, counted.first_reply.business) == (18 * 3600, 2 * 3600)
    assert counted.first_reply.day == counted.asked_on == "2026-03-02"
    assert counted.sums["2026-03-02", 7][total_key(Series.FIRST_REPLY)] == 18 * 3600


def test_what_we_said_before_the_customer_asked_is_no_reply() -> None:
    began = thread(operator(MONDAY), customer(MONDAY + HOUR), Said(MONDAY + 2 * HOUR, Voice.NOTE, 7))
    assert count(began, UTC, None).first_reply is None
    answered = thread(*began.said, Said(MONDAY + 3 * HOUR, Voice.BOT))
    first = count(answered, UTC, None).first_reply
    assert first is not None
    assert (first.seconds, first.user_id) == (2 * 3600, None)


def test_a_resolution_counts_on_the_day_it_came_and_for_whom_the_conversation_was_given_to() -> None:
    resolved = thread(customer(MONDAY), closed_at=MONDAY + 24 * HOUR, assignee_id=9)
    counted = count(resolved, UTC, OFFICE)
    assert counted.resolution is not None
    assert (counted.resolution.day, counted.resolution.business) == ("2026-03-03", 8 * 3600)
    assert buckets_in(counted.sums["2026-03-03", 9], Series.RESOLUTION).total() == 1


def test_drafts_count_when_proposed_and_decisions_for_those_who_made_them() -> None:
    tomorrow = MONDAY + 24 * HOUR
    drafts = (
        Drafted(MONDAY, "approved", 7, tomorrow, 0.0),
        Drafted(MONDAY, "approved"),
        Drafted(MONDAY, "edited", 7, tomorrow, 0.256),
        Drafted(MONDAY, "failed"),
    )
    sums = count(thread(customer(MONDAY), drafts=drafts), UTC, None).sums
    desk, sam = sums["2026-03-02", WHOLE_DESK], sums["2026-03-03", 7]
    assert (desk[Figure.PROPOSED], desk[Figure.DRAFT_APPROVED], desk[Figure.DRAFT_AUTOMATIC]) == (3, 1, 1)
    assert (desk[Figure.DRAFT_FAILED], desk[total_key(Series.EDIT)]) == (1, 256)
    assert (sam[Figure.DRAFT_APPROVED], sam[Figure.DRAFT_EDITED], buckets_in(sam, Series.EDIT)) == (1, 1, {26: 1})
