"""Carries announcements and short-lived news between the daemons of one Postgres, over one connection each."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import orjson

from cairnloop.errors import Unavailable
from cairnloop.kernel.hub import Announcement, Hub
from cairnloop.kernel.postgres_line import Line

if TYPE_CHECKING:
    from cairnloop.kernel.database import Database, Tx

log = logging.getLogger(__name__)

CHANNEL = "cairnloop_news"
# Postgres takes 8000 bytes in one notification.
IDS_AT_ONCE = 300
LARGEST_SIGNAL = 7000
# A pause after each notification, in which the next one gathers.
GATHER_SECONDS = 0.005
PAUSE_SECONDS = 0.5
# How often a daemon looks for announcements whose notification never came, because their daemon died after the commit.
SWEEP_SECONDS = 5.0
# How long after it is written a row may still be invisible: the commit that follows the writing.
MARGIN = timedelta(seconds=10)
KEEP = timedelta(minutes=10)

WRITE = """
INSERT INTO announcements (node, at, topic, event, payload)
SELECT $1, clock_timestamp(), topic, event, payload
FROM unnest($2::text[], $3::text[], $4::text[]) WITH ORDINALITY AS news (topic, event, payload, place)
ORDER BY place RETURNING id
"""
NOTIFY = "SELECT pg_notify($1, said) FROM unnest($2::text[]) AS said"
NOW = "SELECT clock_timestamp() AS now"
LOAD = "SELECT id, at, topic, event, payload FROM announcements WHERE id = ANY($1::bigint[]) ORDER BY id"
SWEEP = """
SELECT id, at, topic, event, payload FROM announcements
WHERE at > $1 AND node <> $2 AND id NOT IN (SELECT unnest($3::bigint[])) ORDER BY id
"""
PRUNE = "DELETE FROM announcements WHERE at < clock_timestamp() - $1::interval"

Handler = Callable[[Any], None]


class PostgresCarrier:
    """The road to the other daemons.

    Announcements are rows of the transaction that makes them; after the commit their ids, and nothing else, are
    notified. What a daemon missed (its connection was lost, a notification never came) it finds in the table. Signals
    have no rows: whoever is away misses them.
    """

    def __init__(self, database: "Database", *, on_gap: Callable[[], None] | None = None) -> None:
        """`on_gap` is called when this daemon was cut off for so long that announcements are lost to it."""
        self.node = database.new_id()
        self._on_gap = on_gap
        self._line = Line(database.url, "carrier", greet=self._listen)
        self._handlers: dict[str, Handler] = {}
        self._ids: list[int] = []
        self._signals: dict[str, None] = {}
        self._outgoing = asyncio.Event()
        self._arrived: list[int] = []
        self._stir = asyncio.Event()
        self._look_around = True
        self._cursor: datetime | None = None
        self._seen: dict[int, datetime] = {}
        self.ready = asyncio.Event()
        self.trouble: str | None = None  # why this daemon does not hear the others at present

    async def write(self, tx: "Tx", announcements: Sequence[Announcement]) -> list[int]:
        """Write the announcements as part of `tx`; returns what `send` needs after the commit."""
        connection = await tx.session.connection()
        result = await connection.exec_driver_sql(
            WRITE,
            (
                self.node,
                [one.topic for one in announcements],
                [one.event for one in announcements],
                [one.encoded.decode() for one in announcements],
            ),
        )
        return [row.id for row in result]

    def send(self, receipt: object) -> None:
        """Tell the others that rows are there to read. Cheap; the telling happens in `run`."""
        if not isinstance(receipt, list):
            raise TypeError("a receipt comes from write")
        self._ids += receipt
        self._outgoing.set()

    def signal(self, kind: str, payload: Any) -> None:
        """Tell the other daemons something short that may get lost (presence, typing): JSON of at most 7000 bytes."""
        said = orjson.dumps({"node": str(self.node), "kind": kind, "payload": payload}).decode()
        if len(said.encode()) > LARGEST_SIGNAL:
            raise ValueError(f"a {kind!r} signal of {len(said)} characters does not fit into a notification")
        self._signals[said] = None
        self._outgoing.set()

    def on(self, kind: str, handler: Handler) -> None:
        """Have `handler` called with the payload of each signal of this kind from other daemons. It must be quick."""
        self._handlers[kind] = handler

    async def run(self, hub: Hub) -> None:
        """Keep the connection, tell the others, and publish in `hub` what they tell. Ends when cancelled."""
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._send_all())
                tasks.create_task(self._receive_all(hub))
        finally:
            with suppress(Unavailable, TimeoutError):
                async with asyncio.timeout(PAUSE_SECONDS):
                    await self._tell()
            await self._line.close()

    async def _send_all(self) -> None:
        while True:
            await self._outgoing.wait()
            self._outgoing.clear()
            try:
                await self._tell()
            except Unavailable:
                # Nothing is lost but time: the others find the rows when they next look around.
                log.warning("cannot notify the other daemons", exc_info=True)
                await asyncio.sleep(PAUSE_SECONDS)
            await asyncio.sleep(GATHER_SECONDS)

    async def _tell(self) -> None:
        ids, self._ids = self._ids, []
        signals, self._signals = self._signals, {}
        said = [
            orjson.dumps({"node": str(self.node), "ids": ids[start : start + IDS_AT_ONCE]}).decode()
            for start in range(0, len(ids), IDS_AT_ONCE)
        ]
        if said or signals:
            await self._line.fetch(NOTIFY, CHANNEL, [*said, *signals])

    async def _listen(self, connection: Any) -> None:
        await connection.add_listener(CHANNEL, self._hear)
        connection.add_termination_listener(self._lose)
        self._look_around = True
        self._stir.set()

    def _lose(self, _connection: object) -> None:
        self._look_around = True
        self._stir.set()

    def _hear(self, _connection: object, _pid: int, _channel: str, said: object) -> None:
        try:
            message = orjson.loads(str(said))
            if message["node"] == str(self.node):
                return
            kind, ids = message.get("kind"), message.get("ids", [])
        except (ValueError, KeyError, TypeError, AttributeError):
            log.warning("somebody else speaks on our channel", extra={"channel": CHANNEL})
            return
        if kind is None:
            self._arrived += ids
            self._stir.set()
        elif kind in self._handlers:
            self._handlers[kind](message.get("payload"))

    async def _receive_all(self, hub: Hub) -> None:
        while True:
            self._stir.clear()
            try:
                if self._look_around:
                    await self._sweep(hub)
                if self._arrived:
                    await self._load(hub)
            except Unavailable as error:
                log.warning("cut off from the other daemons; trying again", exc_info=True)
                self.trouble = error.detail
                self._look_around = True
                await asyncio.sleep(PAUSE_SECONDS)
                continue
            self.trouble = None
            try:
                async with asyncio.timeout(SWEEP_SECONDS):
                    await self._stir.wait()
            except TimeoutError:
                self._look_around = True

    async def _load(self, hub: Hub) -> None:
        ids, self._arrived = self._arrived, []
        self._publish(hub, await self._line.fetch(LOAD, [one for one in ids if one not in self._seen]))

    async def _sweep(self, hub: Hub) -> None:
        """Publish what is in the table and was not seen yet, from a little before the last look on.

        Ids are given out before the commit, so a later one can be visible before an earlier: the look goes back in
        time instead of on from the last id. The first look publishes nothing: what was said before is history.
        """
        now: datetime = (await self._line.fetch(NOW))[0]["now"]
        self._look_around = False  # from here on the connection listens: what is said later is heard
        since = (self._cursor or now) - MARGIN
        rows = await self._line.fetch(SWEEP, since, self.node, list(self._seen))
        if self._cursor is None:
            self._seen = {row["id"]: row["at"] for row in rows}
        else:
            if now - self._cursor > KEEP - MARGIN and self._on_gap is not None:
                self._on_gap()
            self._publish(hub, rows)
        self._cursor = now
        self.ready.set()
        self._seen = {one: at for one, at in self._seen.items() if at > now - MARGIN}

    def _publish(self, hub: Hub, rows: Sequence[dict[str, Any]]) -> None:
        self._seen.update((row["id"], row["at"]) for row in rows)
        hub.publish(Announcement(row["topic"], row["event"], orjson.loads(row["payload"])) for row in rows)


async def prune(tx: "Tx") -> None:
    """Forget announcements that every daemon has seen long ago. Meant for a schedule of a minute or more."""
    if tx.dialect == "sqlite":
        return  # one daemon, no carrier, nothing written
    connection = await tx.session.connection()
    await connection.exec_driver_sql(PRUNE, (KEEP,))
