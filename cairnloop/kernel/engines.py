"""The engines behind the database: one for Postgres; for SQLite one that writes and one that reads."""

from typing import Any

import orjson
from sqlalchemy import event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from cairnloop.errors import ConfigError
from cairnloop.kernel import sqlite_driver

READERS = 4
# What each connection keeps of the file in memory of its own; the system keeps the rest of it at hand anyway.
WRITER_KILOBYTES, READER_KILOBYTES = 16_000, 4_000
# How long a writer may wait for its turn before the caller hears that the house is too busy.
TURN_SECONDS = 30


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


def engines_of(url: URL, *, synchronous: str, pool_size: int) -> tuple[AsyncEngine, AsyncEngine]:
    """Who writes and who reads: on Postgres they are the same. `url` is one that `parse_url` has read."""
    if url.get_backend_name() == "sqlite":
        writer = _sqlite_engine(url, synchronous, pool_size=1, writes=True)
        return writer, _sqlite_engine(url, synchronous, pool_size=READERS, writes=False)
    engine = create_async_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=TURN_SECONDS,
        pool_pre_ping=True,
        hide_parameters=True,
        json_serializer=_json,
        json_deserializer=orjson.loads,
    )
    return engine, engine


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
            f"cache_size = -{WRITER_KILOBYTES if writes else READER_KILOBYTES}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Any) -> None:
        # IMMEDIATE takes the write lock at once, so a transaction never fails half-way for want of it.
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN", execution_options=sqlite_driver.UNANSWERED)

    return engine
