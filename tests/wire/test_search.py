"""What somebody writes into the search is understood, or named with what would be right."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cairnloop.errors import Invalid
from cairnloop.wire.query import Query, Standing
from cairnloop.wire.search import KNOWN, Day, Held, Person, Text, Wanted, parse


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("refund", Wanted(texts=(Text("refund"),))),
        ('"not working" -spam', Wanted(texts=(Text("not working"), Text("spam", excluded=True)))),
        ("“not working”", Wanted(texts=(Text("not working"),))),
        ("refu*", Wanted(texts=(Text("refu", begins=True),))),
        ("退*", Wanted(texts=(Text("退", begins=True),))),
        ("from:Ada -from:me", Wanted(authors=(Person("ada"), Person("me", excluded=True)))),
        ('from:"Ada Park"', Wanted(authors=(Person("ada park"),))),
        ("to:me is:open", Wanted(query=Query(assignee="me", status=Standing.OPEN))),
        ("is:unread is:priority", Wanted(query=Query(read=False, priority=True))),
        ("is:assigned", Wanted(assigned=True)),
        ('tag:"big customer" -tag:spam', Wanted(tags=("big customer",), untagged=("spam",))),
        ("has:note has:FILE has:draft", Wanted(having=(Held.NOTE, Held.FILE), query=Query(draft=True))),
        ("after:2026-01-31 before:7d", Wanted(since=date(2026, 1, 31), until=timedelta(days=7))),
        ("on:yesterday", Wanted(since=Day(1), until=Day(0))),
        ("on:2026-01-31", Wanted(since=date(2026, 1, 31), until=date(2026, 2, 1))),
        ("inbox:Billing older:2d", Wanted(inbox="Billing", query=Query(older=timedelta(days=2)))),
        ("12:30", Wanted(texts=(Text("12:30"),))),
    ],
)
def test_words_become_one_value(text: str, found: Wanted) -> None:
    assert parse(text) == found


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "say what to look for"),
        ("form:ada", "there is no word “form”; did you mean “from”?"),
        ("https://acme.example", "there is no word “https”"),
        ("is:sleeping", "is:sleeping is not understood; use open, snoozed"),
        ("before:2026-02-30", "before:2026-02-30 is not understood; use a day such as 2026-01-31"),
        ("from:", "“from:” has no value; use me, the number of a user"),
        ("-has:note", "only from, tag can be left out"),
        ("on:today after:2d", "“after” is said twice"),
        ("to:me is:unassigned", "“assignee” is said twice"),
        ('say "when', "a quotation mark has no other"),
        ("th*", "“th*” begins too many words"),
        ("!!!", "“!!!” has no letter or digit to look for"),
        ("a " * 21, "looks for 21 words; 20 are the most"),
        ("a" * 501, "is longer than 500 characters"),
    ],
)
def test_what_is_wrong_is_named_with_the_remedy(text: str, said: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse(text)
    assert said in refused.value.errors["query"][0]


PIECES = st.lists(st.tuples(st.sampled_from(["", "-", '"', *(f"{name}:" for name in KNOWN)]), st.text(max_size=8)))


@given(st.text() | PIECES.map(lambda pieces: " ".join(name + value for name, value in pieces)))
def test_anything_is_understood_or_refused(text: str) -> None:
    with suppress(Invalid):
        assert isinstance(parse(text), Wanted)
