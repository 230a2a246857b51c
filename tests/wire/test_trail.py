"""The line that asks for a part of the trail: what it means, and what is said when it means nothing."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cairnloop.errors import Invalid
from cairnloop.wire.trail import TrailQuery, parse

HERE = timezone(timedelta(hours=1))
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=HERE)
ID = "7f9c24e8-3b12-4fef-91e0-56a2d5a0f1c3"


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("", TrailQuery()),
        ("  actor:sam   action:draft. ", TrailQuery(actor="sam", action="draft.")),
        ('actor:"Lin Osei"', TrailQuery(actor="Lin Osei")),
        ("actor:O'Neil", TrailQuery(actor="O'Neil")),
        ("subject:a:b", TrailQuery(subject="a:b")),
        (f"conversation:{ID.upper()}", TrailQuery(conversation=ID)),
        ("since:2d", TrailQuery(since=NOW - timedelta(days=2))),
        ("since:45m until:5m", TrailQuery(since=NOW - timedelta(minutes=45), until=NOW - timedelta(minutes=5))),
        ("since:today", TrailQuery(since=utc(2026, 3, 1, 23))),
        ("since:yesterday until:yesterday", TrailQuery(since=utc(2026, 2, 28, 23), until=utc(2026, 3, 1, 23))),
        ("until:2026-02-01", TrailQuery(until=utc(2026, 2, 1, 23))),
        ("since:2026-02-01T10:00", TrailQuery(since=utc(2026, 2, 1, 9))),
        ("since:2026-02-01T10:00Z", TrailQuery(since=utc(2026, 2, 1, 10))),
    ],
)
def test_a_line_becomes_what_is_asked(text: str, asked: TrailQuery) -> None:
    assert parse(text, NOW) == asked


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("refund", "“refund” says nothing by itself; write what it is, like actor:sam"),
        ("actr:sam", "there is no filter “actr”; did you mean actor?"),
        ("weather:fine", "there is no filter “weather”; there are actor, action, subject"),
        ("actor:sam actor:lin", "actor: is there twice"),
        ("actor:", "actor: is empty"),
        ('actor:""', "actor: is empty"),
        ("actor: sam", "actor: is empty"),
        ("since:soon", "since: “soon” is no time; write how long ago (45m, 12h, 2d, 1w)"),
        ("since:2026-13-01", "is no time"),
        ("since:9999-12-31T23:59-10:00", "is no time"),
        ("conversation:12", "conversation: “12” is no id"),
        ("since:1d until:2d", "until: is not after since"),
        ('actor:"Lin Osei', "a quote is not closed"),
        ('"lin":sam', "says nothing by itself"),
    ],
)
def test_what_is_wrong_is_said_with_its_name_and_the_remedy(text: str, words: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse(text, NOW)
    assert words in refused.value.detail


@given(st.text(max_size=60))
def test_no_line_breaks_the_reading(text: str) -> None:
    with suppress(Invalid):
        assert set(parse(text, NOW).params()) >= {"actor", "since"}
