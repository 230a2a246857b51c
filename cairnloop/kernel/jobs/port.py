"""What the rest of the house knows of background jobs."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

if TYPE_CHECKING:
    from cairnloop.kernel.database import Tx

MAX_ATTEMPTS = 10
# Of the waiting jobs one page of an account's looks at so many; the next page goes on from there.
LOOKED_AT = 2_000


class OnDuplicate(StrEnum):
    """What happens when a live job already carries the same unique key."""

    KEEP = "keep"  # the first one stays as it is
    POSTPONE = "postpone"  # the first one moves to the new time and arguments (debounce)


@dataclass(frozen=True, slots=True)
class JobSpec:
    """A job to be written with the transaction that wants it.

    `args` is JSON. `run_at` None means as soon as possible. Among jobs that are due, a higher `priority` goes first,
    then the earlier `run_at`. A `unique_key` admits one waiting job of that key at a time; it is free again once that
    job has started.
    """

    kind: str
    args: dict[str, Any] = field(default_factory=dict)
    run_at: datetime | None = None
    priority: int = 0
    unique_key: str | None = None
    on_duplicate: OnDuplicate = OnDuplicate.KEEP
    max_attempts: int = MAX_ATTEMPTS


@dataclass(frozen=True, slots=True)
class Job:
    """A job as its handler gets it. `attempt` counts from 1 and includes starts that a crash cut short.

    When crashes have used up all of them, a job comes once more, to be buried: then `attempt` is above `max_attempts`.
    """

    id: UUID
    kind: str
    args: dict[str, Any]
    attempt: int
    max_attempts: int


class JobState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class JobView:
    """A job as an operator sees it. Finished jobs are gone; dead ones stay until retried or discarded."""

    id: UUID
    kind: str
    args: dict[str, Any]
    state: JobState
    run_at: datetime
    attempt: int
    max_attempts: int
    error: str | None
    place: int = 0  # among the jobs of the same moment

    def __post_init__(self) -> None:
        # The one that only buries is not counted.
        object.__setattr__(self, "attempt", min(self.attempt, self.max_attempts))


class GiveUp(Exception):
    """Raised by a handler: this job can never succeed; bury it now and keep the reason."""


Handler = Callable[[Job], Awaitable[None]]
# Told of a job that will not be tried again, and why, before it is marked dead; may be told twice, so it checks first.
Burial = Callable[[Job, str], Awaitable[None]]
# Takes jobs of one kind together and returns, for each job id that failed, the error; the others are done.
BatchHandler = Callable[[Sequence[Job]], Awaitable[Mapping[UUID, Exception]]]


@dataclass(frozen=True, slots=True)
class Handlers:
    """Who does what. Kinds in `batch` are handed over in groups, all others one by one; `buried` hears of the dead."""

    single: Mapping[str, Handler] = field(default_factory=dict)
    batch: Mapping[str, BatchHandler] = field(default_factory=dict)
    buried: Mapping[str, Burial] = field(default_factory=dict)

    def kinds(self) -> list[str]:
        return [*self.single, *self.batch]


class JobEngine(Protocol):
    """At-least-once execution of jobs that were committed with the rows that caused them."""

    async def enqueue(self, tx: "Tx", specs: Sequence[JobSpec]) -> None:
        """Write jobs as part of `tx`; nothing is visible to workers before the commit."""
        ...

    async def cancel(self, tx: "Tx", unique_key: str) -> bool:
        """Take back a waiting job as part of `tx`. False when none is waiting (or it has started)."""
        ...

    def wake(self, at: datetime | None = None) -> None:
        """Tell this daemon's worker that a commit wrote jobs, the first of them due `at` (None: at once). Cheap.

        A worker that will look by then anyway sleeps on.
        """
        ...

    async def run(self, handlers: Handlers, *, concurrency: int) -> None:
        """Work until cancelled; then let running handlers finish (bounded) and hand back what was not started."""
        ...

    async def drain(self, handlers: Handlers, *, concurrency: int = 10) -> None:
        """Work until nothing is due and nothing runs, then return. For whoever works this database alone."""
        ...

    async def page(
        self,
        tx: "Tx",
        *,
        state: JobState | None = None,
        account_id: UUID | None = None,
        after: tuple[datetime, int] | None = None,
        limit: int = 50,
    ) -> list[JobView]:
        """Jobs by due time, behind the time and place `after`; with `account_id` only its own and those of none.

        The page of an account is short, even empty, where `seen_to` says up to which place it has looked.
        """
        ...

    async def seen_to(
        self, tx: "Tx", *, state: JobState | None = None, after: tuple[datetime, int] | None = None
    ) -> tuple[datetime, int] | None:
        """Up to where the page of an account behind `after` vouches for having seen everything; None: to the end."""
        ...

    async def counts(self, tx: "Tx", *, account_id: UUID | None = None) -> dict[str, int]:
        """Jobs of the whole house by state, plus `due`: waiting jobs whose time has come. Capped at 10,000 each.

        With `account_id` the dead ones are its own and those of none, which it can see.
        """
        ...

    async def waiting(self, tx: "Tx", kinds: Sequence[str]) -> int:
        """How many jobs of these kinds wait, of the whole house. Capped at 10,000."""
        ...

    async def soonest(self, tx: "Tx") -> datetime | None:
        """When the first of the waiting jobs is due, of the whole house; None when none waits."""
        ...

    async def retry(self, tx: "Tx", job_id: UUID, *, account_id: UUID | None = None) -> None:
        """Bring a dead job back to life with fresh attempts. Raises NotFound, also for another account's job."""
        ...

    async def discard(self, tx: "Tx", job_id: UUID, *, account_id: UUID | None = None) -> None:
        """Remove a dead job for good. Raises NotFound, also for another account's job."""
        ...

    async def check(self, tx: "Tx") -> None:
        """Ask the engine whether it can take and give jobs; raises Unavailable with the reason."""
        ...
