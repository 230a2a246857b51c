"""Taking in tags and what carries them, and canned replies; what has a name of ours already is the same."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Executable, select, true
from sqlalchemy.dialects import postgresql, sqlite

from cairnloop.desk.imports import links
from cairnloop.desk.imports.keeping import Wish, keep, once
from cairnloop.desk.imports.links import Became, keep_links, links_of
from cairnloop.desk.imports.rules import digest_of, past
from cairnloop.desk.imports.taken import Work
from cairnloop.desk.marks.canned_rules import check
from cairnloop.desk.marks.tables import CannedResponse, ConversationTag
from cairnloop.desk.marks.tags import key_of
from cairnloop.errors import Invalid
from cairnloop.kernel.given import given, packed
from cairnloop.kernel.tables import attributes, table
from cairnloop.people.customer.tables import CustomerTag, Tag
from cairnloop.wire.imported import CannedRecord, ConversationTagRecord, CustomerTagRecord, TagRecord

SAME_NAME = "one of this name is here already, which stays as it is"
NO_TAG = "its tag was not imported, or is not here any more"
NO_OWNER = "what carries it was not imported, or is not here any more"
# A name that changed over there stays here: another may have it by now.
FIXED = ("name", "key", "created_at")


async def take_tags(work: Work, records: Sequence[TagRecord]) -> None:
    creators = await links.users(work, {record.creator for record in records})
    wishes = []
    for record in once(work, records):
        values = {
            "creator_id": creators.get(record.creator or ""),
            "name": record.name,
            "key": key_of(record.name),
            "description": record.description or None,
            "color": record.color,
            "created_at": past(record.created_at, work.tx.now),
            "updated_at": past(record.updated_at or record.created_at, work.tx.now),
        }
        wishes.append(Wish(record.id, digest_of(record.model_dump_json()), values, values["updated_at"]))
    await _keep_named(work, Tag, wishes)


async def take_canned(work: Work, records: Sequence[CannedRecord]) -> None:
    wishes = []
    for record in once(work, records):
        try:
            content = check(record.content)
        except Invalid as error:
            work.taken.skip(record.id, error.detail)
            continue
        values = {
            "inbox_id": None,
            "name": record.name,
            "key": key_of(record.name),
            "shortcut": None,
            "content": content,
            "created_at": past(record.created_at, work.tx.now),
            "updated_at": past(record.updated_at or record.created_at, work.tx.now),
        }
        wishes.append(Wish(record.id, digest_of(record.model_dump_json()), values, values["updated_at"]))
    await _keep_named(work, CannedResponse, wishes, fixed=("inbox_id", "shortcut"))


async def _keep_named(
    work: Work, row: type[Tag] | type[CannedResponse], wishes: Sequence[Wish], fixed: Collection[str] = ()
) -> None:
    """Those whose name nobody had first; of several with one name the others are the same as the first."""
    known = await links_of(work, work.taken.kind, {wish.their_id for wish in wishes})
    named = await _by_key(work, row, wishes)
    stand: list[Wish] = []
    first: dict[str, Wish] = {}
    again: list[Wish] = []
    for wish in wishes:
        key = wish.values["key"]
        if wish.their_id in known:
            stand.append(wish)
        elif key in named or key in first:
            again.append(wish)
        else:
            first[key] = wish
    await keep(work, row, [*stand, *first.values()], fixed=(*FIXED, *fixed))
    named = await _by_key(work, row, again)
    for wish in again:
        work.taken.remark(wish.their_id, SAME_NAME)
    await keep(work, row, [_joined(wish, named) for wish in again], fixed=(*FIXED, *fixed))


def _joined(wish: Wish, named: Mapping[str, UUID]) -> Wish:
    return Wish(wish.their_id, wish.digest, wish.values, wish.left_at, named.get(wish.values["key"]))


async def _by_key(work: Work, row: type[Tag] | type[CannedResponse], wishes: Sequence[Wish]) -> dict[str, UUID]:
    keys = {wish.values["key"] for wish in wishes}
    query = select(row.key, row.id).where(row.account_id == work.account_id, row.key.in_(keys))
    return {str(found[0]): found[1] for found in await work.tx.session.execute(query)} if keys else {}


async def take_customer_tags(work: Work, records: Sequence[CustomerTagRecord]) -> None:
    owners = await links.customers(work, {record.customer for record in records})
    pins = [(record.customer, record) for record in records]
    await _pin(work, CustomerTag, "customer_id", owners, pins)


async def take_conversation_tags(work: Work, records: Sequence[ConversationTagRecord]) -> None:
    owners = await links.threads(work, {record.conversation for record in records})
    pins = [(record.conversation, record) for record in records]
    await _pin(work, ConversationTag, "conversation_id", owners, pins)


async def _pin(
    work: Work,
    row: type[CustomerTag] | type[ConversationTag],
    owner: str,
    owners: Mapping[str, UUID],
    pins: Sequence[tuple[str, CustomerTagRecord | ConversationTagRecord]],
) -> None:
    """Each tag once on what carries it; one that was taken off here is not put on again."""
    tags = await links.tags(work, {record.tag for _, record in pins})
    named = {f"{carrier} {record.tag}": (carrier, record) for carrier, record in pins}
    known = await links_of(work, work.taken.kind, set(named))
    rows: list[dict[str, Any]] = []
    became: list[Became] = []
    work.taken.unchanged += len(pins) - len(named)
    for name, (carrier, record) in named.items():
        tag, carries = tags.get(record.tag), owners.get(carrier)
        if name in known:
            work.taken.unchanged += 1
        elif tag is None or carries is None:
            work.taken.skip(name, NO_TAG if tag is None else NO_OWNER)
        else:
            at = past(record.created_at, work.tx.now)
            rows.append({owner: carries, "tag_id": tag, "account_id": work.account_id, "created_at": at})
            became.append(Became(name, carries, "", None))
            work.taken.added += 1
    if rows:
        connection = await work.tx.session.connection()
        await connection.execute(_pinned(work.tx.dialect, row, owner), packed(work.tx.dialect, rows))
    await keep_links(work, work.taken.kind, became)


def _pinned(dialect: str, row: type[CustomerTag] | type[ConversationTag], owner: str) -> Executable:
    columns = {name: attributes(row)[name] for name in (owner, "tag_id", "account_id", "created_at")}
    rows = given(dialect, {name: column.type for name, column in columns.items()})
    insert = (sqlite.insert if dialect == "sqlite" else postgresql.insert)(table(row))
    return insert.from_select(list(columns), select(*rows.c).where(true())).on_conflict_do_nothing()
