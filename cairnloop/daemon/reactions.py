"""What follows from what: the one table of reactions, run in the transaction of their cause."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from cairnloop.config import Settings
from cairnloop.desk import news
from cairnloop.desk.conversation import assignment, deadlines, letting_go
from cairnloop.desk.conversation.deadlines import Counted, Promises
from cairnloop.desk.customer import erasing as customer_erasing
from cairnloop.desk.customer import moving as customer_moving
from cairnloop.desk.customer import news as customer_news
from cairnloop.desk.events import (
    ColleagueMentioned,
    ConversationChanged,
    ConversationOpened,
    ConversationReopened,
    ConversationResolved,
    ConversationsDeleted,
    ConversationsMerged,
    CustomerMessageReceived,
    FileDeleted,
    HistoryImported,
    HoursChanged,
    MergeUndone,
    MessageSent,
    MessageWithdrawn,
    NoteWritten,
    ReplyWritten,
    ResolvedElsewhere,
)
from cairnloop.desk.hours.calendars import Calendars
from cairnloop.desk.inbox import inboxes
from cairnloop.desk.issue import links as issue_links
from cairnloop.drafting import decisions, merging, proposals
from cairnloop.kernel.database import Tx
from cairnloop.kernel.events import Event, Reactions
from cairnloop.knowledge import cases, embeddings
from cairnloop.knowledge.events import ArticlePublished, CaseIndexed
from cairnloop.notices.noticing import Noticing
from cairnloop.people.access import mails
from cairnloop.people.events import (
    AccessChanged,
    AccountChanged,
    AccountOpened,
    CustomerChanged,
    CustomerErased,
    CustomerErasing,
    CustomerMet,
    CustomersMerged,
    UserChanged,
    UserRegistered,
    UserSteppedBack,
)
from cairnloop.people.wishes import Wishes, account_changed
from cairnloop.reports import changes as reports
from cairnloop.visits import forgetting as visits
from cairnloop.webhooks import pruning
from cairnloop.webhooks import telling as webhook_mails
from cairnloop.webhooks.events import ReceiverGivenUp
from cairnloop.webhooks.recording import Recorder
from cairnloop.webhooks.subscribed import Subscribed


def reactions(
    settings: Settings,
    subscribed: Subscribed | None = None,
    calendars: Calendars | None = None,
    wake_indexer: Callable[[], None] = lambda: None,
    wishes: Wishes | None = None,
) -> Reactions:
    """The table, with the settings that some rows need, and who subscribed to what."""
    webhooks = Recorder(subscribed or Subscribed())
    notices = Noticing(wishes or Wishes(), on=bool(settings.mail.host))
    promises = Promises(
        first_response=timedelta(minutes=settings.deadlines.first_response_minutes),
        next_response=timedelta(minutes=settings.deadlines.next_response_minutes),
        resolution=timedelta(minutes=settings.deadlines.resolution_minutes),
    )
    counted = Counted(calendars or Calendars(), settings.deadlines.in_business_hours)
    debounce = timedelta(seconds=settings.drafting.debounce_seconds)

    async def open_inbox(tx: Tx, events: Sequence[AccountOpened]) -> None:
        for event in events:
            await inboxes.add_primary_inbox(tx, event.account_id, settings.drafting.policy)

    async def start_clocks(tx: Tx, events: Sequence[CustomerMessageReceived]) -> None:
        await deadlines.start(tx, events, promises, counted)

    async def schedule_draft(tx: Tx, events: Sequence[CustomerMessageReceived]) -> None:
        await proposals.schedule(tx, events, debounce=debounce)

    async def schedule_embedding(tx: Tx, events: Sequence[ArticlePublished | CaseIndexed]) -> None:
        if settings.embeddings.model:
            await embeddings.schedule_embedding(tx, events)

    async def forget_cases(tx: Tx, events: Sequence[ConversationsDeleted]) -> None:
        for event in events:
            for conversation_id in event.conversation_ids:
                await cases.forget_case(tx, event.account_id, conversation_id)

    async def index_soon(tx: Tx, events: Sequence[Event]) -> None:
        tx.afterwards(wake_indexer)

    return {
        AccountOpened: [open_inbox],
        CustomerMessageReceived: [
            start_clocks,
            decisions.customer_wrote,
            schedule_draft,
            assignment.wanted,
            webhooks.customers_wrote,
            notices.customers_wrote,
            index_soon,
        ],
        ReplyWritten: [decisions.operator_wrote, index_soon],
        MessageSent: [deadlines.answered, webhooks.messages_created, index_soon],
        NoteWritten: [webhooks.messages_created, index_soon],
        MessageWithdrawn: [decisions.pulled_back],
        ConversationOpened: [assignment.wanted, webhooks.conversations_created],
        ConversationReopened: [assignment.wanted, notices.reopened],
        ColleagueMentioned: [notices.mentioned],
        ConversationsMerged: [merging.carry, index_soon],
        MergeUndone: [merging.bring_back, index_soon],
        HistoryImported: [index_soon],
        FileDeleted: [index_soon],
        ResolvedElsewhere: [cases.schedule_index],
        ConversationsDeleted: [forget_cases, pruning.conversations_deleted, reports.deleted],
        ConversationChanged: [webhooks.conversations_updated, reports.changed, index_soon],
        ConversationResolved: [deadlines.resolved, decisions.resolved, cases.schedule_index],
        ArticlePublished: [schedule_embedding],
        CaseIndexed: [schedule_embedding],
        AccountChanged: [account_changed, notices.account_changed, news.accounts_changed, reports.account_changed],
        HoursChanged: [reports.hours_changed],
        UserChanged: [news.users_changed],
        UserRegistered: [mails.registered] if settings.mail.host else [],
        AccessChanged: [mails.access_changed] if settings.mail.host else [],
        UserSteppedBack: [letting_go.schedule],
        ReceiverGivenUp: [webhook_mails.given_up] if settings.mail.host else [],
        CustomerMet: [customer_news.met, webhooks.customers_created],
        CustomerChanged: [customer_news.changed, webhooks.customers_updated, index_soon],
        CustomersMerged: [
            customer_moving.begin,
            issue_links.carry,
            visits.merged,
            customer_news.merged,
            webhooks.customers_updated,
            index_soon,
        ],
        CustomerErasing: [customer_news.erasing],
        CustomerErased: [customer_erasing.forget_uploads, pruning.customers_erased],
    }
