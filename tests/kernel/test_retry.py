from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cairnloop.errors import TooMany
from cairnloop.kernel.jobs.port import GiveUp
from cairnloop.kernel.jobs.retry import BASE_SECONDS, CAP_SECONDS, after_failure, is_suspect

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def wait(attempt: int, jitter: float, error: Exception | None = None) -> float:
    verdict = after_failure(error or OSError("no"), attempt=attempt, max_attempts=10**6, now=NOW, jitter=jitter)
    assert verdict.at is not None
    return (verdict.at - NOW).total_seconds()


def test_the_wait_doubles_with_each_attempt() -> None:
    assert [wait(attempt, 1.0) for attempt in (1, 2, 3, 4)] == [2, 4, 8, 16]


@given(st.integers(1, 100_000), st.floats(0, 1, exclude_max=True))
def test_half_of_the_wait_is_random_and_it_is_never_longer_than_an_hour(attempt: int, jitter: float) -> None:
    longest = min(CAP_SECONDS, BASE_SECONDS * 2 ** min(attempt - 1, 60))
    assert longest / 2 - 0.001 <= wait(attempt, jitter) <= longest


def test_an_error_may_ask_for_a_longer_wait() -> None:
    assert wait(1, 0.0, TooMany(retry_after=90)) == 90
    assert wait(12, 1.0, TooMany(retry_after=90)) == 3600


def test_giving_up_buries_the_job_at_once_and_keeps_the_reason() -> None:
    verdict = after_failure(GiveUp("no such inbox"), attempt=1, max_attempts=10, now=NOW, jitter=0.5)
    assert verdict.at is None
    assert verdict.error == "no such inbox"


@given(st.integers(1, 20), st.integers(1, 20))
def test_a_job_is_dead_exactly_when_its_attempts_are_spent(attempt: int, max_attempts: int) -> None:
    verdict = after_failure(OSError("no"), attempt=attempt, max_attempts=max_attempts, now=NOW, jitter=0.5)
    assert (verdict.at is None) == (attempt >= max_attempts)
    assert verdict.at is None or verdict.at >= NOW + timedelta(seconds=1)


def test_an_error_of_any_length_fits_on_the_row() -> None:
    assert len(after_failure(OSError("x" * 10_000), attempt=1, max_attempts=1, now=NOW, jitter=0).error) == 1000


def test_one_death_of_a_daemon_makes_no_suspect_and_two_do() -> None:
    assert [is_suspect(crashes) for crashes in (0, 1, 2, 3)] == [False, False, True, True]
