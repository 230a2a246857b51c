"""Links between what another desk calls things and what they are here: read and written for a whole batch at once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from sqlalchemy import Executable, Select, select, true
from sqlalchemy.dialects import postgresql, sqlite

from cairnloop.desk.imports.rules import Link
from cairnloop.desk.imports.tables import ImportLink
from cairnloop.desk.imports.taken import Work
from cairnloop.desk.tables import Conversation, Inbox
from cairnloop.kernel.given import given, packed
from cairnloop.kernel.tables import attributes, plain, table
from cairnloop.people.customer.tables import Company, Tag
from cairnloop.people.tables import Customer
from cairnloop.wire.imports import Kind

links = table(ImportLink)
KEY = ("account_id", "system", "source", "kind", "their_id")


@dataclass(frozen=True, slots=True)
class Became:
    """A record that has just become something here, or something else than before."""

    their_id: str
    our_id: UUID | int
    digest: str
    left_at: datetime | None


async def links_of(work: Work, kind: Kind, their_ids: Collection[str]) -> dict[str, Link]:
    """What is known of these, by their own ids."""
    if not their_ids:
        return {}
    query = select(links.c.their_id, links.c.our_id, links.c.digest, links.c.left_at).where(
        *(links.c[name] == value for name, value in work.key().items()),
        links.c.kind == kind,
        links.c.their_id.in_(their_ids),
    )
    rows = await work.tx.session.execute(query)
    return {row.their_id: Link(row.our_id, row.digest, row.left_at) for row in rows}


@lru_cache(maxsize=2)
def _keep(dialect: str) -> Executable:
    columns = {name: column.type for name, column in attributes(ImportLink).items()}
    rows = given(dialect, columns)
    insert = (sqlite.insert if dialect == "sqlite" else postgresql.insert)(links)
    taken = insert.from_select(list(columns), select(*rows.c).where(true()))
    changed = {name: taken.excluded[name] for name in ("our_id", "digest", "left_at")}
    return taken.on_conflict_do_update(index_elements=list(KEY), set_=changed)


async def keep_links(work: Work, kind: Kind, became: Sequence[Became]) -> None:
    """From now on these are known."""
    if not became:
        return
    rows = [
        {
            **work.key(),
            "kind": kind,
            "their_id": one.their_id,
            "our_id": str(one.our_id),
            "digest": one.digest,
            "left_at": one.left_at,
        }
        for one in became
    ]
    connection = await work.tx.session.connection()
    await connection.execute(_keep(work.tx.dialect), packed(work.tx.dialect, rows))


async def ours(work: Work, kind: Kind, their_ids: Collection[str | None]) -> dict[str, UUID]:
    """What these became, for kinds that have ids of their own."""
    found = await links_of(work, kind, {one for one in their_ids if one is not None})
    return {theirs: UUID(link.our_id) for theirs, link in found.items()}


async def users(work: Work, their_ids: Collection[str | None]) -> dict[str, int]:
    found = await links_of(work, "users", {one for one in their_ids if one is not None})
    return {theirs: int(link.our_id) for theirs, link in found.items()}


async def customers(work: Work, their_ids: Collection[str | None]) -> dict[str, UUID]:
    """Those who are still there; who was merged here is whom they turned out to be. None of them goes before we end."""
    known = await ours(work, "customers", their_ids)
    query = select(Customer.id, Customer.merged_into).where(
        plain(Customer.account_id) == work.account_id,
        Customer.id.in_(set(known.values())),
        Customer.erased_at.is_(None),
    )
    held = query.order_by(Customer.id).with_for_update(read=True, key_share=True)
    rows = (await work.tx.session.execute(held)).all() if known else ()
    means = {row.id: row.merged_into or row.id for row in rows}
    return {theirs: means[one] for theirs, one in known.items() if one in means}


async def threads(work: Work, their_ids: Collection[str | None]) -> dict[str, UUID]:
    """Conversations that are still there and themselves, held to the end."""
    known = await ours(work, "conversations", their_ids)
    query = select(Conversation.id).where(
        plain(Conversation.account_id) == work.account_id,
        Conversation.id.in_(set(known.values())),
        Conversation.merged_into.is_(None),
    )
    return await _still(work, known, query.order_by(Conversation.id).with_for_update(key_share=True))


async def inboxes(work: Work, their_ids: Collection[str | None]) -> dict[str, UUID]:
    """Those that were not given up."""
    known = await ours(work, "inboxes", their_ids)
    there = select(Inbox.id).where(Inbox.account_id == work.account_id, Inbox.archived_at.is_(None))
    return await _still(work, known, there.where(Inbox.id.in_(set(known.values()))))


async def tags(work: Work, their_ids: Collection[str | None]) -> dict[str, UUID]:
    known = await ours(work, "tags", their_ids)
    there = select(Tag.id).where(Tag.account_id == work.account_id, Tag.removed_at.is_(None))
    there = there.where(Tag.id.in_(set(known.values())))
    return await _still(work, known, there.with_for_update(read=True, key_share=True))


async def companies(work: Work, their_ids: Collection[str | None]) -> dict[str, UUID]:
    known = await ours(work, "companies", their_ids)
    there = select(Company.id).where(Company.account_id == work.account_id, Company.removed_at.is_(None))
    there = there.where(Company.id.in_(set(known.values())))
    return await _still(work, known, there.with_for_update(read=True, key_share=True))


async def _still(work: Work, known: Mapping[str, UUID], there: Select[UUID]) -> dict[str, UUID]:
    found = set((await work.tx.session.execute(there)).scalars()) if known else set()
    return {theirs: one for theirs, one in known.items() if one in found}
