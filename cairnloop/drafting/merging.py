"""Drafts of conversations that are merged or taken apart: what waited is overtaken, and asked for anew where needed."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select, update

from cairnloop.desk.conversation.moving_tables import ConversationMerge
from cairnloop.desk.events import ConversationsMerged, MergeUndone
from cairnloop.desk.rules import Awaiting, Status
from cairnloop.desk.tables import Conversation
from cairnloop.drafting.decisions import supersede
from cairnloop.drafting.jobs import ATTEMPTS, DRAFT
from cairnloop.drafting.tables import Draft
from cairnloop.kernel.database import Tx
from cairnloop.kernel.tables import table

drafts = table(Draft)


async def carry(tx: Tx, events: Sequence[ConversationsMerged]) -> None:
    """No draft was made for both together; the drafts of the source go with its messages."""
    for event in events:
        await supersede(tx, [event.source_id, event.target_id], "the conversation was merged with another", event.by)
        await tx.session.flush()
        move = update(drafts).where(drafts.c.conversation_id == event.source_id)
        moved = await tx.session.execute(move.values(conversation_id=event.target_id).returning(drafts.c.id))
        merge = await tx.session.get_one(ConversationMerge, event.merge_id)
        merge.carried = {**merge.carried, "drafts": [str(one) for one in moved.scalars()]}
        await _ask_again(tx, [event.target_id])


async def bring_back(tx: Tx, events: Sequence[MergeUndone]) -> None:
    """The drafts of the source go back with its messages; what waits was made for both together."""
    for event in events:
        await supersede(tx, [event.target_id], "the conversation was taken apart again", event.by)
        await tx.session.flush()
        merge = await tx.session.get_one(ConversationMerge, event.merge_id)
        theirs = [UUID(one) for one in merge.carried.get("drafts", ())]
        back = update(drafts).where(drafts.c.id.in_(theirs)).values(conversation_id=event.source_id)
        await tx.session.execute(back)
        await _ask_again(tx, [event.source_id, event.target_id])


async def _ask_again(tx: Tx, conversation_ids: Sequence[UUID]) -> None:
    """Where we owe an answer, a draft is made of all that is there now."""
    owed = select(Conversation.account_id, Conversation.id).where(
        Conversation.id.in_(conversation_ids),
        Conversation.status == Status.OPEN.value,
        Conversation.awaiting == Awaiting.OPERATOR.value,
    )
    for account_id, conversation_id in await tx.session.execute(owed):
        tx.enqueue(
            DRAFT,
            account_id=account_id,
            conversation_id=conversation_id,
            again=True,
            unique_key=f"draft:{conversation_id}",
            max_attempts=ATTEMPTS,
        )
