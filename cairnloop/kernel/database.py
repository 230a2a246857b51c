"""The database behind one door: SQLite or Postgres, and the transaction that carries rows, jobs, audit and news."""

import logging
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

import orjson
from sqlalchemy import event, insert, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DataError, DBAPIError, InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

from cairnloop.errors import ConfigError, Invalid, Unavailable
from cairnloop.kernel import sqlite_driver
from cairnloop.kernel.audit import Actor, AuditEntry
from cairnloop.kernel.clock import Clock, NewId, random_id
from cairnloop.kernel.events import Event, Reactions
from cairnloop.kernel.hub import Announcement, Hub
from cairnloop.kernel.jobs.port import MAX_ATTEMPTS, JobEngine, JobSpec, OnDuplicate
from cairnloop.kernel.tables import table

log = logging.getLogger(__name__)

READERS = 4
# How long a writer may wait for its turn before the caller hears that the house is too busy.
TURN_SECONDS = 30
# What Postgres says of lost connections, of too little of something, and of being shut down or started.
AWAY = ("08", "53", "57")
UNKNOWN = "It may or may not have kept the change: look before you do it again."
UNSTORABLE = "A value cannot be stored: it is out of range or holds characters no database keeps."


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
        if self.dialect == "sqlite":
            self._writer = _sqlite_engine(parsed, synchronous, pool_size=1, writes=True)
            self._reader = _sqlite_engine(parsed, synchronous, pool_size=READERS, writes=False)
        else:
            self._writer = self._reader = create_async_engine(
                parsed,
                pool_size=pool_size,
                max_overflow=0,
                pool_timeout=TURN_SECONDS,
                pool_pre_ping=True,
                hide_parameters=True,
                json_serializer=_json,
                json_deserializer=orjson.loads,
            )

    @property
    def engine(self) -> AsyncEngine:
        """The engine that writes: for migrations and for drivers that need a raw connection."""
        return self._writer

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Tx]:
        """A transaction that writes. Commits on leaving, rolls back on any exception."""
        with _in_our_words() as standing:
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
        with _in_our_words():
            async with AsyncSession(self._reader, expire_on_commit=False) as session, session.begin():
                yield Tx(session, self)

    async def _flush(self, tx: Tx) -> object:
        await tx._end()
        if tx.session.new or tx.session.dirty or tx.session.deleted:
            await tx.session.flush()
        if tx._audit:
            await tx.session.execute(insert(table(AuditEntry)), tx._audit)
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


class _Standing:
    """How far a transaction has come, for those who are told that the database went away under it."""

    committing = False

    def away(self, error: Exception) -> Unavailable:
        kept = UNKNOWN if self.committing else "Nothing was changed."
        return Unavailable(f"The database does not answer ({type(error).__name__}). {kept}")


@contextmanager
def _in_our_words() -> Iterator[_Standing]:
    """What the database cannot store is the caller's to mend; that it does not answer is nobody's input."""
    standing = _Standing()
    try:
        yield standing
    except DataError as error:
        raise Invalid(UNSTORABLE) from error
    except (OperationalError, InterfaceError, PoolTimeout, OSError) as error:
        raise standing.away(error) from error
    except DBAPIError as error:
        # Postgres says more than its driver's classes do: 22 is a value, 40 a transaction that had to give way.
        state = str(getattr(error.orig, "sqlstate", None) or "")
        if state.startswith("22"):
            raise Invalid(UNSTORABLE) from error
        if state in ("40001", "40P01"):
            raise Unavailable("Two changes met and one had to give way. Nothing was changed; try again.") from error
        # A driver whose connection ends under it loses count of its own state, and that has no code.
        confused = isinstance(error, InternalError) and not state
        if error.connection_invalidated or confused or state[:2] in AWAY:
            raise standing.away(error) from error
        raise


def parse_url(url: str) -> URL:
    """Read a database address and choose the driver. Raises ConfigError for what we cannot serve."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise ConfigError(
            "database.url cannot be read; write sqlite:///path/to/file.db or postgresql://user@host/name"
        ) from error
    match parsed.get_backend_name():
        case "sqlite":
            if not parsed.database or parsed.database == ":memory:":
                raise ConfigError("database.url must name a file, for example sqlite:///cairnloop.db")
            return parsed.set(drivername="sqlite+aiosqlite")
        case "postgresql" | "postgres":
            return parsed.set(drivername="postgresql+asyncpg")
        case other:
            raise ConfigError(f"database.url names {other!r}; Cairnloop runs on sqlite and postgresql")


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()


def _sqlite_engine(url: URL, synchronous: str, *, pool_size: int, writes: bool) -> AsyncEngine:
    engine = create_async_engine(
        url.set(drivername=sqlite_driver.DRIVER),
        json_serializer=_json,
        json_deserializer=orjson.loads,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=TURN_SECONDS,
        # An error is logged with its statement, but never with what customers wrote into it.
        hide_parameters=True,
    )

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        cursor = connection.cursor()
        for pragma in (
            "busy_timeout = 10000",
            "journal_mode = WAL" if writes else "query_only = ON",
            f"synchronous = {synchronous}",
            "foreign_keys = ON",
            "temp_store = MEMORY",
            "cache_size = -16000",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Any) -> None:
        # IMMEDIATE takes the write lock at once, so a transaction never fails half-way for want of it.
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine
