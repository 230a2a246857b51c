"""Who gets the next conversation: fair, never beyond what one can carry, and always the same in the same place."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from cairnloop.desk.conversation.assignment_rules import Choice, Mode, choose

BUSY = st.dictionaries(st.integers(1, 40), st.integers(0, 12), max_size=8)
CAPACITY = st.none() | st.integers(1, 10)
LAST = st.none() | st.integers(1, 40)
HANDS_OUT = st.sampled_from([Mode.ROUND_ROBIN, Mode.LEAST_BUSY])


@given(HANDS_OUT, BUSY, CAPACITY, LAST)
def test_only_somebody_with_room_is_chosen_and_somebody_whenever_there_is_room(
    mode: Mode, busy: dict[int, int], capacity: int | None, last: int | None
) -> None:
    choice = choose(mode, busy, capacity=capacity, last=last)
    free = {user for user, has in busy.items() if capacity is None or has < capacity}
    assert (choice.user_id in free) if free else choice.user_id is None
    assert choice.why
    assert choose(mode, dict(reversed(busy.items())), capacity=capacity, last=last) == choice


@given(st.sets(st.integers(1, 40), min_size=1, max_size=8), LAST, st.integers(1, 60))
def test_in_a_round_nobody_gets_two_more_than_another(users: set[int], last: int | None, count: int) -> None:
    busy = dict.fromkeys(users, 0)
    got: Counter[int] = Counter(dict.fromkeys(users, 0))
    for _ in range(count):
        user = choose(Mode.ROUND_ROBIN, busy, last=last).user_id
        assert user is not None
        busy[user] += 1
        got[user], last = got[user] + 1, user
    assert max(got.values()) - min(got.values()) <= 1


@given(BUSY.filter(bool), CAPACITY, LAST, st.integers(1, 40))
def test_whoever_has_least_gets_it_until_nobody_has_room(
    busy: dict[int, int], capacity: int | None, last: int | None, count: int
) -> None:
    for _ in range(count):
        choice = choose(Mode.LEAST_BUSY, busy, capacity=capacity, last=last)
        if choice.user_id is None:
            assert capacity is not None
            assert min(busy.values()) >= capacity
            return
        assert busy[choice.user_id] == min(busy.values())
        busy[choice.user_id] += 1
        last = choice.user_id


def test_it_says_why_nobody_gets_it() -> None:
    assert choose(Mode.OFF, {1: 0}) == Choice(None, "this inbox leaves it to people")
    assert choose(Mode.ROUND_ROBIN, {}).why == "nobody who works in this inbox is here"
    assert "3 open conversations" in choose(Mode.LEAST_BUSY, {1: 3, 2: 5}, capacity=3).why


def test_of_those_with_equally_little_the_next_in_the_round_gets_it() -> None:
    assert choose(Mode.LEAST_BUSY, {1: 2, 2: 2, 3: 2}, last=1).user_id == 2
    assert choose(Mode.LEAST_BUSY, {1: 2, 2: 2, 3: 2}, last=3).user_id == 1
