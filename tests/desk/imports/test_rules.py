"""What becomes of a record, and how imported history stands."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cairnloop.desk.imports.rules import Fate, Link, Said, Standing, digest_of, fate, heard, kept_as, standing, type_of
from cairnloop.desk.rules import Awaiting, Delivery, MessageType, Status

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
TIMES = st.integers(-(10**6), 10**5).map(lambda minutes: NOW + timedelta(minutes=minutes))
LINK = Link("ours", "as it was", NOW - HOUR)


@pytest.mark.parametrize(
    ("link", "digest", "stands_at", "becomes"),
    [
        (None, "as it was", None, Fate.ADD),
        (LINK, "as it was", NOW - HOUR, Fate.SAME),
        (LINK, "as it was", NOW, Fate.SAME),  # changed here, and not over there
        (LINK, "otherwise", NOW - HOUR, Fate.UPDATE),
        (LINK, "otherwise", NOW, Fate.CHANGED_HERE),
        (LINK, "as it was", None, Fate.GONE),
        (LINK, "otherwise", None, Fate.GONE),
        (Link("ours", "", None), "otherwise", NOW, Fate.SAME),  # it was ours before
    ],
)
def test_a_record_is_taken_once_and_never_over_what_was_changed_here(
    link: Link | None, digest: str, stands_at: datetime | None, becomes: Fate
) -> None:
    assert fate(link, digest, stands_at) is becomes


def test_a_digest_tells_also_what_a_record_refers_to() -> None:
    assert digest_of("{}", 1, None) == digest_of("{}", 1, None)
    assert len({digest_of("{}", 1, None), digest_of("{}", 1, 2), digest_of("{}", 11), digest_of("{}")}) == 4


@given(
    closed=st.booleans(),
    last_activity_at=TIMES,
    closed_at=st.none() | TIMES,
    archived_at=st.none() | TIMES,
    archive_after=st.none() | st.integers(1, 30).map(lambda days: timedelta(days=days)),
)
def test_a_conversation_stands_as_the_desk_could_have_left_it(
    closed: bool,
    last_activity_at: datetime,
    closed_at: datetime | None,
    archived_at: datetime | None,
    archive_after: timedelta | None,
) -> None:
    stands = standing(
        closed=closed,
        last_activity_at=last_activity_at,
        closed_at=closed_at,
        archived_at=archived_at,
        now=NOW,
        archive_after=archive_after,
    )
    assert stands.last_activity_at <= NOW
    if stands.status is Status.OPEN:
        assert (stands.closed_at, stands.archived_at) == (None, None)
        return
    assert stands.closed_at is not None
    assert stands.closed_at <= NOW
    # No schedule has anything to put away.
    if archive_after is not None and stands.archived_at is None:
        assert stands.closed_at > NOW - archive_after
    assert stands.archived_at is None or stands.archived_at <= NOW


def test_what_was_put_away_while_open_is_resolved() -> None:
    put_away = NOW - 2 * HOUR
    stands = standing(
        closed=False,
        last_activity_at=NOW - 3 * HOUR,
        closed_at=None,
        archived_at=put_away,
        now=NOW,
        archive_after=None,
    )
    assert stands == Standing(Status.CLOSED, NOW - 3 * HOUR, put_away, put_away)


@pytest.mark.parametrize(
    ("author", "private", "type_", "delivery"),
    [
        ("customer", False, MessageType.REPLY, Delivery.RECEIVED),
        ("user", False, MessageType.REPLY, Delivery.SENT),
        ("bot", False, MessageType.BOT, Delivery.SENT),
        ("user", True, MessageType.NOTE, Delivery.KEPT),
        ("customer", True, MessageType.NOTE, Delivery.KEPT),
    ],
)
def test_a_message_has_come_as_far_as_it_will(
    author: str, private: bool, type_: MessageType, delivery: Delivery
) -> None:
    assert type_of(author=author, private=private) is type_
    assert kept_as(by_customer=author == "customer", private=private) is delivery


def said(who: str, minutes: int, *, private: bool = False, body: str = "words") -> Said:
    return Said(who == "customer", who == "user", private, body, NOW - HOUR + timedelta(minutes=minutes))


def test_whose_turn_it_is_shows_the_last_word_said_in_the_open() -> None:
    asked = [said("customer", 1, body="Where\nis it?"), said("user", 2, private=True)]
    first = heard(asked, open_=True)
    assert (first.preview, first.awaiting, first.first_replied_at) == ("Where is it?", Awaiting.OPERATOR, None)
    answered = heard([*asked, said("bot", 3), said("user", 4, body="There.")], open_=True)
    assert (answered.preview, answered.awaiting) == ("There.", Awaiting.CUSTOMER)
    assert (answered.first_replied_at, answered.last_replied_at) == (said("", 3).at, said("", 4).at)
    assert heard(asked, open_=False).awaiting is None
    assert heard([said("user", 1, private=True)], open_=True).preview is None
