"""The database behind one door: SQLite or Postgres, and the transaction that carries rows, jobs, audit and news."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import Executable, insert, text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from cairnloop.kernel.audit import Actor, AuditEntry
from cairnloop.kernel.clock import Clock, NewId, random_id, timely_id
from cairnloop.kernel.engines import engines_of, parse_url
from cairnloop.kernel.events import Event, Reactions
from cairnloop.kernel.hub import Announcement, Hub
from cairnloop.kernel.jobs.port import MAX_ATTEMPTS, JobEngine, JobSpec, OnDuplicate
from cairnloop.kernel.sqlite_driver import UNANSWERED
from cairnloop.kernel.standing import in_our_words
from cairnloop.kernel.tables import table

# Postgres shows each statement what is committed by then, unless it is told otherwise.
ONE_VIEW = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}


class Carrier(Protocol):
    """Takes announcements to the other daemons: `write` inside the transaction, `send` after the commit."""

    async def write(self, tx: "Tx", announcements: Sequence[Announcement]) -> object: ...

    def send(self, receipt: object) -> None: ...


class Tx:
    """One transaction: rows, jobs, audit entries and announcements that commit together or not at all."""

    def __init__(self, session: AsyncSession, database: "Database") -> None:
        self.session = session
        self.now: datetime = database.clock.now()
        self.new_id: NewId = database.new_id
        self.timely_id: NewId = timely_id  # of rows that come in masses
        self.dialect: str = database.dialect
        self.public_url: str = database.public_url
        self._reactions = database.reactions
        self._audit: list[dict[str, Any]] = []
        self._jobs: list[JobSpec] = []
        self._announcements: list[Announcement] = []
        self._afterwards: list[Callable[[], None]] = []
        self._at_the_end: dict[Event, None] = {}

    def audit(
        self,
        actor: Actor,
        account_id: UUID,
        action: str,
        subject_kind: str,
        subject_id: object,
        *,
        conversation_id: UUID | None = None,
        reason: str | None = None,
        **detail: Any,
    ) -> None:
        """Write down who did what to which thing. `detail` is JSON and never holds message text or secrets."""
        self._audit.append(
            {
                "account_id": account_id,
                "at": self.now,
                "actor_kind": actor.kind.value,
                "actor_id": actor.id,
                "actor_label": actor.label,
                "action": action,
                "subject_kind": subject_kind,
                "subject_id": str(subject_id),
                "conversation_id": conversation_id,
                "reason": reason,
                "detail": detail,
            }
        )

    def enqueue(
        self,
        kind: str,
        *,
        run_at: datetime | None = None,
        priority: int = 0,
        unique_key: str | None = None,
        on_duplicate: OnDuplicate = OnDuplicate.KEEP,
        max_attempts: int = MAX_ATTEMPTS,
        **args: Any,
    ) -> None:
        """Ask for work to be done after the commit. UUIDs in `args` become strings."""
        plain = {name: str(value) if isinstance(value, UUID) else value for name, value in args.items()}
        self._jobs.append(JobSpec(kind, plain, run_at, priority, unique_key, on_duplicate, max_attempts))

    async def write(self, statement: Executable, values: Any) -> None:
        """Do what nobody asks the outcome of. On SQLite it goes along with the next statement, or with the commit."""
        connection = await self.session.connection()
        await connection.execute(statement, values, execution_options=UNANSWERED)

    def announce(self, topic: str, event: str, payload: dict[str, Any]) -> None:
        """Tell whoever listens to `topic`, once the commit is certain."""
        self._announcements.append(Announcement(topic, event, payload))

    def afterwards(self, call: Callable[[], None]) -> None:
        """Run a quick, synchronous call after the commit."""
        self._afterwards.append(call)

    async def emit(self, *events: Event) -> None:
        """Let the reactions to these events happen, in this transaction."""
        by_type: dict[type[Event], list[Event]] = {}
        for happened in events:
            by_type.setdefault(type(happened), []).append(happened)
        for kind, group in by_type.items():
            for reaction in self._reactions.get(kind, ()):
                await reaction(self, group)

    def emit_at_the_end(self, event: Event) -> None:
        """Let the reactions happen when all else is done, once for equal events: they see what will be committed."""
        self._at_the_end[event] = None

    async def _end(self) -> None:
        while self._at_the_end:
            events, self._at_the_end = list(self._at_the_end), {}
            await self.emit(*events)


class Database:
    """Opens transactions. On SQLite one connection writes and a few read; on Postgres all do both."""

    def __init__(
        self,
        url: str,
        *,
        clock: Clock,
        hub: Hub | None = None,
        new_id: NewId = random_id,
        synchronous: str = "FULL",
        pool_size: int = 10,
    ) -> None:
        parsed = parse_url(url)
        self.url = parsed
        self.dialect = parsed.get_backend_name()
        self.clock = clock
        self.new_id = new_id
        self.hub = hub or Hub()
        self.public_url = ""  # where the house is seen from outside; without one, addresses are relative
        self.reactions: Reactions = {}
        self.jobs: JobEngine | None = None
        self.carrier: Carrier | None = None
        self._writer, self._reader = engines_of(parsed, synchronous=synchronous, pool_size=pool_size)

    @property
    def writers(self) -> int:
        """How many groups of one kind are worth writing at a time: on SQLite one writes, whoever else wants to."""
        return 1 if self.dialect == "sqlite" else 3

    @property
    def engine(self) -> AsyncEngine:
        """The engine that writes: for migrations and for drivers that need a raw connection."""
        return self._writer

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Tx]:
        """A transaction that writes. Commits on leaving, rolls back on any exception."""
        with in_our_words() as standing:
            async with AsyncSession(self._writer, expire_on_commit=False) as session:
                async with session.begin():
                    tx = Tx(session, self)
                    yield tx
                    receipt = await self._flush(tx)
                    standing.committing = True
                self._publish(tx, receipt)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Tx]:
        """A consistent view that writes nothing; on SQLite it waits for no writer."""
        with in_our_words():
            async with AsyncSession(self._reader, expire_on_commit=False) as session, session.begin():
                if self.dialect == "postgresql":
                    await session.connection(execution_options=ONE_VIEW)
                yield Tx(session, self)

    async def _flush(self, tx: Tx) -> object:
        await tx._end()
        if tx.session.new or tx.session.dirty or tx.session.deleted:
            await tx.session.flush()
        if tx._audit:
            await tx.write(insert(table(AuditEntry)), tx._audit)
        if tx._jobs:
            if self.jobs is None:
                raise RuntimeError("this database was opened without a job engine")
            await self.jobs.enqueue(tx, tx._jobs)
        if tx._announcements and self.carrier is not None:
            return await self.carrier.write(tx, tx._announcements)
        return None

    def _publish(self, tx: Tx, receipt: object) -> None:
        self.hub.publish(tx._announcements)
        if receipt is not None and self.carrier is not None:
            self.carrier.send(receipt)
        if tx._jobs and self.jobs is not None:
            soonest = min(tx.now if job.run_at is None else job.run_at for job in tx._jobs)
            self.jobs.wake(soonest if soonest > tx.now else None)
        for call in tx._afterwards:
            call()

    async def ping(self) -> None:
        """Ask the database a question, as a reader and as a writer would."""
        async with self.read() as tx:
            await tx.session.execute(text("SELECT 1"))

    async def close(self) -> None:
        await self._writer.dispose()
        if self._reader is not self._writer:
            await self._reader.dispose()
