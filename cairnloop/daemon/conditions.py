"""How each part of the house is doing, judged from its facts: what is wrong, what is safe all the same, what to do."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cairnloop.daemon.studio import Doing
from cairnloop.drafting.engines.breaker import State as BreakerState
from cairnloop.kernel.lately import Summary
from cairnloop.mail.going import Going
from cairnloop.wire.status import State

# A job, or a schedule, that is due for longer than this is not on its way any more: it waits.
LATE = timedelta(minutes=1)
# A customer who waits longer than this for "sent" notices.
SLOW_SECONDS = 1.0
SEVERITY = (State.READY, State.UNKNOWN, State.DEGRADED, State.BLOCKED)
# So many messages that a search does not find are more than a moment's.
UNFOUND = 5_000


@dataclass(frozen=True, slots=True)
class Condition:
    """`said` is how the part is; a part that is not ready says what is wrong, what is safe, and what to do."""

    state: State
    said: str
    wrong: str | None = None
    safe: str | None = None
    remedy: str | None = None


@dataclass(frozen=True, slots=True)
class JobFacts:
    """Numbers are capped at 10,000; `oldest` is since when the longest waiting of the due jobs is due."""

    waiting: int
    running: int
    due: int
    dead: int
    oldest: timedelta | None


@dataclass(frozen=True, slots=True)
class ScheduleFacts:
    name: str
    next_at: datetime | None


def ready(said: str) -> Condition:
    return Condition(State.READY, said)


def worst(states: Iterable[State]) -> State:
    """The house is as well as its worst part."""
    return max(states, key=SEVERITY.index, default=State.UNKNOWN)


def unread(why: str) -> Condition:
    """A part that could not say how it is: that is no news, and never good news."""
    return Condition(
        State.UNKNOWN,
        "could not be read",
        wrong=f"it did not say how it is: {why}",
        safe="What it does is not touched by asking.",
        remedy="Look again in a moment; the log says more.",
    )


def of_database(name: str, seconds: float) -> Condition:
    said = f"{name} answers in {_ms(seconds)}"
    if seconds < SLOW_SECONDS:
        return ready(said)
    return Condition(
        State.DEGRADED,
        said,
        wrong="The database is slow to answer, and everything waits for it.",
        safe="What is acknowledged is stored.",
        remedy="See what keeps its disk or its connections busy.",
    )


def of_silent_database(why: str) -> Condition:
    return Condition(
        State.BLOCKED,
        "does not answer",
        wrong=f"The database does not answer: {why}",
        safe="What was acknowledged is stored. Customers' pages keep what they write and send it again.",
        remedy="Bring the database back; this daemon goes on by itself.",
    )


def of_migrations(version: str, trouble: str | None) -> Condition:
    if trouble is None:
        return ready(f"tables are up to date ({version})")
    return Condition(
        State.BLOCKED,
        "tables do not fit",
        wrong=f"The tables are not those this version needs: {trouble}",
        safe="Nothing is written that they cannot hold.",
        remedy="Stop the daemons, run `cairnloop migrate`, start them again.",
    )


def of_jobs(facts: JobFacts) -> Condition:
    said = f"{facts.running} running, {facts.due} due, {facts.waiting} waiting, {facts.dead} given up"
    if facts.oldest is not None and facts.oldest >= LATE:
        return Condition(
            State.DEGRADED,
            said,
            wrong=f"Work waits: the oldest job is due for {_span(facts.oldest)}.",
            safe="No job is lost; drafts and answers come late.",
            remedy="See the log for what holds it up; raise jobs.concurrency, or start another daemon on Postgres.",
        )
    if facts.dead:
        return Condition(
            State.DEGRADED,
            said,
            wrong=f"{facts.dead} job{_s(facts.dead)} failed too often and {_was(facts.dead)} given up.",
            safe="They are kept with their last error; everything else goes on.",
            remedy="`cairnloop jobs dead` shows them, `cairnloop jobs retry ID` tries again.",
        )
    return ready(said)


def of_stuck_jobs(why: str) -> Condition:
    return Condition(
        State.BLOCKED,
        "stuck",
        wrong=f"Jobs cannot be taken: {why}",
        safe="Messages are stored and every job waits; answers and drafts go out once it works again.",
        remedy="See the log; it is tried again every second.",
    )


def of_sockets(operators: int, customers: int) -> Condition:
    return ready(f"{operators} operator{_s(operators)}, {customers} customer{_s(customers)} connected")


def of_messages(lately: Summary) -> Condition:
    half, most = lately.percentile(0.5), lately.percentile(0.99)
    if half is None or most is None:
        return ready("none in the last minute")
    said = f"{lately.per_second:.1f} a second, stored in {_ms(half)}, 99 of 100 within {_ms(most)}"
    if most < SLOW_SECONDS:
        return ready(said)
    return Condition(
        State.DEGRADED,
        said,
        wrong=f"Some customers wait {most:.1f} s until their message is stored.",
        safe="No message is lost; pages show it as not yet sent until it is stored.",
        remedy="See what keeps the database or this machine busy.",
    )


def of_drafting(doing: Doing) -> Condition:
    breaker = doing.breaker
    if breaker is None:
        return ready(f"quotes the articles, no model asked{_took(doing.lately)}")
    said = f"{doing.model}: {doing.calls} call{_s(doing.calls)}, {doing.failures} failed{_took(doing.lately)}"
    if breaker.state is BreakerState.CLOSED and breaker.failures == 0:
        return ready(said)
    times = f"failed {breaker.failures} times in a row" if breaker.failures > 1 else "failed the last time"
    match breaker.state:
        case BreakerState.CLOSED:
            wrong = f"The model {times}; it is still asked."
        case BreakerState.OPEN:
            wrong = f"The model {times} and is left alone, {_left(doing.seconds_left)}."
        case BreakerState.HALF_OPEN:
            wrong = f"The model {times}; one draft is trying it now."
    return Condition(
        State.DEGRADED,
        said,
        wrong=wrong,
        safe="Drafts are made all the same: they quote the articles, say so, and wait for the same approval.",
        remedy="`cairnloop doctor --model` asks it; check its address and key in [model].",
    )


def of_mail(on: bool, going: Going, waiting: int, why: str) -> Condition:
    """`why` is why the last mail was not taken, as far as it may be told."""
    if not on:
        return ready("off: notices, invitations and links for new passwords are not mailed")
    said = f"{going.sent} sent, {waiting} waiting"
    if going.answers:
        return ready(said)
    return Condition(
        State.DEGRADED,
        said,
        wrong=f"The mail server did not take the last mail: {why}",
        safe="No mail is lost: each is tried again for half a day, and then kept as a job that was given up.",
        remedy="`cairnloop doctor` asks the mail server; check [mail] in the configuration.",
    )


def of_knowledge(articles: int, passages: int) -> Condition:
    said = f"{articles} published article{_s(articles)}, {passages} passage{_s(passages)}"
    if articles:
        return ready(said)
    return Condition(
        State.DEGRADED,
        said,
        wrong="Nothing is published, so no answer can be drafted.",
        safe="Customers can write, and you can answer in your own words.",
        remedy="`cairnloop kb import DIR --publish` brings articles in.",
    )


def of_search(unindexed: int) -> Condition:
    if not unindexed:
        return ready("every message can be found")
    said = f"{unindexed:,} message{_s(unindexed)} still to be indexed"
    if unindexed < UNFOUND:
        return ready(said)
    return Condition(
        State.DEGRADED,
        said,
        wrong="A search does not find the newest messages yet.",
        safe="They are kept and shown; only searching is behind.",
        remedy="It catches up by itself; where the number grows, see the log for what the indexer says.",
    )


def of_schedules(schedules: Sequence[ScheduleFacts], now: datetime) -> Condition:
    late = [one for one in schedules if one.next_at is not None and now - one.next_at >= LATE]
    coming = [one.next_at for one in schedules if one.next_at is not None]
    if late:
        return Condition(
            State.DEGRADED,
            f"{len(late)} of {len(schedules)} late",
            wrong=f"“{late[0].name}” should have run {_span(now - late[0].next_at)} ago." if late[0].next_at else None,
            safe="It is made up for, once, as soon as a daemon looks.",
            remedy="See the log for why the schedules cannot be looked at.",
        )
    if not coming:
        return Condition(
            State.UNKNOWN,
            "not written down yet",
            wrong="No schedule is written down yet; a daemon does that as it starts.",
            safe="Nothing is late that is not written down.",
            remedy="Look again in a moment.",
        )
    return ready(f"{len(schedules)} on time, the next in {_span(max(timedelta(0), min(coming) - now))}")


def of_daemons(versions: Sequence[str], trouble: str | None, *, alone: bool) -> Condition:
    """`versions` are those of all daemons that are known, this one first; `alone` where there can be no other."""
    if alone:
        return ready("the only one: SQLite is worked by one daemon")
    said = f"{len(versions)} on this database"
    if trouble is not None:
        return Condition(
            State.DEGRADED,
            said,
            wrong=f"This daemon does not hear the others: {trouble}",
            safe="Messages, drafts and answers are stored as ever; news of the other daemons is caught up with.",
            remedy="Check the connections of the database; it is tried again by itself.",
        )
    if len(set(versions)) > 1:
        return Condition(
            State.DEGRADED,
            said,
            wrong=f"Daemons of different versions share this database: {', '.join(sorted(set(versions)))}.",
            safe="Each refuses tables that are not its own version's.",
            remedy="Bring all of them to the same version.",
        )
    return ready(said)


def _took(lately: Summary) -> str:
    half, most = lately.percentile(0.5), lately.percentile(0.95)
    return "" if half is None or most is None else f", took {_ms(half)}, 19 of 20 within {_ms(most)}"


def _left(seconds: float) -> str:
    return f"for another {seconds:.0f} s" if seconds > 0 else "until the next draft tries it"


def _ms(seconds: float) -> str:
    milliseconds = seconds * 1000
    return f"{milliseconds:.1f} ms" if milliseconds < 10 else f"{milliseconds:,.0f} ms"


def _span(length: timedelta) -> str:
    seconds = int(length.total_seconds())
    if seconds < 60:
        return f"{seconds} s"
    return f"{seconds // 60} min" if seconds < 7200 else f"{seconds // 3600} h"


def _s(number: int) -> str:
    return "" if number == 1 else "s"


def _was(number: int) -> str:
    return "was" if number == 1 else "were"
