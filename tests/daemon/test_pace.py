"""Who comes too often is refused and told when to come again; the log says so once a minute, and not who it was."""

from contextlib import suppress
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from cairnloop.config import Settings
from cairnloop.daemon.pace import Kind, Pace, rates
from cairnloop.errors import TooMany
from cairnloop.kernel import telemetry
from cairnloop.kernel.ratelimit import Rate
from cairnloop.people.identity import Operator
from cairnloop.people.permissions import Role


class Seconds:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


def pace(clock: Seconds, rate: Rate) -> Pace:
    return Pace(dict.fromkeys(Kind, rate), clock)


def test_every_kind_has_a_rate() -> None:
    assert set(rates(Settings())) == set(Kind)


@given(st.floats(0.01, 1000), st.floats(0, 1e9))
def test_who_comes_back_when_told_is_let_in(per_second: float, start: float) -> None:
    clock = Seconds()
    clock.now = start
    asked = pace(clock, Rate(per_second, 1))
    asked.admit(Kind.READ, "192.0.2.1")
    with pytest.raises(TooMany) as refused:
        asked.admit(Kind.READ, "192.0.2.1")
    seconds = refused.value.whole_seconds
    assert int(seconds) >= 1
    clock.now += int(seconds) + 1e-6 * (1 + start)
    asked.admit(Kind.READ, "192.0.2.1")


def test_kinds_are_counted_apart_and_so_are_those_who_ask() -> None:
    asked = pace(Seconds(), Rate(1, 1))
    asked.admit(Kind.READ, "192.0.2.1")
    asked.admit(Kind.WRITE, "192.0.2.1")
    asked.admit(Kind.READ, "192.0.2.2")
    with pytest.raises(TooMany):
        asked.admit(Kind.WRITE, "192.0.2.1")


def test_two_keys_of_one_operator_are_counted_apart() -> None:
    asked = pace(Seconds(), Rate(1, 1))
    account, one, other = uuid4(), uuid4(), uuid4()
    for key in (one, other):
        asked.operator(Operator(1, account, "sam@example.com", "Sam", Role.ADMIN, key), dear=True)
    with pytest.raises(TooMany):
        asked.operator(Operator(1, account, "sam@example.com", "Sam", Role.ADMIN, one))


def test_the_log_mentions_each_once_a_minute_without_saying_who() -> None:
    clock = Seconds()
    asked = pace(clock, Rate(0.001, 1))
    before = telemetry.limited.labels("public_read")._value.get()
    with capture_logs() as lines:
        for clock.now in range(0, 121, 10):
            for visitor in ("192.0.2.1", "192.0.2.2"):
                for _ in range(3):
                    with suppress(TooMany):
                        asked.admit(Kind.READ, visitor)
    assert [line["event"] for line in lines] == ["request.limited"] * 6
    assert len({line["who"] for line in lines}) == 2
    assert "192.0.2" not in str(lines)
    assert telemetry.limited.labels("public_read")._value.get() - before == 2 * (3 * 13 - 1)
