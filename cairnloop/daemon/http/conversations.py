"""The inbox and its conversations, for operators."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from cairnloop.daemon.http.answers import answer
from cairnloop.daemon.http.auth import Converser, House, Reader
from cairnloop.desk import conversations, pages, replies
from cairnloop.desk.deadlines import current
from cairnloop.desk.pages import Filter, Section
from cairnloop.desk.rules import Status
from cairnloop.desk.shapes import conversation_basic_out, deadline_out, message_out
from cairnloop.desk.threads import get_conversation, owner, thread
from cairnloop.drafting.queries import drafts_of
from cairnloop.drafting.shapes import draft_out
from cairnloop.errors import Invalid
from cairnloop.people.shapes import customer_out
from cairnloop.wire.desk import Assign, ConversationBasicOut, ConversationRowOut, MessageOut, Reason, Reply

router = APIRouter(prefix="/api/conversations", tags=["conversations"])
Limit = Annotated[int, Query(ge=1, le=200)]


@router.get("", response_model=None, responses={200: {"model": list[ConversationRowOut]}})
async def list_conversations(
    s: House,
    by: Reader,
    section: Section | None = None,
    status: Status | None = None,
    assignee_id: str | None = None,
    customer_id: UUID | None = None,
    inbox_id: UUID | None = None,
    read: bool | None = None,
    after: Annotated[str | None, Query(max_length=200)] = None,
    limit: Limit = 50,
) -> Response:
    """Newest activity first. `assignee_id` is a user id, `me`, or empty for unassigned; `after` is a page's `next`."""
    which = Filter(
        by.account_id,
        section,
        by.user_id,
        status,
        _assignee(assignee_id, by.user_id),
        assignee_id == "",
        customer_id,
        inbox_id,
        read,
    )
    async with s.db.read() as tx:
        page = await pages.page(tx, which, after=after, limit=limit)
    return answer(page.rows, next=page.next, previous=None, limit=limit)


def _assignee(value: str | None, me: int) -> int | None:
    if value is None or value == "":
        return None
    if value == "me":
        return me
    if not value.isascii() or not value.isdigit() or len(value) > 9:
        raise Invalid.field("assignee_id", "use a user id, `me`, or nothing")
    return int(value)


@router.get("/counts")
async def counts(s: House, by: Reader) -> Response:
    """How many conversations each section holds; 1,000 means at least that many."""
    async with s.db.read() as tx:
        return answer(await pages.counts(tx, by.account_id, by.user_id))


@router.get("/{conversation_id}")
async def show(
    s: House,
    by: Reader,
    conversation_id: UUID,
    before: Annotated[int | None, Query(ge=1, lt=2**63)] = None,
    limit: Limit = 100,
) -> Response:
    """A conversation with its newest messages, customer, drafts and deadline. `before` pages back by message seq."""
    async with s.db.read() as tx:
        conversation = await get_conversation(tx, by.account_id, conversation_id)
        customer = await owner(tx, conversation)
        messages = await thread(tx, by.account_id, conversation_id, before=before, limit=limit)
        drafts = await drafts_of(tx, by.account_id, conversation_id, limit=20)
        deadline = (await current(tx, [conversation_id])).get(conversation_id)
    earlier = messages[0][0].seq if len(messages) == limit else None
    return answer(
        {
            **conversation_basic_out(conversation),
            "customer": customer_out(customer),
            "messages": [message_out(message, customer=customer, user=user) for message, user in messages],
            "earlier": earlier,
            "drafts": [draft_out(draft) for draft in drafts],
            "deadline": None if deadline is None else deadline_out(deadline),
        }
    )


@router.get("/{conversation_id}/drafts")
async def list_drafts(s: House, by: Reader, conversation_id: UUID) -> Response:
    """The drafts of a conversation, newest first, with what was seen when they were made."""
    async with s.db.read() as tx:
        await get_conversation(tx, by.account_id, conversation_id)
        return answer([draft_out(draft) for draft in await drafts_of(tx, by.account_id, conversation_id)])


@router.post(
    "/{conversation_id}/messages", status_code=201, response_model=None, responses={201: {"model": MessageOut}}
)
async def write(s: House, by: Converser, conversation_id: UUID, body: Reply) -> Response:
    """Answer the customer (held for the undo window), or leave a private note."""
    if body.private:
        return answer(await replies.note(s.db, conversation_id, body.body, by, client_id=body.client_id), 201)
    seconds = s.settings.drafting.undo_seconds if body.undo_seconds is None else body.undo_seconds
    hold = timedelta(seconds=seconds)
    return answer(await replies.reply(s.db, conversation_id, body.body, by, hold=hold, client_id=body.client_id), 201)


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
