"""Runs handlers and says how each job ended; shared by the engines."""

import logging
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from uuid import UUID

from cairnloop.kernel import telemetry
from cairnloop.kernel.jobs.port import Handlers, Job

log = logging.getLogger(__name__)


async def attempt(handlers: Handlers, job: Job) -> Exception | None:
    """Run the one handler of this job's kind. Returns what went wrong, or None."""
    with _timed(job.kind, 1):
        try:
            await handlers.single[job.kind](job)
        except Exception as error:  # noqa: BLE001 - every failure is written on the job's row
            _tell(job, error)
            return error
    return None


async def attempt_batch(handlers: Handlers, kind: str, jobs: Sequence[Job]) -> Mapping[UUID, Exception]:
    """Run the batch handler of `kind`. When it fails as a whole, every job of the batch carries that error."""
    with _timed(kind, len(jobs)):
        try:
            failed = dict(await handlers.batch[kind](jobs))
        except Exception as error:  # noqa: BLE001 - every failure is written on the job's row
            failed = {job.id: error for job in jobs}
    for job in jobs:
        if job.id in failed:
            _tell(job, failed[job.id])
    return failed


def _tell(job: Job, error: Exception) -> None:
    log.warning(
        "job failed",
        extra={"kind": job.kind, "job_id": str(job.id), "attempt": job.attempt, "error": type(error).__name__},
        exc_info=error,
    )
    telemetry.job_failures.labels(job.kind).inc()


@contextmanager
def _timed(kind: str, count: int) -> Iterator[None]:
    began = time.perf_counter()
    yield
    telemetry.job_seconds.labels(kind).observe(time.perf_counter() - began)
    telemetry.jobs_run.labels(kind).inc(count)
