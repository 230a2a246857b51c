"""Entries of the index: what is said of each message, written in portions, each on its account's shelf."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, bindparam, exists, insert, select, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from cairnloop.desk.rules import Delivery
from cairnloop.desk.search.tables import Entry, Segment, Shelf
from cairnloop.desk.search.words import Facts, about, of_text, text_of_entry, vector
from cairnloop.desk.tables import Conversation, Message
from cairnloop.files.tables import File
from cairnloop.kernel.database import Tx
from cairnloop.kernel.tables import table
from cairnloop.people.tables import Customer

# Entries a segment: so many rows at most does a search on Postgres read at once.
SEGMENT = 16_384

entries, segments = table(Entry), table(Segment)
READ = (
    select(
        Message.seq,
        Message.account_id,
        Message.body,
        Message.private,
        Message.user_id,
        Message.delivery,
        Message.created_at,
        Conversation.inbox_id,
        Conversation.customer_id,
        Conversation.source,
        Conversation.subject,
        Customer.name,
        Customer.email,
        Customer.external_id,
        Entry.shelf,
        Entry.segment,
        exists().where(File.message_id == Message.id).label("has_file"),
    )
    .join(Conversation, Message.conversation_id == Conversation.id)
    .join(Customer, Conversation.customer_id == Customer.id)
    .outerjoin(Entry, Entry.key == Message.seq)
)
CHANGE = (
    update(entries)
    .where(entries.c.key == bindparam("of"))
    .values({name: bindparam(f"new_{name}") for name in ("size", "about", "words")})
)


@dataclass(slots=True)
class Stretch:
    """A segment as it grows."""

    shelf: int
    number: int
    entries: int
    first_key: int
    last_key: int
    first_at: datetime
    last_at: datetime

    def grow(self, key: int, at: datetime) -> None:
        self.entries += 1
        self.first_key, self.last_key = min(self.first_key, key), max(self.last_key, key)
        self.first_at, self.last_at = min(self.first_at, at), max(self.last_at, at)


async def read(tx: Tx, query: Any) -> Sequence[Row[Any]]:
    """Messages with all that is indexed of them. Who deletes one waits until its entry is there to go with it."""
    held: Select[Any] = query.with_for_update(read=True, key_share=True, of=Message)
    found: Sequence[Row[Any]] = (await tx.session.execute(held)).all()
    return found


async def add(tx: Tx, found: Sequence[Row[Any]]) -> None:
    """Make these messages findable. Only for whoever has locked the mark."""
    if not found:
        return
    shelves = await _shelves(tx, {row.account_id for row in found})
    newest = await _newest(tx, shelves.values())
    grown: dict[tuple[int, int], Stretch] = {}
    rows: list[dict[str, Any]] = []
    for row in found:
        shelf = shelves[row.account_id]
        stretch = newest.get(shelf)
        if stretch is None or stretch.entries >= SEGMENT:
            number = 1 if stretch is None else stretch.number + 1
            stretch = newest[shelf] = Stretch(shelf, number, 0, row.seq, row.seq, row.created_at, row.created_at)
        stretch.grow(row.seq, row.created_at)
        grown[shelf, stretch.number] = stretch
        content = _content(tx.dialect, shelf, stretch.number, row)
        rows.append({"key": row.seq, "shelf": shelf, "segment": stretch.number, **content})
    await tx.session.execute(insert(entries), rows)
    await _keep(tx, list(grown.values()))


async def change(tx: Tx, found: Sequence[Row[Any]]) -> None:
    """Say of these messages what is so now. Only for whoever has locked the mark."""
    rows = []
    for row in found:
        content = _content(tx.dialect, row.shelf, row.segment, row)
        rows.append({"of": row.seq, **{f"new_{name}": value for name, value in content.items()}})
    if rows:
        await (await tx.session.connection()).execute(CHANGE, rows)


def _content(dialect: str, shelf: int, segment: int, row: Row[Any]) -> dict[str, Any]:
    facts = Facts(
        inbox_id=row.inbox_id,
        customer_id=row.customer_id,
        source=row.source,
        private=row.private,
        has_file=row.has_file,
        user_id=row.user_id,
        by_customer=row.delivery == Delivery.RECEIVED.value,
        subject=row.subject,
        customer=(row.name, row.email, row.external_id),
    )
    over, words = about(facts), of_text(row.body)
    said = text_of_entry(shelf, words) if dialect == "sqlite" else vector(shelf, segment, over, words)
    return {"size": len(words), "about": text_of_entry(shelf, over), "words": said}


async def _shelves(tx: Tx, account_ids: Collection[UUID]) -> dict[UUID, int]:
    query = select(Shelf.account_id, Shelf.number).where(Shelf.account_id.in_(account_ids))
    found = {row.account_id: row.number for row in await tx.session.execute(query)}
    new = [{"account_id": one} for one in account_ids if one not in found]
    if new:
        await tx.session.execute(insert(table(Shelf)), new)
        found = {row.account_id: row.number for row in await tx.session.execute(query)}
    return found


async def _newest(tx: Tx, shelves: Collection[int]) -> dict[int, Stretch]:
    found: dict[int, Stretch] = {}
    for shelf in shelves:
        query = select(segments).where(segments.c.shelf == shelf).order_by(segments.c.number.desc()).limit(1)
        for row in await tx.session.execute(query):
            found[shelf] = Stretch(*row)
    return found


async def _keep(tx: Tx, grown: Sequence[Stretch]) -> None:
    upsert = sqlite_insert(segments) if tx.dialect == "sqlite" else postgres_insert(segments)
    changed = {name: upsert.excluded[name] for name in ("entries", "first_key", "last_key", "first_at", "last_at")}
    upsert = upsert.on_conflict_do_update(index_elements=["shelf", "number"], set_=changed)
    rows = [{name: getattr(one, name) for name in Stretch.__slots__} for one in grown]
    await tx.session.execute(upsert, rows)
