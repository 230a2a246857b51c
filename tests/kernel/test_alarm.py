from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cairnloop.kernel.jobs.alarm import Alarm

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
STEPS = st.lists(st.sampled_from(["rise", "rest"]) | st.integers(1, 20), max_size=20)


@given(STEPS)
def test_no_job_is_slept_through(steps: list[str | int]) -> None:
    """Whatever is told after the last look is told again in time: by waking at once, or by getting up early enough."""
    alarm, unseen, until = Alarm(), set[int](), None
    alarm.rise()
    for step in steps:
        match step:
            case "rise":
                alarm.rise()
                unseen, until = set(), None
            case "rest" if until is None:
                until = alarm.rest(START + timedelta(seconds=10))
            case int(due):
                if alarm.rings(START + timedelta(seconds=due)):
                    alarm.rise()
                    unseen, until = set(), None
                else:
                    unseen.add(due)
        if until is not None:
            assert all(START + timedelta(seconds=due) >= until for due in unseen)


def test_news_of_what_is_due_later_lets_the_worker_sleep() -> None:
    alarm = Alarm()
    alarm.rise()
    assert not alarm.rings(START + timedelta(seconds=2))
    assert alarm.rest(START + timedelta(seconds=60)) == START + timedelta(seconds=2)
    assert not alarm.rings(START + timedelta(seconds=3))
    assert alarm.rings(START + timedelta(seconds=1))
