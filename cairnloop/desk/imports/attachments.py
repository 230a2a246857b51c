"""Taking in what messages carry: its importer uploads it first, and it then hangs on its message, each file once."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, insert, select

from cairnloop.desk.imports.keeping import once
from cairnloop.desk.imports.links import Became, keep_links, links_of, ours
from cairnloop.desk.imports.rules import WHY_NOT, Fate
from cairnloop.desk.imports.taken import Work
from cairnloop.desk.search.tables import Stale
from cairnloop.desk.tables import Conversation, Message
from cairnloop.files.attaching import Wish, attach
from cairnloop.files.tables import File
from cairnloop.kernel.tables import plain, table
from cairnloop.wire.imported import FileRecord
from cairnloop.wire.imports import WANTED

NO_MESSAGE = "its message was not imported, or is not here any more"
NOT_YOURS = "you have uploaded no such file that is still to be sent; upload it again"


@dataclass(frozen=True, slots=True)
class Carrier:
    """A message that is here, and how many files it carries already."""

    id: UUID
    conversation_id: UUID
    customer_id: UUID | None
    carries: int


async def take_files(work: Work, records: Sequence[FileRecord]) -> None:
    known = await links_of(work, "files", {record.id for record in records})
    stand = await _stand(work, {UUID(link.our_id) for link in known.values()})
    carriers = await _carriers(work, {record.message for record in records})
    wishes: dict[str, Wish] = {}
    for record in once(work, records):
        link, carrier = known.get(record.id), carriers.get(record.message)
        if link is not None and UUID(link.our_id) in stand:
            work.taken.unchanged += 1
        elif link is not None:
            work.taken.skip(record.id, WHY_NOT[Fate.GONE])
        elif carrier is None:
            work.taken.skip(record.id, NO_MESSAGE)
        elif record.upload is None:
            work.taken.remark(record.id, WANTED)
        else:
            wishes[record.id] = Wish(
                record.upload,
                carrier.id,
                carrier.carries + len(wishes),
                work.account_id,
                carrier.customer_id,
                work.by.user_id,
            )
    await _attach(work, wishes)
    await _find_by_files(work, {one.conversation_id for one in carriers.values()} if wishes else ())


async def _attach(work: Work, wishes: dict[str, Wish]) -> None:
    carried = await attach(work.tx, list(wishes.values())) if wishes else {}
    hang = {(message, one["id"]) for message, files in carried.items() for one in files}
    became = []
    for their_id, wish in wishes.items():
        if (wish.message_id, str(wish.file_id)) in hang:
            became.append(Became(their_id, wish.file_id, "", None))
        else:
            work.taken.skip(their_id, NOT_YOURS)
    await keep_links(work, "files", became)
    work.taken.added += len(became)


async def _stand(work: Work, ids: Collection[UUID]) -> set[UUID]:
    query = select(File.id).where(plain(File.account_id) == work.account_id, File.id.in_(ids))
    return set((await work.tx.session.execute(query)).scalars()) if ids else set()


async def _carriers(work: Work, their_ids: Collection[str]) -> dict[str, Carrier]:
    """By what they were called over there. Their conversations are held to the end: nobody forgets them meanwhile."""
    known = await ours(work, "messages", their_ids)
    if not known:
        return {}
    query = (
        select(Message.id, Message.conversation_id, Message.customer_id)
        .join(Conversation, Message.conversation_id == Conversation.id)
        .where(plain(Message.account_id) == work.account_id, Message.id.in_(set(known.values())))
        .order_by(Conversation.id)
    )
    rows = (await work.tx.session.execute(query.with_for_update(key_share=True, of=Conversation))).all()
    counted = select(File.message_id, func.count()).where(File.message_id.in_([row.id for row in rows]))
    carry = {row[0]: row[1] for row in await work.tx.session.execute(counted.group_by(File.message_id))}
    found = {row.id: Carrier(row.id, row.conversation_id, row.customer_id, carry.get(row.id, 0)) for row in rows}
    return {theirs: found[one] for theirs, one in known.items() if one in found}


async def _find_by_files(work: Work, conversations: Collection[UUID]) -> None:
    """No trigger watches files: who looks for messages that carry some shall find these too."""
    if conversations:
        rows = [{"conversation_id": one} for one in sorted(conversations)]
        await (await work.tx.session.connection()).execute(insert(table(Stale)), rows)
