"""A large archive of invented messages, indexed, in three accounts of very different size, on either database."""

import random
import sqlite3
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count, islice
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import numpy as np

from cairnloop.desk.search.entries import SEGMENT
from cairnloop.desk.search.words import Facts, about, text_of_entry, vector
from cairnloop.kernel.clock import SystemClock
from cairnloop.kernel.database import Database
from tests import make
from tests.databases import create_tables, empty_postgres

# How the messages are shared out: one account that is nearly everything, one in between, one with next to nothing.
SHARES = {"Large": 0.9, "Middle": 0.0999, "Small": 0.0001}
EACH = 8  # messages a conversation
WORDS = 14  # words a message
CHUNK = 50_000
START = datetime(2025, 1, 1, tzinfo=UTC)

Rows = dict[str, list[tuple[Any, ...]]]
COLUMNS = {
    "customers": "id account_id name email first_seen last_seen_at created_at updated_at",
    "conversations": "id account_id inbox_id customer_id assignee_id status source subject priority read version "
    "clarifications last_activity_at created_at updated_at closed_at",
    "messages": "seq id account_id conversation_id customer_id type source private body delivery created_at",
    "message_entries": "key shelf segment size about words",
}


@dataclass(frozen=True, slots=True)
class Archive:
    """Where it is, whose, which words stand in it by how common they are, and how long it took to make (s)."""

    url: str
    desks: dict[str, make.Desk]
    vocabulary: Sequence[str]
    filled: float


class _Shelf:
    """An account as it fills."""

    def __init__(self, database: str, desk: make.Desk, number: int) -> None:
        self.on_sqlite = database == "sqlite"
        self.desk = desk
        self.number = number
        self.segments: list[list[Any]] = []
        self.user = desk.sam.user_id
        self.account, self.inbox = self.stored(desk.account_id), self.stored(desk.inbox_id)

    def stored(self, value: UUID | datetime) -> Any:
        if not self.on_sqlite:
            return value
        return value.hex if isinstance(value, UUID) else value.strftime("%Y-%m-%d %H:%M:%S.%f")

    def take(self, rows: Rows, said: list[list[str]], seq: int, fresh: Iterator[bytes]) -> None:
        """A customer, their conversation, its messages and their entries."""
        who, which = UUID(bytes=next(fresh)), UUID(bytes=next(fresh))
        customer, conversation = self.stored(who), self.stored(which)
        name = f"{said[0][0].title()} {said[-1][1].title()}"
        email = f"{said[0][0]}.{said[-1][1]}@example.com"
        subject = said[0][2] if seq % 3 == 0 else None
        at = self.stored(START + timedelta(seconds=20 * seq))
        closed = None if seq % 9 else at
        rows["customers"].append((customer, self.account, name, email, at, at, at, at))
        rows["conversations"].append(
            (
                *(conversation, self.account, self.inbox, customer, self.user if seq % 5 == 0 else None),
                *("closed" if closed else "open", "chat", subject, "not_priority", True, 1, 0, at, at, at, closed),
            )
        )
        facts = Facts(self.desk.inbox_id, who, "chat", False, False, None, True, subject, (name, email, None))
        theirs, ours = about(facts), about(replace(facts, user_id=self.user, by_customer=False))
        segment = self._segment(seq, at, len(said))
        for ahead, one in enumerate(said):
            writer, kind = (customer, "received") if ahead % 2 == 0 else (None, "sent")
            new = next(fresh)
            id_ = new.hex() if self.on_sqlite else UUID(bytes=new)
            body = " ".join(one)
            message = (seq + ahead, id_, self.account, conversation, writer, "reply", "chat", False, body, kind, at)
            rows["messages"].append(message)
            over = ours if writer is None else theirs
            rows["message_entries"].append(self._entry(seq + ahead, segment, over, one))

    def _segment(self, seq: int, at: Any, count: int) -> int:
        if not self.segments or self.segments[-1][1] >= SEGMENT:
            self.segments.append([len(self.segments) + 1, 0, seq, seq, at, at])
        newest = self.segments[-1]
        newest[1], newest[3], newest[5] = newest[1] + count, seq + count - 1, at
        return int(newest[0])

    def _entry(self, key: int, segment: int, over: list[str], said: list[str]) -> tuple[Any, ...]:
        spelt = [f"_{word}" for word in said]
        plain, about_it = text_of_entry(self.number, spelt), text_of_entry(self.number, over)
        indexed = plain if self.on_sqlite else vector(self.number, segment, over, spelt)
        return key, self.number, segment, len(said), about_it, indexed


async def archive(database: str, folder: str, messages: int) -> Archive:
    url = f"sqlite:///{Path(folder) / 'archive.db'}" if database == "sqlite" else await empty_postgres("archive")
    await create_tables(url)
    db = Database(url, clock=SystemClock(), synchronous="OFF")
    desks = {name: await make.desk(db, name) for name in SHARES}
    await db.close()
    began = time.perf_counter()
    vocabulary = _vocabulary()
    chunks = _chunks(database, [*desks.values()], vocabulary, messages)
    if database == "sqlite":
        _fill_sqlite(url.removeprefix("sqlite:///"), chunks)
    else:
        await _fill_postgres(url, chunks)
    return Archive(url, desks, vocabulary, time.perf_counter() - began)


def _vocabulary(seed: int = 7) -> list[str]:
    chance = random.Random(seed)  # noqa: S311 - the same words every time, guards nothing
    found: dict[str, None] = {}
    while len(found) < 60_000:
        pieces = (chance.choice("bdfgklmnprstvz") + chance.choice("aeiou") for _ in range(chance.randint(2, 5)))
        found["".join(pieces)] = None
    return list(found)


def _chunks(database: str, desks: Sequence[make.Desk], vocabulary: list[str], messages: int) -> Iterator[Rows]:
    """Everything in portions, the accounts mixed as they would be."""
    numbers = np.random.default_rng(7)
    weights = np.cumsum(1 / (np.arange(len(vocabulary)) + 3.0) ** 1.05)
    shelves = [_Shelf(database, desk, at) for at, desk in enumerate(desks, 1)]
    for first in range(0, messages, CHUNK):
        size = min(CHUNK, messages - first)
        rows: Rows = {name: [] for name in COLUMNS}
        drawn = np.searchsorted(weights, numbers.random((size, WORDS)) * weights[-1])
        owners = numbers.choice(len(shelves), p=[*SHARES.values()], size=size // EACH + 1)
        ids = iter(numbers.bytes(16 * (size + 3 * len(owners))))
        fresh = (bytes(islice(ids, 16)) for _ in count())
        for at in range(0, size, EACH):
            said = [[vocabulary[word] for word in one] for one in drawn[at : at + EACH].tolist()]
            shelves[int(owners[at // EACH])].take(rows, said, first + at + 1, fresh)
        yield rows
    segments = [(shelf.number, *segment) for shelf in shelves for segment in shelf.segments]
    yield {
        "message_shelves": [(shelf.number, shelf.stored(shelf.desk.account_id)) for shelf in shelves],
        "message_segments": segments,
        "message_marks": [(1, messages, messages, 0)],
    }


def _fill_sqlite(file: str, chunks: Iterator[Rows]) -> None:
    line = sqlite3.connect(file, isolation_level=None)
    for pragma in ("synchronous = OFF", "journal_mode = OFF", "foreign_keys = OFF", "cache_size = -400000"):
        line.execute(f"PRAGMA {pragma}")
    triggers = line.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'message_%'")
    kept = triggers.fetchall()
    for name, _ in kept:
        line.execute(f"DROP TRIGGER {name}")
    line.execute("BEGIN")
    for rows in chunks:
        for name, group in rows.items():
            columns = f" ({', '.join(COLUMNS[name].split())})" if name in COLUMNS else ""
            places = ", ".join("?" * len(group[0])) if group else ""
            if group:
                line.executemany(f"INSERT INTO {name}{columns} VALUES ({places})", group)  # noqa: S608 - our own names
    line.execute("INSERT INTO message_index (message_index) VALUES ('rebuild')")
    line.execute("COMMIT")
    for _, sql in kept:
        line.execute(sql)
    line.close()


async def _fill_postgres(url: str, chunks: Iterator[Rows]) -> None:
    line = await asyncpg.connect(url)
    await line.execute("SET session_replication_role = replica; SET maintenance_work_mem = '256MB'")
    # Indexes are quicker made of what is there than kept up with it, but for those of keys.
    indexes = await line.fetch(
        "SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS made FROM pg_index "
        "WHERE indrelid = ANY(ARRAY['conversations', 'messages', 'message_entries']::regclass[]) "
        "AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)"
    )
    for row in indexes:
        await line.execute(f"DROP INDEX {row['name']}")
    for rows in chunks:
        for name, group in rows.items():
            columns = COLUMNS[name].split() if name in COLUMNS else None
            if name == "message_entries":
                # A tsvector has no binary form that one could copy.
                lines = ("\t".join(map(str, row)) + "\n" for row in group)
                await line.copy_to_table(name, source=_encoded(lines), columns=columns, format="text")
            elif group:
                await line.copy_records_to_table(name, records=group, columns=columns)
    for row in indexes:
        await line.execute(row["made"])
    await line.execute("SELECT setval(pg_get_serial_sequence('messages', 'seq'), (SELECT max(seq) FROM messages))")
    for name in COLUMNS:
        await line.execute(f"VACUUM ANALYZE {name}")
    await line.close()


async def _encoded(lines: Iterator[str]) -> AsyncIterator[bytes]:
    for line in lines:
        yield line.encode()
