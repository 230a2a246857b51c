"""Reactions: what has changed is noted in the transaction that changed it, and counted later."""

from collections.abc import Sequence

from cairnloop.desk.events import ConversationChanged, ConversationsDeleted
from cairnloop.kernel.database import Tx
from cairnloop.reports.counting import count_again


async def changed(tx: Tx, events: Sequence[ConversationChanged]) -> None:
    await count_again(tx, [event.conversation_id for event in events])


async def deleted(tx: Tx, events: Sequence[ConversationsDeleted]) -> None:
    await count_again(tx, [one for event in events for one in event.conversation_ids])
