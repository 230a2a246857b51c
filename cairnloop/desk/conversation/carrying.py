"""What moves with a conversation that is merged: messages, promises, tags and mentions, and their way back."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select, update

from cairnloop.desk.conversation.deadlines import check_at
from cairnloop.desk.conversation.moving_tables import ConversationMerge
from cairnloop.desk.marks.tables import ConversationTag, Mention
from cairnloop.desk.rules import ClockStatus
from cairnloop.desk.tables import Deadline, Message
from cairnloop.errors import Conflict
from cairnloop.kernel.database import Tx
from cairnloop.kernel.tables import table

messages, tags, mentions = table(Message), table(ConversationTag), table(Mention)
MOST_MESSAGES = 10_000
RENAME = update(messages).where(messages.c.seq == bindparam("of")).values(client_id=bindparam("new"))


async def carry(tx: Tx, row: ConversationMerge) -> None:
    """Move it all to the target, and note in `row` what moved. Both conversations are locked."""
    row.messages, row.renamed = await _carry_messages(tx, row.source_id, row.target_id)
    row.deadlines = await _carry_deadlines(tx, row.source_id, row.target_id)
    row.carried = {
        "tags": await _carry_tags(tx, row.source_id, row.target_id),
        "mentions": await _carry_mentions(tx, row.source_id, row.target_id),
    }


async def bring_back(tx: Tx, row: ConversationMerge) -> None:
    """The way back of all that was moved."""
    for some in _portions(row.messages):
        back = update(messages).where(messages.c.conversation_id == row.target_id, messages.c.seq.in_(some))
        await tx.session.execute(back.values(conversation_id=row.source_id))
    await _rename(tx, row.renamed)
    await _bring_back_deadlines(tx, row)
    back = update(tags).where(tags.c.conversation_id == row.target_id, tags.c.tag_id.in_(_ids(row.carried["tags"])))
    await tx.session.execute(back.values(conversation_id=row.source_id))
    back = update(mentions).where(mentions.c.id.in_(_ids(row.carried["mentions"])))
    await tx.session.execute(back.values(conversation_id=row.source_id))


async def _carry_messages(tx: Tx, source_id: UUID, target_id: UUID) -> tuple[list[Any], dict[str, Any]]:
    query = select(messages.c.seq).where(messages.c.conversation_id == source_id).limit(MOST_MESSAGES + 1)
    moving = sorted((await tx.session.execute(query)).scalars())
    if len(moving) > MOST_MESSAGES:
        raise Conflict(f"a conversation of more than {MOST_MESSAGES} messages cannot be merged into another")
    renamed = await _rename_shared_keys(tx, source_id, target_id)
    move = update(messages).where(messages.c.conversation_id == source_id).values(conversation_id=target_id)
    await tx.session.execute(move)
    return moving, renamed


async def _rename_shared_keys(tx: Tx, source_id: UUID, target_id: UUID) -> dict[str, Any]:
    """A sender's key is good for one message of a conversation; where both have the same, the source's gets another."""
    taken = select(messages.c.client_id).where(
        messages.c.conversation_id == target_id, messages.c.client_id.is_not(None)
    )
    shared = select(messages.c.seq, messages.c.client_id).where(
        messages.c.conversation_id == source_id, messages.c.client_id.in_(taken)
    )
    renamed = {str(seq): client_id for seq, client_id in await tx.session.execute(shared)}
    await _rename(tx, {seq: f"{source_id}:{client_id}" for seq, client_id in renamed.items()})
    return renamed


async def _rename(tx: Tx, names: Mapping[str, str]) -> None:
    if names:
        rows = [{"of": int(seq), "new": client_id} for seq, client_id in names.items()]
        await (await tx.session.connection()).execute(RENAME, rows)


async def _carry_deadlines(tx: Tx, source_id: UUID, target_id: UUID) -> list[Any]:
    """Of two promises of the same kind the older one stands; the other waits behind it."""
    query = select(Deadline).where(Deadline.conversation_id.in_([source_id, target_id])).order_by(Deadline.due_at)
    found = (await tx.session.execute(query)).scalars().all()
    live = [one for one in found if one.status == ClockStatus.ACTIVE]
    standing: dict[str, Deadline] = {}
    behind: dict[UUID, UUID] = {}
    for deadline in live:
        first = standing.setdefault(deadline.target, deadline)
        if first is not deadline:
            deadline.status = ClockStatus.MERGED.value
            behind[deadline.id] = first.id
    moved = [one for one in found if one.conversation_id == source_id]
    await tx.session.flush()
    for deadline in moved:
        deadline.conversation_id = target_id
    await tx.session.flush()
    of_source = {one.id for one in moved}
    return [
        {"id": str(one.id), "moved": one.id in of_source, "behind": str(behind[one.id]) if one.id in behind else None}
        for one in found
        if one.id in of_source or one.id in behind
    ]


async def _bring_back_deadlines(tx: Tx, row: ConversationMerge) -> None:
    noted = {UUID(one["id"]): one for one in row.deadlines}
    wanted = {*noted, *(UUID(one["behind"]) for one in row.deadlines if one["behind"])}
    query = select(Deadline).where(Deadline.id.in_(wanted)).with_for_update()
    found = {one.id: one for one in (await tx.session.execute(query)).scalars()}
    for deadline_id, deadline in found.items():
        if deadline_id in noted and noted[deadline_id]["moved"]:
            deadline.conversation_id = row.source_id
    await tx.session.flush()
    for deadline_id, one in noted.items():
        if one["behind"] is None or deadline_id not in found:
            continue
        deadline, first = found[deadline_id], found[UUID(one["behind"])]
        # What has become of the promise that stood for it has become of this one.
        deadline.status, deadline.completed_at = first.status, first.completed_at
        if deadline.status == ClockStatus.ACTIVE:
            check_at(tx, deadline.account_id, deadline.id, max(deadline.due_at, tx.now))
    await tx.session.flush()


async def _carry_tags(tx: Tx, source_id: UUID, target_id: UUID) -> list[str]:
    """Those that the target has already stay where they are."""
    there = select(tags.c.tag_id).where(tags.c.conversation_id == target_id)
    query = select(tags.c.tag_id).where(tags.c.conversation_id == source_id, tags.c.tag_id.not_in(there))
    moving = list((await tx.session.execute(query)).scalars())
    move = update(tags).where(tags.c.conversation_id == source_id, tags.c.tag_id.in_(moving))
    await tx.session.execute(move.values(conversation_id=target_id))
    return [str(one) for one in moving]


async def _carry_mentions(tx: Tx, source_id: UUID, target_id: UUID) -> list[str]:
    move = update(mentions).where(mentions.c.conversation_id == source_id).values(conversation_id=target_id)
    return [str(one) for one in (await tx.session.execute(move.returning(mentions.c.id))).scalars()]


def _ids(texts: Sequence[str]) -> list[UUID]:
    return [UUID(one) for one in texts]


def _portions(values: Sequence[int], size: int = 500) -> list[Sequence[int]]:
    return [values[start : start + size] for start in range(0, len(values), size)]
