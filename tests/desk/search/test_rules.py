"""What comes first: the recent, the short, and what is about the words."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cairnloop.desk.search.rules import Hit, instant, name_clause, ranked, text_clause
from cairnloop.desk.search.words import Clause, asked_of_postgres, asked_of_sqlite, loose, of_text
from cairnloop.wire.search import Day, Moment, Text

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


def hit(key: int, *, days: float = 0, size: int = 10, about: str = "1a", conversation: UUID | None = None) -> Hit:
    return Hit(key, conversation or uuid4(), NOW - timedelta(days=days), size, about)


def test_the_recent_comes_before_the_old_and_the_short_before_the_long() -> None:
    old, long, short = hit(1, days=200), hit(2, size=500), hit(3)
    assert [one.best.key for one in ranked([long, old, short], ["1_refund"], NOW)] == [3, 2, 1]


def test_a_subject_about_the_words_counts_more_than_a_mention() -> None:
    mention, about = hit(2), hit(1, days=10, about="1a 1x 1_refund")
    first, second = ranked([mention, about], ["1_refund"], NOW)
    assert (first.best.key, second.best.key) == (1, 2)


def test_a_conversation_stands_there_once_with_its_best_message() -> None:
    thread = uuid4()
    [one] = ranked([hit(1, size=900, conversation=thread), hit(2, conversation=thread)], [], NOW)
    assert (one.best.key, one.messages) == (2, 2)


@pytest.mark.parametrize(
    ("moment", "found"),
    [
        (timedelta(days=2), datetime(2026, 3, 8, 12, tzinfo=UTC)),
        (date(2026, 1, 31), datetime(2026, 1, 30, 23, tzinfo=UTC)),
        (Day(0), datetime(2026, 3, 9, 23, tzinfo=UTC)),
        (Day(1), datetime(2026, 3, 8, 23, tzinfo=UTC)),
        (date.min, datetime(1, 1, 1, tzinfo=UTC)),
        (date.max, datetime(9999, 12, 31, tzinfo=UTC)),
    ],
)
def test_days_begin_where_the_account_is(moment: Moment, found: datetime) -> None:
    assert instant(moment, NOW, ZoneInfo("Europe/Berlin")) == found


def test_words_are_asked_for_as_they_stand_in_the_index() -> None:
    clauses = [text_clause(Text("Not working")), text_clause(Text("refu", begins=True)), name_clause("Ada")]
    left_out = text_clause(Text("spam mail", excluded=True))
    assert asked_of_sqlite(7, [*clauses, left_out]) == (
        '("7_not 7_working" AND "7_refu" * AND "7f_ada") NOT "7_spam 7_mail"'
    )
    assert asked_of_postgres([*clauses, left_out]) == (
        "('§_not' <-> '§_working') & ('§_refu':*) & ('§f_ada') & !('§_spam' <-> '§_mail')"
    )
    assert asked_of_sqlite(7, [left_out]) == '("7a") NOT "7_spam 7_mail"'


def test_an_index_that_knows_no_order_is_asked_for_less() -> None:
    phrase, left_out = Clause(("_a", "_b"), begins=True), Clause(("_c", "_d"), excluded=True)
    assert loose([phrase, left_out]) == [Clause(("_a",)), Clause(("_b",), begins=True)]


@given(st.text())
def test_nothing_but_plain_letters_and_digits_reaches_the_index(text: str) -> None:
    assert all(word.isascii() and word.replace("_", "").isalnum() for word in of_text(text))
