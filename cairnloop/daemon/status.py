"""Asks each part of the running daemon how it is; a part that cannot say is unknown, and says why."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from cairnloop.daemon import conditions
from cairnloop.daemon.conditions import Condition, JobFacts, ScheduleFacts
from cairnloop.daemon.guard import shown
from cairnloop.daemon.handlers import MAILS
from cairnloop.daemon.schedule import SCHEDULES
from cairnloop.daemon.services import Services
from cairnloop.daemon.studio import doing
from cairnloop.desk.search.indexing import behind
from cairnloop.errors import CairnloopError, NoAnswer, Unavailable
from cairnloop.kernel.postgres import PostgresCarrier
from cairnloop.kernel.schedules import ScheduleRow
from cairnloop.kernel.schema_version import check_version, newest
from cairnloop.knowledge.evidence import Source
from cairnloop.knowledge.tables import Corpus
from cairnloop.wire.people import zulu
from cairnloop.wire.status import DaemonOut, PartOut, State, StatusOut

# Who looks at how the house is doing must not wait for the part that is ill.
PATIENCE_SECONDS = 3.0


def _patience() -> asyncio.Timeout:
    return asyncio.timeout(PATIENCE_SECONDS)


@dataclass(frozen=True, slots=True)
class Look:
    """Who looks at what, and how long a part is waited for. `inside`: the caller may see where things run."""

    s: Services
    account_id: UUID
    inside: bool
    patience: Callable[[], asyncio.Timeout] = _patience

    def why(self, error: CairnloopError) -> str:
        """What a driver says may name hosts and files."""
        return error.detail if self.inside else "an admin can see why"


@dataclass(frozen=True, slots=True)
class Told:
    """A part's condition and the numbers behind it; what is in `inner` is for admins."""

    condition: Condition
    facts: dict[str, Any] = field(default_factory=dict)
    inner: dict[str, Any] = field(default_factory=dict)


Ask = Callable[[Look], Awaitable[Told]]


async def status_of(look: Look) -> StatusOut:
    """Every part with bounded patience: the database first, whose figure the others would disturb, then all at once."""
    (first, ask), *others = PARTS.items()
    parts = [await _part(first, ask, look)]
    parts += await asyncio.gather(*(_part(name, ask, look) for name, ask in others))
    s = look.s
    return {
        "state": conditions.worst(State(part["state"]) for part in parts).value,
        "uptime_seconds": int((s.clock.now() - s.pulse.began).total_seconds()),
        "daemon": daemon_out(s, inside=look.inside),
        "parts": parts,
    }


def daemon_out(s: Services, *, inside: bool) -> DaemonOut:
    """Which daemon answers: behind a load balancer that is not known otherwise."""
    here = s.pulse.neighbours.here
    known: DaemonOut = {"node": here.node, "version": here.version}
    return {**known, "host": here.host, "pid": here.pid} if inside else known


async def _part(name: str, ask: Ask, look: Look) -> PartOut:
    try:
        async with look.patience():
            told = await ask(look)
    except TimeoutError:
        told = Told(conditions.unread(f"no answer within {PATIENCE_SECONDS:.0f} s"))
    except CairnloopError as error:
        told = Told(conditions.unread(look.why(error)))
    except (SQLAlchemyError, OSError) as error:
        told = Told(conditions.unread(type(error).__name__))
    found = told.condition
    return {
        "name": name,
        "state": found.state.value,
        "said": found.said,
        "wrong": found.wrong,
        "safe": found.safe,
        "remedy": found.remedy,
        "facts": told.facts | told.inner if look.inside else told.facts,
    }


async def _database(look: Look) -> Told:
    db, began = look.s.db, time.perf_counter()
    kind, where = {"kind": db.dialect}, {"url": shown(db.url)}
    try:
        await db.ping()
    except Unavailable as error:
        return Told(conditions.of_silent_database(look.why(error)), kind, where)
    seconds = time.perf_counter() - began
    return Told(conditions.of_database(db.dialect, seconds), {**kind, "ms": _ms(seconds)}, where)


async def _migrations(look: Look) -> Told:
    facts = {"version": newest()}
    try:
        await check_version(look.s.db)
    except Unavailable as error:
        return Told(conditions.of_migrations(newest(), error.detail), facts)
    return Told(conditions.of_migrations(newest(), None), facts)


async def _jobs(look: Look) -> Told:
    jobs = look.s.jobs
    async with look.s.db.read() as tx:
        counts, soonest = await jobs.counts(tx, account_id=look.account_id), await jobs.soonest(tx)
        oldest = None if soonest is None or soonest > tx.now else tx.now - soonest
        facts = {**counts, "oldest_due_seconds": None if oldest is None else int(oldest.total_seconds())}
        try:
            await jobs.check(tx)
        except Unavailable as error:
            return Told(conditions.of_stuck_jobs(look.why(error)), facts)
    found = JobFacts(counts["waiting"], counts["running"], counts["due"], counts["dead"], oldest)
    return Told(conditions.of_jobs(found), facts)


async def _sockets(look: Look) -> Told:
    count = look.s.pulse.sockets_open
    if count is None:
        return Told(conditions.unread("this process serves no sockets"))
    operators, customers = count("operator"), count("customer")
    return Told(conditions.of_sockets(operators, customers), {"operators": operators, "customers": customers})


async def _messages(look: Look) -> Told:
    lately = look.s.pulse.accepting()
    facts = {
        "per_second": round(lately.per_second, 2),
        "p50_ms": _ms(lately.percentile(0.5)),
        "p99_ms": _ms(lately.percentile(0.99)),
    }
    return Told(conditions.of_messages(lately), facts)


async def _drafting(look: Look) -> Told:
    found = doing(look.s.studio)
    breaker = found.breaker
    facts = {
        "engine": found.engine,
        "model": found.model,
        "calls": found.calls,
        "failures": found.failures,
        "fell_back": found.fell_back,
        "p50_ms": _ms(found.lately.percentile(0.5)),
        "p95_ms": _ms(found.lately.percentile(0.95)),
        "breaker": None if breaker is None else breaker.state.value,
        "asked_again_in_seconds": round(found.seconds_left) if found.seconds_left else None,
    }
    return Told(conditions.of_drafting(found), facts, {"base_url": found.base_url} if found.base_url else {})


async def _knowledge(look: Look) -> Told:
    """Counted as it is indexed, so that nothing has to be counted now."""
    query = select(Corpus.source, Corpus.documents, Corpus.passages).where(Corpus.account_id == look.account_id)
    async with look.s.db.read() as tx:
        found = {source: (documents, passages) for source, documents, passages in await tx.session.execute(query)}
    articles, passages = found.get(Source.ARTICLE.value, (0, 0))
    cases, _ = found.get(Source.CASE.value, (0, 0))
    facts = {"articles": articles, "passages": passages, "cases": cases}
    return Told(conditions.of_knowledge(articles, passages), facts)


async def _search(look: Look) -> Told:
    """Of the whole house: whoever indexes does so for all accounts."""
    async with look.s.db.read() as tx:
        unindexed = await behind(tx)
    return Told(conditions.of_search(unindexed), {"unindexed": unindexed})


async def _mail(look: Look) -> Told:
    """What was sent and refused is this daemon's own; what waits is anybody's."""
    mail, going = look.s.mail, look.s.mail.going
    async with look.s.db.read() as tx:
        waiting = await look.s.jobs.waiting(tx, MAILS)
    why = look.why(NoAnswer(going.why))
    facts = {"on": mail.on, "sent": going.sent, "waiting": waiting, "failed_at": zulu(going.failed_at)}
    inner = {"server": mail.server, "last_failure": going.why} if mail.on else {}
    return Told(conditions.of_mail(mail.on, going, waiting, why), facts, inner)


async def _schedules(look: Look) -> Told:
    names = [schedule.name for schedule in SCHEDULES]
    async with look.s.db.read() as tx:
        rows = await tx.session.execute(
            select(ScheduleRow.name, ScheduleRow.next_fire_at).where(ScheduleRow.name.in_(names))
        )
        found = [ScheduleFacts(name, at) for name, at in rows]
        now = tx.now
    fired = look.s.pulse.fired
    facts = {
        one.name: {
            "next": zulu(one.next_at),
            "fired_here": zulu(fired.get(one.name)),
        }
        for one in sorted(found, key=lambda one: one.name)
    }
    return Told(conditions.of_schedules(found, now), facts)


async def _daemons(look: Look) -> Told:
    s, here = look.s, look.s.pulse.neighbours.here
    others = s.pulse.neighbours.others()
    carrier = s.db.carrier
    trouble = carrier.trouble if isinstance(carrier, PostgresCarrier) else None
    if trouble is not None:
        trouble = look.why(Unavailable(trouble))
    versions = [here.version, *(one.version for one in others)]
    places = [{"node": one.node, "host": one.host, "pid": one.pid, "version": one.version} for one in (here, *others)]
    condition = conditions.of_daemons(versions, trouble, alone=s.db.dialect == "sqlite")
    return Told(condition, {"known": len(versions)}, {"daemons": places})


PARTS: dict[str, Ask] = {
    "database": _database,
    "migrations": _migrations,
    "jobs": _jobs,
    "messages": _messages,
    "drafting": _drafting,
    "knowledge": _knowledge,
    "search": _search,
    "mail": _mail,
    "sockets": _sockets,
    "schedules": _schedules,
    "daemons": _daemons,
}


def _ms(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds * 1000, 2)
