"""The inbox and its conversations, for operators."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import Query
from starlette.responses import Response

from cairnloop.daemon.http.answers import answer
from cairnloop.daemon.http.auth import Converser, House, Reader
from cairnloop.daemon.http.bodies import Router
from cairnloop.daemon.http.filters import MOST_QUERIES, Asked, filter_of, filter_of_query
from cairnloop.desk.conversation import conversations
from cairnloop.desk.conversation.bulk import BulkMove, Order, move_all, outcome_out
from cairnloop.desk.conversation.deadlines import current
from cairnloop.desk.lists import pages
from cairnloop.desk.lists.threads import get_conversation, owner, thread
from cairnloop.desk.marks.mentions import mention_out, mentions_of
from cairnloop.desk.marks.tags import tags_of
from cairnloop.desk.message import replies
from cairnloop.desk.rules import Priority
from cairnloop.desk.shapes import conversation_basic_out, deadline_out, message_out
from cairnloop.drafting.queries import drafts_of
from cairnloop.drafting.shapes import draft_out
from cairnloop.files.queries import files_of
from cairnloop.people.shapes import customer_out
from cairnloop.wire.desk import (
    Assign,
    Bulk,
    BulkOut,
    ConversationBasicOut,
    ConversationRowOut,
    MessageOut,
    Reason,
    Reply,
)

router = Router(prefix="/api/conversations", tags=["conversations"])
Limit = Annotated[int, Query(ge=1, le=200)]


@router.get("", response_model=None, responses={200: {"model": list[ConversationRowOut]}})
async def list_conversations(s: House, by: Reader, asked: Annotated[Asked, Query()]) -> Response:
    """Newest activity first. All that is asked for must be so; archived ones are listed where they are asked for.

    A page may be shorter than `limit` and have a `next` all the same: so many conversations were looked at for it.
    """
    async with s.db.read() as tx:
        page = await pages.page(tx, await filter_of(tx, by, asked), after=asked.after, limit=asked.limit)
    return answer(page.rows, next=page.next, previous=None, limit=asked.limit)


@router.get("/counts")
async def counts(
    s: House,
    by: Reader,
    query: Annotated[list[str], Query(max_length=MOST_QUERIES)] = [],  # noqa: B006
    unread: Annotated[bool, Query(description="also how many of each query nobody has looked at")] = False,
) -> Response:
    """How many conversations each section holds, and in the same order each `query`; 1,000 means at least that many."""
    async with s.db.read() as tx:
        asked = [await filter_of_query(tx, by, one) for one in query]
        found = [{"count": one.count, "more": one.more} for one in [await pages.count(tx, which) for which in asked]]
        if unread:
            fresh = [await pages.count_unread(tx, which) for which in asked]
            found = [{**one, "unread": number} for one, number in zip(found, fresh, strict=True)]
        sections = await pages.counts(tx, by.account_id, by.user_id)
    return answer(sections, queries=found)


@router.post("/bulk", response_model=None, responses={200: {"model": list[BulkOut]}})
async def move_many(s: House, by: Converser, body: Bulk) -> Response:
    """Assign, resolve, reopen, archive, snooze, weigh, tag, or mark as read or unread up to 200 conversations at once.

    Each is judged by itself: `done` says whether, `conversation` how it is now, `error` why not. One that is refused
    stops none of the others.
    """
    priority = Priority(body.priority or Priority.PRIORITY)
    order = Order(BulkMove(body.move), body.assignee_id, body.reason, body.until, priority, body.tag_id)
    return answer([outcome_out(*one) for one in await move_all(s.db, body.ids, order, by)])


@router.get("/{conversation_id}")
async def show(
    s: House,
    by: Reader,
    conversation_id: UUID,
    before: Annotated[int | None, Query(ge=1, lt=2**63)] = None,
    limit: Limit = 100,
) -> Response:
    """A conversation with its newest messages, customer, drafts and deadline. `before` pages back by message seq.

    The id of one that was merged into another leads to that one: `merged_from` names all that led here.
    """
    async with s.db.read() as tx:
        conversation = await get_conversation(tx, by.account_id, conversation_id)
        customer = await owner(tx, conversation)
        messages = await thread(tx, by.account_id, conversation.id, before=before, limit=limit)
        files = await files_of(tx, [by.account_id], [message.id for message, _ in messages])
        drafts = await drafts_of(tx, by.account_id, conversation.id, limit=20)
        deadline = (await current(tx, [conversation.id])).get(conversation.id)
        tags = (await tags_of(tx, [conversation.id]))[conversation.id]
        mentions = (await mentions_of(tx, [conversation.id]))[conversation.id]
    earlier = messages[0][0].seq if len(messages) == limit else None
    return answer(
        {
            **conversation_basic_out(conversation),
            "customer": customer_out(customer),
            "messages": [
                message_out(message, customer=customer, user=user, files=files.get(message.id, ()))
                for message, user in messages
            ],
            "earlier": earlier,
            "tags": tags,
            "mentions": [mention_out(one) for one in mentions],
            "drafts": [draft_out(draft) for draft in drafts],
            "deadline": None if deadline is None else deadline_out(deadline),
        }
    )


@router.get("/{conversation_id}/drafts")
async def list_drafts(s: House, by: Reader, conversation_id: UUID) -> Response:
    """The drafts of a conversation, newest first, with what was seen when they were made."""
    async with s.db.read() as tx:
        conversation = await get_conversation(tx, by.account_id, conversation_id)
        return answer([draft_out(draft) for draft in await drafts_of(tx, by.account_id, conversation.id)])


@router.post(
    "/{conversation_id}/messages", status_code=201, response_model=None, responses={201: {"model": MessageOut}}
)
async def write(s: House, by: Converser, conversation_id: UUID, body: Reply) -> Response:
    """Answer the customer (held for the undo window), or leave a private note.

    With `last_seen_message_id` an answer is refused (409 `overtaken`, with the `newer` message) when a colleague has
    answered since; `force` sends it all the same.
    """
    if body.private:
        kept = await replies.note(
            s.db,
            conversation_id,
            body.body,
            by,
            client_id=body.client_id,
            file_ids=body.file_ids,
            mentioned=body.mentioned_user_ids,
        )
        return answer(kept, 201)
    seconds = s.settings.drafting.undo_seconds if body.undo_seconds is None else body.undo_seconds
    sent = await replies.reply(
        s.db,
        conversation_id,
        body.body,
        by,
        hold=timedelta(seconds=seconds),
        client_id=body.client_id,
        last_seen=None if body.force else body.last_seen_message_id,
        file_ids=body.file_ids,
    )
    return answer(sent, 201)


@router.post("/{conversation_id}/assign", response_model=None, responses={200: {"model": ConversationBasicOut}})
async def assign(s: House, by: Converser, conversation_id: UUID, body: Assign) -> Response:
    """Give the conversation to a user of the account, or with null to nobody."""
    return answer(conversation_basic_out(await conversations.assign(s.db, conversation_id, body.assignee_id, by)))


@router.post("/{conversation_id}/resolve")
async def resolve(s: House, by: Converser, conversation_id: UUID, body: Reason | None = None) -> Response:
    """Nothing is owed any more."""
    reason = body.reason if body else None
    return answer(conversation_basic_out(await conversations.resolve(s.db, conversation_id, by, reason=reason)))


@router.post("/{conversation_id}/reopen")
async def reopen(s: House, by: Converser, conversation_id: UUID) -> Response:
    return answer(conversation_basic_out(await conversations.reopen(s.db, conversation_id, by)))


@router.post("/{conversation_id}/archive")
async def archive(s: House, by: Converser, conversation_id: UUID) -> Response:
    """Put a resolved conversation out of sight."""
    return answer(conversation_basic_out(await conversations.archive(s.db, conversation_id, by)))


@router.post("/{conversation_id}/read")
async def mark_read(s: House, by: Converser, conversation_id: UUID) -> Response:
    return answer(conversation_basic_out(await conversations.mark_read(s.db, conversation_id, by)))


@router.post("/{conversation_id}/unread")
async def mark_unread(s: House, by: Converser, conversation_id: UUID) -> Response:
    """Let it stand out again, as if nobody had looked at it yet."""
    return answer(conversation_basic_out(await conversations.mark_unread(s.db, conversation_id, by)))
