"""What follows from what: the one table of reactions, run in the transaction of their cause."""

from collections.abc import Sequence
from datetime import timedelta

from cairnloop.config import Settings
from cairnloop.desk import deadlines, inboxes
from cairnloop.desk.deadlines import Promises
from cairnloop.desk.events import (
    ConversationResolved,
    CustomerMessageReceived,
    MessageSent,
    MessageWithdrawn,
    ReplyWritten,
)
from cairnloop.drafting import decisions, proposals
from cairnloop.kernel.database import Tx
from cairnloop.kernel.events import Reactions
from cairnloop.knowledge import cases, embeddings
from cairnloop.knowledge.events import ArticlePublished, CaseIndexed
from cairnloop.people.events import AccountOpened


def reactions(settings: Settings) -> Reactions:
    """The table, with the settings that some rows need."""
    promises = Promises(
        first_response=timedelta(minutes=settings.deadlines.first_response_minutes),
        next_response=timedelta(minutes=settings.deadlines.next_response_minutes),
        resolution=timedelta(minutes=settings.deadlines.resolution_minutes),
    )
    debounce = timedelta(seconds=settings.drafting.debounce_seconds)

    async def open_inbox(tx: Tx, events: Sequence[AccountOpened]) -> None:
        for event in events:
            await inboxes.add_primary_inbox(tx, event.account_id, settings.drafting.policy)

    async def start_clocks(tx: Tx, events: Sequence[CustomerMessageReceived]) -> None:
        await deadlines.start(tx, events, promises)

    async def schedule_draft(tx: Tx, events: Sequence[CustomerMessageReceived]) -> None:
        await proposals.schedule(tx, events, debounce=debounce)

    async def schedule_embedding(tx: Tx, events: Sequence[ArticlePublished | CaseIndexed]) -> None:
        if settings.embeddings.model:
            await embeddings.schedule_embedding(tx, events)

    return {
        AccountOpened: [open_inbox],
        CustomerMessageReceived: [start_clocks, decisions.customer_wrote, schedule_draft],
        ReplyWritten: [decisions.operator_wrote],
        MessageSent: [deadlines.answered],
        MessageWithdrawn: [decisions.pulled_back],
        ConversationResolved: [deadlines.resolved, decisions.resolved, cases.schedule_index],
        ArticlePublished: [schedule_embedding],
        CaseIndexed: [schedule_embedding],
    }
