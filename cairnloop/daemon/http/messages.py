"""Messages by themselves, as scripts and published front ends read and write them."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import Query
from starlette.responses import Response

from cairnloop.daemon.http.answers import answer
from cairnloop.daemon.http.auth import Converser, Decider, House, Reader
from cairnloop.daemon.http.bodies import Router
from cairnloop.desk.lists import messages
from cairnloop.desk.message import replies, scripted
from cairnloop.desk.message.accept import Incoming, require_length
from cairnloop.errors import Invalid
from cairnloop.people.identity import Operator
from cairnloop.wire.conversations import CountOut
from cairnloop.wire.desk import MessageOut
from cairnloop.wire.messages import MessageChange, NewMessage, NewMessageFields

router = Router(prefix="/api/messages", tags=["messages"])
UserNumber = Annotated[int | None, Query(ge=1, lt=2**31)]


@router.get("", response_model=None, responses={200: {"model": list[MessageOut]}})
async def list_all(
    s: House,
    by: Reader,
    conversation_id: UUID | None = None,
    customer_id: Annotated[UUID | None, Query(description="written by this customer")] = None,
    user_id: UserNumber = None,
    after: Annotated[int | None, Query(ge=1, lt=2**63, description="the `next` of the page before")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Response:
    """Messages, newest first. A page may be shorter than `limit` and have a `next` all the same."""
    asked = messages.Asked(by.account_id, conversation_id, customer_id, user_id)
    async with s.db.read() as tx:
        page = await messages.page(tx, asked, before=after, limit=limit)
    return answer(page.messages, next=page.next, previous=None, limit=limit)


@router.get("/count", response_model=None, responses={200: {"model": CountOut}})
async def count(s: House, by: Reader, conversation_id: UUID | None = None) -> Response:
    """How many there are among the newest 10,000; with `more` there may be further ones."""
    async with s.db.read() as tx:
        found = await messages.count(tx, messages.Asked(by.account_id, conversation_id))
    return answer({"count": found.count, "more": found.more})


@router.post("", status_code=201, response_model=None, responses={201: {"model": MessageOut}})
async def create(s: House, by: Converser, body: NewMessage) -> Response:
    """Answer the customer (held for the undo window), leave a private note, or write down what a customer said
    elsewhere, which counts as theirs."""
    said = body.message
    if said.user_id not in (None, by.user_id):
        raise Invalid.field("message.user_id", "is not yours; everybody writes as themselves: leave it out")
    message = await (_of_customer if said.customer_id else _note if said.is_note else _reply)(s, said, by)
    return answer(message, 201, headers={"location": f"/api/messages/{message['id']}"})


async def _of_customer(s: House, said: NewMessageFields, by: Operator) -> MessageOut:
    assert said.customer_id is not None
    require_length(said.body, s.settings.limits.message_characters)
    words = Incoming(
        said.conversation_id, said.body, said.client_id, said.sent_at, said.metadata, file_ids=said.file_ids
    )
    return await scripted.write_down(s.db, words, said.customer_id, by)


async def _note(s: House, said: NewMessageFields, by: Operator) -> MessageOut:
    return await replies.note(
        s.db,
        said.conversation_id,
        said.body,
        by,
        client_id=said.client_id,
        file_ids=said.file_ids,
        mentioned=said.mentioned_user_ids,
        details=said.metadata,
    )


async def _reply(s: House, said: NewMessageFields, by: Operator) -> MessageOut:
    seconds = s.settings.drafting.undo_seconds if said.undo_seconds is None else said.undo_seconds
    return await replies.reply(
        s.db,
        said.conversation_id,
        said.body,
        by,
        hold=timedelta(seconds=seconds),
        client_id=said.client_id,
        file_ids=said.file_ids,
        details=said.metadata,
        bot=said.type == "bot",
    )


@router.get("/{message_id}", response_model=None, responses={200: {"model": MessageOut}})
async def show(s: House, by: Reader, message_id: UUID) -> Response:
    async with s.db.read() as tx:
        return answer(await messages.one(tx, by.account_id, message_id))


@router.put("/{message_id}", response_model=None, responses={200: {"model": MessageOut}})
@router.patch("/{message_id}", response_model=None, responses={200: {"model": MessageOut}})
async def change(s: House, by: Converser, message_id: UUID, body: MessageChange) -> Response:
    """Keep other data at a message. Its words cannot be changed: somebody may have read them."""
    return answer(await scripted.annotate(s.db, message_id, body.message.metadata, by))


@router.delete("/{message_id}", status_code=204)
async def remove(s: House, by: Decider, message_id: UUID) -> Response:
    """Take back an answer that is still held. 409 for everything else: what was said stays in its conversation."""
    await replies.undo(s.db, message_id, by)
    return Response(status_code=204)
