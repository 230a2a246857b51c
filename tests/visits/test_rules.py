"""What is kept of a visit: pages without secrets, clocks that are half believed, and an end to everything."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cairnloop.visits.rules import (
    LONGEST_PAGE,
    MOST_PAGES,
    Bounds,
    Room,
    began,
    full,
    happened,
    is_news,
    page_in,
    page_of,
    records,
    visited,
    walked,
)

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
BOUNDS = Bounds(event=100, visit=300, account=1_000, events=5)


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("https://shop.example/reset?token=secret#x", "https://shop.example/reset"),
        ("https://sam:secret@Shop.Example:8443/a", "https://shop.example:8443/a"),
        ("http://shop.example", "http://shop.example/"),
        ("javascript:alert(1)", None),
        ("file:///etc/passwd", None),
        ("https://[", None),
        ("https://shop.example:port/", None),
        ("", None),
        (7, None),
        (None, None),
    ],
)
def test_a_page_is_named_without_what_may_be_a_secret(address: object, page: str | None) -> None:
    assert page_of(address) == page


@settings(max_examples=30)
@given(st.recursive(st.none() | st.integers() | st.text(), lambda some: st.dictionaries(st.text(), some)))
def test_whatever_an_event_holds_it_names_a_page_or_none(data: Any) -> None:
    page = page_in({"type": 4, "data": data})
    assert page is None or len(page) <= LONGEST_PAGE
    assert page_in({"type": 4, "data": {"href": data}}) in (None, page_of(data))
    assert page_in({"type": 3, "data": {"href": "https://shop.example/"}}) is None


@given(st.one_of(st.integers(), st.floats(), st.booleans(), st.none(), st.text()))
def test_an_instant_is_within_a_day_and_never_ahead(timestamp: Any) -> None:
    assert NOW - timedelta(days=1) <= happened({"timestamp": timestamp}, NOW) <= NOW


def test_clocks_are_believed_for_a_day_back() -> None:
    for said, at in (
        (None, NOW),
        (NOW + timedelta(seconds=1), NOW),
        (NOW - timedelta(hours=1), NOW - timedelta(hours=1)),
        (NOW - timedelta(days=2), NOW),
    ):
        assert began(said, NOW) == at
    assert happened({"timestamp": NOW.timestamp() * 1000 - 250}, NOW) == NOW - timedelta(milliseconds=250)


@given(st.lists(st.integers(1, 100), max_size=20))
def test_what_is_kept_never_outgrows_its_bounds(sizes: list[int]) -> None:
    room = Room(0, 0, 500)
    for size in sizes:
        if full(room, size, BOUNDS) is None:
            room = room.with_one(size)
    assert (room.events <= 5, room.visit <= 300, room.account <= 1_000) == (True, True, True)


@pytest.mark.parametrize(
    ("house", "account", "kept"),
    [(True, None, True), (True, True, True), (True, False, False), (False, None, False), (False, True, False)],
)
def test_an_account_may_do_without_and_never_beyond_the_house(house: bool, account: bool | None, kept: bool) -> None:
    assert records(house, account) is kept


def test_what_is_not_kept_says_why() -> None:
    assert "5 events" in (full(Room(5, 0, 0), 1, BOUNDS) or "")
    assert "this visit may take 300" in (full(Room(1, 300, 300), 1, BOUNDS) or "")
    assert "this account may take 1000" in (full(Room(1, 0, 1_000), 1, BOUNDS) or "")
    assert full(Room(4, 299, 999), 1, BOUNDS) is None


def test_pages_are_listed_as_one_walks_and_a_long_walk_is_cut() -> None:
    assert visited(["/a"], "/a") == ["/a"]
    assert visited(["/a", "/b"], "/a") == ["/a", "/b", "/a"]
    assert visited(["/a"], None) == ["/a"]
    assert len(visited([str(one) for one in range(MOST_PAGES)], "/new")) == MOST_PAGES
    assert walked([]) is None
    assert walked(["/a", "/b"]) == "/a → /b"
    assert walked(list("abcdefg")) == "a → b → c → d → e and 2 more"


def test_being_there_is_news_once_a_minute_and_after_the_end() -> None:
    assert not is_news(None, NOW - timedelta(seconds=59), NOW)
    assert is_news(None, NOW - timedelta(seconds=60), NOW)
    assert is_news(NOW, NOW, NOW)
