"""The words of a query: each is understood, or named with what would be right."""

from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cairnloop.errors import Invalid
from cairnloop.wire.query import KNOWN, WORDS, Query, Standing, age, parse

CUSTOMER = "7f9c24e8-3b12-4fef-91e0-56a2d5a0f1c3"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", Query()),
        ("  status:open ", Query(status=Standing.OPEN)),
        ("status:closed", Query(status=Standing.RESOLVED)),
        ("STATUS:Archived", Query(status=Standing.ARCHIVED)),
        ("assignee:me", Query(assignee="me")),
        ("assignee:None", Query(assignee="none")),
        ("assignee:Lin@Acme.example", Query(assignee="lin@acme.example")),
        ("assignee:7", Query(assignee="7")),
        ("source:email awaiting:operator", Query(source="email", awaiting="operator")),
        (f"customer:{CUSTOMER}", Query(customer=CUSTOMER)),
        ("older:2d draft:yes", Query(older=timedelta(days=2), draft=True)),
        ("draft:no", Query(draft=False)),
    ],
)
def test_words_become_one_value(text: str, found: Query) -> None:
    assert parse(text) == found


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sorce:email", f"there is no word “sorce”; did you mean “source”? {KNOWN}"),
        ("colour:red", f"there is no word “colour”. {KNOWN}"),
        ("refund", f"“refund” is no word with a value; write it as in status:open. {KNOWN}"),
        ("status:", f"“status:” is no word with a value; write it as in status:open. {KNOWN}"),
        ("status:opn", "status:opn is not understood; use open, snoozed, resolved or archived"),
        ("assignee:lin", "assignee:lin is not understood; use me, none, an e-mail or the number of a user"),
        ("older:2y", "older:2y is not understood; use a length of time such as 30m, 12h, 2d or 3w"),
        ("customer:ada", "customer:ada is not understood; use the id of a customer"),
        ("draft:yes draft:no", "“draft” is said twice; say it once"),
        ("a" * 501, "is longer than 500 characters"),
    ],
)
def test_what_is_wrong_is_named_with_the_remedy(text: str, said: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse(text)
    assert refused.value.errors == {"query": [said]}


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("30m", timedelta(minutes=30)),
        ("12h", timedelta(hours=12)),
        ("3W", timedelta(weeks=3)),
        ("0d", None),
        ("2", None),
        ("٣d", None),
        ("99999d", None),
    ],
)
def test_a_length_of_time_is_a_number_and_its_unit(text: str, length: timedelta | None) -> None:
    assert age(text) == length


PAIRS = st.lists(st.tuples(st.sampled_from([*WORDS, "x"]), st.text(max_size=9)))


@given(st.text() | PAIRS.map(lambda pairs: " ".join(f"{name}:{value}" for name, value in pairs)))
def test_anything_is_understood_or_refused(text: str) -> None:
    with suppress(Invalid):
        assert isinstance(parse(text), Query)
