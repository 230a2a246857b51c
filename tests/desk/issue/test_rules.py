"""Since when an issue is finished or closed follows from the states it went through."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cairnloop.desk.issue.rules import OVER, Ends, State, ends

START = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@given(st.lists(st.sampled_from(State), min_size=1, max_size=12))
def test_an_issue_has_an_end_exactly_as_long_as_it_is_over(states: list[State]) -> None:
    now, known = START, Ends()
    for state in states:
        before, known, now = known, ends(state, known, now), now + timedelta(minutes=1)
        assert (known != Ends()) == (state in OVER)
        assert (known.closed_at is not None) == (state is State.CLOSED)
        assert ends(state, known, now) == known, "saying it again changes nothing"
        if state is State.CLOSED:
            assert known.finished_at == before.finished_at
