"""Whatever stands in a row: it becomes a record that the daemon would take, or is passed over with a reason."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cairnloop.cli.importing.cells import Cells
from cairnloop.cli.importing.records import BYTES_AT_ONCE, MOST_RECORDS, Told, batches, kind_of, told
from cairnloop.cli.importing.sources import KINDS, TABLES, Raw
from cairnloop.cli.importing.staging import Staging
from cairnloop.wire import imports

# The columns of all tables: each kind finds its own among others'.
COLUMNS = """
id name email role slug color is_primary is_private private read status source priority type body content metadata
customer_id user_id author_id tag_id conversation_id inbox_id assignee_id company_id creator_id inserted_at created_at
updated_at sent_at seen_at closed_at archived_at first_seen last_seen_at time_zone company_logo_url profile_photo_url
website_url external_id subject screen_width current_url display_name title greeting icon_variant custom_icon_url
base_url is_open_by_default message_id file_id
"""
CELL = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(st.characters(), max_size=20),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=5), st.text(max_size=5) | st.floats(), max_size=2),
    st.sampled_from(
        [
            *("t", "f", "open", "closed", "chat", "bot", "note", "#fff", "{}", "[[", '{"a": 1e999}', "\x00", "\ud800"),
            *("2021-03-04 05:06:07", "2021-03-04T05:06:07.5Z", "2021-03-04 05:06:07+02", "0001-01-01", "9999-12-31"),
            *("https://a.example/x", "javascript:x", "x" * 70_000, "\u202e", "Europe/Berlin", "a@b.example"),
        ]
    ),
)
ROW = st.dictionaries(st.sampled_from(COLUMNS.split()), CELL, max_size=12)


@settings(max_examples=150)
@given(kind=st.sampled_from(KINDS), row=ROW)
def test_every_row_is_a_record_or_has_a_reason(kind: str, row: dict[str, Any]) -> None:
    with Staging() as staging:
        staging.add([Raw(TABLES[kind][0], row, "here")])
        found = list(told(staging, kind))
    assert [one.where for one in found] == ["here"]
    one = found[0]
    assert (one.record is None) == (one.problem is not None)
    if one.record is not None:
        imports.RECORDS[kind_of(kind)].model_validate(one.record)


@pytest.mark.parametrize(
    ("written", "means"),
    [
        ("2021-03-04 05:06:07", "2021-03-04T05:06:07+00:00"),
        ("2021-03-04T05:06:07Z", "2021-03-04T05:06:07+00:00"),
        ("2021-03-04 05:06:07.25+02", "2021-03-04T03:06:07.250000+00:00"),
        ("2021-03-04", "2021-03-04T00:00:00+00:00"),
        ("soon", None),
        ("0001-01-01 00:00:00+14", None),
        (None, None),
    ],
)
def test_a_time_without_a_zone_is_utc(written: str | None, means: str | None) -> None:
    assert Cells({"at": written}).moment("at") == means


def test_messages_come_as_they_were_written_those_of_one_second_as_they_lay() -> None:
    rows = [("b", "2021-01-01 00:00:02"), ("z", "2021-01-01 00:00:01"), ("a", "2021-01-01 00:00:01")]
    with Staging() as staging:
        for id, at in rows:
            row = {"id": id, "conversation_id": "c", "user_id": 1, "body": "x", "inserted_at": at}
            staging.add([Raw("messages", row, "here")])
        assert [one.id for one in told(staging, "messages")] == ["z", "a", "b"]


def test_what_comes_again_counts_once_and_as_it_came_last() -> None:
    with Staging() as staging:
        for name in ("old", "new"):
            staging.add([Raw("tags", {"id": 1, "name": name}, name)])
        assert [(one.where, one.record) for one in told(staging, "tags")] == [("new", {"id": "1", "name": "new"})]


@settings(max_examples=25)
@given(st.lists(st.integers(0, 3_000) | st.integers(0, 700_000), max_size=1_200))
def test_batches_hold_everything_in_order_and_fit_a_request(sizes: list[int]) -> None:
    def all_of_them() -> Iterator[Told]:
        for number, size in enumerate(sizes):
            yield Told(str(number), "", {}, size, None, ())

    found = list(batches(all_of_them()))
    assert [one.id for batch in found for one in batch] == [str(number) for number in range(len(sizes))]
    for batch in found:
        assert 0 < len(batch) <= MOST_RECORDS
        assert len(batch) == 1 or sum(one.size for one in batch) <= BYTES_AT_ONCE
