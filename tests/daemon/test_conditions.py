"""What each part's facts are judged to be, purely; whatever is not ready says what is wrong, safe, and to be done."""

from datetime import UTC, datetime, timedelta

import pytest

from cairnloop.daemon import conditions
from cairnloop.daemon.conditions import Condition, JobFacts, ScheduleFacts
from cairnloop.daemon.studio import Doing
from cairnloop.drafting.engines.breaker import Breaker
from cairnloop.drafting.engines.breaker import State as BreakerState
from cairnloop.kernel.lately import Lately, Summary
from cairnloop.mail.going import Going
from cairnloop.wire.status import State

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SOON, LATE = NOW + timedelta(minutes=4), NOW - timedelta(minutes=7)


def took(*seconds: float) -> Summary:
    lately = Lately(slots=60, slot_seconds=1.0)
    for one in seconds:
        lately.add(one, 0.0)
    return lately.summary(0.0)


def jobs(*, dead: int = 0, oldest: float | None = None) -> Condition:
    return conditions.of_jobs(JobFacts(3, 1, 2, dead, None if oldest is None else timedelta(seconds=oldest)))


def drafting(breaker: Breaker | None) -> Condition:
    model = None if breaker is None else "gpt-4o-mini"
    return conditions.of_drafting(Doing("openai", model, None, 5, 3, 3, took(0.5), breaker, 25.0))


OPEN = Breaker(BreakerState.OPEN, failures=3, opened=1)
CASES: list[tuple[Condition, State, str]] = [
    (conditions.of_database("sqlite", 0.0004), State.READY, "sqlite answers in 0.4 ms"),
    (conditions.of_database("postgresql", 2.0), State.DEGRADED, "postgresql answers in 2,000 ms"),
    (conditions.of_silent_database("timeout"), State.BLOCKED, "does not answer"),
    (conditions.of_migrations("0001", None), State.READY, "tables are up to date (0001)"),
    (conditions.of_migrations("0002", "tables are at 0001"), State.BLOCKED, "tables do not fit"),
    (jobs(), State.READY, "1 running, 2 due, 3 waiting, 0 given up"),
    (jobs(oldest=59), State.READY, "1 running, 2 due, 3 waiting, 0 given up"),
    (jobs(oldest=600), State.DEGRADED, "1 running, 2 due, 3 waiting, 0 given up"),
    (jobs(dead=1), State.DEGRADED, "1 running, 2 due, 3 waiting, 1 given up"),
    (conditions.of_stuck_jobs("disk full"), State.BLOCKED, "stuck"),
    (conditions.of_sockets(1, 0), State.READY, "1 operator, 0 customers connected"),
    (conditions.of_messages(took()), State.READY, "none in the last minute"),
    (conditions.of_messages(took(0.005)), State.READY, "0.0 a second, stored in 5.5 ms, 99 of 100 within 5.5 ms"),
    (conditions.of_messages(took(3.0)), State.DEGRADED, "0.0 a second"),
    (drafting(None), State.READY, "quotes the articles, no model asked, took 527 ms, 19 of 20 within 527 ms"),
    (drafting(Breaker()), State.READY, "gpt-4o-mini: 5 calls, 3 failed"),
    (drafting(Breaker(failures=1)), State.DEGRADED, "gpt-4o-mini: 5 calls, 3 failed"),
    (drafting(OPEN), State.DEGRADED, "gpt-4o-mini: 5 calls, 3 failed"),
    (drafting(Breaker(BreakerState.HALF_OPEN, failures=3)), State.DEGRADED, "gpt-4o-mini: 5 calls, 3 failed"),
    (conditions.of_mail(False, Going(), 0, ""), State.READY, "off: notices, invitations"),
    (conditions.of_mail(True, Going(sent=3), 2, ""), State.READY, "3 sent, 2 waiting"),
    (conditions.of_mail(True, Going(answers=False), 1, "refused"), State.DEGRADED, "0 sent, 1 waiting"),
    (conditions.of_knowledge(1, 12), State.READY, "1 published article, 12 passages"),
    (conditions.of_knowledge(0, 0), State.DEGRADED, "0 published articles, 0 passages"),
    (conditions.of_schedules([ScheduleFacts("a", SOON)], NOW), State.READY, "1 on time, the next in 4 min"),
    (conditions.of_schedules([ScheduleFacts("a", LATE), ScheduleFacts("b", SOON)], NOW), State.DEGRADED, "1 of 2 late"),
    (conditions.of_search(0), State.READY, "every message can be found"),
    (conditions.of_search(1), State.READY, "1 message still to be indexed"),
    (conditions.of_search(12_000), State.DEGRADED, "12,000 messages still"),
    (conditions.of_schedules([], NOW), State.UNKNOWN, "not written down yet"),
    (conditions.of_daemons(["1"], None, alone=True), State.READY, "the only one"),
    (conditions.of_daemons(["1", "1"], None, alone=False), State.READY, "2 on this database"),
    (conditions.of_daemons(["1", "2"], None, alone=False), State.DEGRADED, "2 on this database"),
    (conditions.of_daemons(["1"], "refused", alone=False), State.DEGRADED, "1 on this database"),
    (conditions.unread("no answer within 3 s"), State.UNKNOWN, "could not be read"),
]


@pytest.mark.parametrize(("found", "state", "said"), CASES, ids=lambda one: one.said if hasattr(one, "said") else "")
def test_a_part_is_judged_by_its_facts(found: Condition, state: State, said: str) -> None:
    assert found.state is state
    assert found.said.startswith(said)


def test_whatever_is_not_ready_says_what_is_wrong_what_is_safe_and_what_to_do() -> None:
    for found, state, _ in CASES:
        words = (found.wrong, found.safe, found.remedy)
        assert all(words) if state is not State.READY else not any(words), found


def test_what_is_wrong_names_the_numbers() -> None:
    assert jobs(oldest=600).wrong == "Work waits: the oldest job is due for 10 min."
    assert jobs(dead=1).wrong == "1 job failed too often and was given up."
    assert drafting(OPEN).wrong == "The model failed 3 times in a row and is left alone, for another 25 s."
    assert drafting(Breaker(failures=1)).wrong == "The model failed the last time; it is still asked."
    late = conditions.of_schedules([ScheduleFacts("forget_news", LATE)], NOW)
    assert late.wrong == "“forget_news” should have run 7 min ago."


def test_the_house_is_as_well_as_its_worst_part() -> None:
    ready, unknown, degraded, blocked = State.READY, State.UNKNOWN, State.DEGRADED, State.BLOCKED
    assert conditions.worst([]) is unknown
    assert conditions.worst([ready, ready]) is ready
    assert conditions.worst([ready, unknown]) is unknown
    assert conditions.worst([unknown, degraded, ready]) is degraded
    assert conditions.worst([degraded, blocked, unknown]) is blocked
