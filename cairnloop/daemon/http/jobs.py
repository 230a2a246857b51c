"""Background jobs, for those who run the house."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query
from starlette.responses import Response

from cairnloop.daemon.http.answers import answer
from cairnloop.daemon.http.auth import House, JobRunner
from cairnloop.daemon.http.bodies import Router
from cairnloop.errors import Invalid
from cairnloop.kernel.audit import Actor
from cairnloop.kernel.database import Tx
from cairnloop.kernel.jobs.port import JobState, JobView
from cairnloop.people.identity import Operator

router = Router(prefix="/api/jobs", tags=["jobs"])


def _out(job: JobView) -> dict[str, Any]:
    shown = {name: value for name, value in asdict(job).items() if name != "place"}
    return {**shown, "id": str(job.id), "run_at": job.run_at.strftime("%Y-%m-%dT%H:%M:%SZ")}


@router.get("")
async def list_jobs(
    s: House,
    by: JobRunner,
    state: JobState | None = None,
    after: Annotated[str | None, Query(max_length=200)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Response:
    """Jobs that are not finished, the next due first, with their numbers by state beside them.

    A page may be short, even empty, and still have a next one: then that many jobs were looked at for it.
    """
    async with s.db.read() as tx:
        since = None if after is None else _read_cursor(after)
        jobs = await s.jobs.page(tx, state=state, account_id=by.account_id, after=since, limit=limit + 1)
        seen_to = await s.jobs.seen_to(tx, state=state, after=since)
        counts = await s.jobs.counts(tx, account_id=by.account_id)
    if len(jobs) > limit:
        seen_to = jobs[limit - 1].run_at, jobs[limit - 1].place
    cursor = None if seen_to is None else _write_cursor(*seen_to)
    return answer([_out(job) for job in jobs[:limit]], counts=counts, next=cursor, limit=limit)


def _write_cursor(run_at: datetime, place: int) -> str:
    return f"{run_at.astimezone(UTC):%Y%m%dT%H%M%S.%f}-{place}"


def _read_cursor(cursor: str) -> tuple[datetime, int]:
    """Raises Invalid for a cursor that we did not write."""
    at, _, place = cursor.partition("-")
    try:
        if not (place.isascii() and place.isdigit() and len(place) < 19):
            raise ValueError("places are numbers")
        return datetime.strptime(at, "%Y%m%dT%H%M%S.%f").replace(tzinfo=UTC), int(place)
    except ValueError as error:
        raise Invalid.field("after", "use the value of `next` from the page before") from error


@router.post("/{job_id}/retry")
async def retry(s: House, by: JobRunner, job_id: UUID) -> Response:
    """Bring a dead job back to life."""
    async with s.db.begin() as tx:
        await s.jobs.retry(tx, job_id, account_id=by.account_id)
        _note(tx, by, "job.retried", job_id)
    return answer({"id": str(job_id)})


@router.post("/{job_id}/discard")
async def discard(s: House, by: JobRunner, job_id: UUID) -> Response:
    """Remove a dead job for good."""
    async with s.db.begin() as tx:
        await s.jobs.discard(tx, job_id, account_id=by.account_id)
        _note(tx, by, "job.discarded", job_id)
    return answer({"id": str(job_id)})


def _note(tx: Tx, by: Operator, action: str, job_id: UUID) -> None:
    actor: Actor = by.actor
    tx.audit(actor, by.account_id, action, "job", job_id)
