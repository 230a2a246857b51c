"""Everything we hold about one customer, as one JSON document, a portion at a time."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import select

from cairnloop.desk.issue.links import issues_of
from cairnloop.desk.marks.tags import tags_of, tags_of_customers
from cairnloop.desk.shapes import conversation_basic_out, message_out
from cairnloop.desk.tables import Conversation, Message
from cairnloop.files.queries import files_of
from cairnloop.kernel.database import Database, Tx
from cairnloop.people.customer.companies import companies_of
from cairnloop.people.customer.customers import get_customer
from cairnloop.people.customer.notes import list_notes
from cairnloop.people.customer.shapes import company_out, note_out
from cairnloop.people.identity import Operator
from cairnloop.people.shapes import customer_out
from cairnloop.people.tables import Customer, User
from cairnloop.visits import exporting

CONVERSATIONS_AT_ONCE = 50
MESSAGES_AT_ONCE = 500
NOTES_AT_ONCE = 200


async def begin(db: Database, customer_id: UUID, by: Operator, *, private: bool) -> Customer:
    """Who is to be exported; the trail keeps that somebody did. Raises NotFound."""
    async with db.begin() as tx:
        customer = await get_customer(tx, by.account_id, customer_id)
        tx.audit(by.actor, by.account_id, "customer.exported", "customer", customer.id, private_notes=private)
        return customer


async def document(db: Database, customer: Customer, *, private: bool) -> AsyncIterator[bytes]:
    """The document, piece by piece. Colleagues' private notes in conversations are part of it only when asked for.

    What is written while it is read may or may not be part of it.
    """
    async with db.read() as tx:
        companies = await companies_of(tx, [customer])
        tags = (await tags_of_customers(tx, [customer.id]))[customer.id]
        issues = (await issues_of(tx, [customer.id]))[customer.id]
    details = {name: getattr(customer, name) for name in ("browser_version", "browser_language", "lib")}
    head: dict[str, Any] = {"customer": {**customer_out(customer), **details}, "tags": tags, "issues": issues}
    company = companies.get(customer.company_id) if customer.company_id is not None else None
    head["company"] = None if company is None else company_out(company)
    yield orjson.dumps(head)[:-1]
    yield b',"notes":['
    first = True
    async for piece in _notes(db, customer):
        yield piece if first else b"," + piece
        first = False
    yield b'],"visits":['
    async for piece in exporting.documents(db, customer.id):
        yield piece
    yield b'],"conversations":['
    first = True
    async for conversation in _conversations(db, customer):
        yield b"" if first else b","
        first = False
        async for piece in _conversation(db, conversation, private):
            yield piece
    yield b"]}"


async def _notes(db: Database, customer: Customer) -> AsyncIterator[bytes]:
    before = None
    while True:
        async with db.read() as tx:
            found = await list_notes(
                tx, customer.account_id, customer_id=customer.id, before=before, limit=NOTES_AT_ONCE
            )
        for note, author in found:
            yield orjson.dumps(note_out(note, author))
        if len(found) < NOTES_AT_ONCE:
            return
        before = (found[-1][0].created_at, found[-1][0].id)


async def _conversations(db: Database, customer: Customer) -> AsyncIterator[dict[str, Any]]:
    query = select(Conversation).where(Conversation.customer_id == customer.id)
    after = None
    while True:
        async with db.read() as tx:
            some = query if after is None else query.where(Conversation.id > after)
            found = (
                (await tx.session.execute(some.order_by(Conversation.id).limit(CONVERSATIONS_AT_ONCE))).scalars().all()
            )
            tags = await tags_of(tx, [one.id for one in found])
        for one in found:
            yield {**conversation_basic_out(one), "tags": tags[one.id]}
        if len(found) < CONVERSATIONS_AT_ONCE:
            return
        after = found[-1].id


async def _conversation(db: Database, shape: dict[str, Any], private: bool) -> AsyncIterator[bytes]:
    yield orjson.dumps(shape)[:-1] + b',"messages":['
    after, first = 0, True
    while True:
        async with db.read() as tx:
            found = await _messages(tx, UUID(shape["id"]), after, private)
            files = await files_of(tx, {row.account_id for row, _ in found}, [row.id for row, _ in found])
            shapes = [message_out(message, user=user, files=files.get(message.id, ())) for message, user in found]
        for one in shapes:
            yield orjson.dumps(one) if first else b"," + orjson.dumps(one)
            first = False
        if len(found) < MESSAGES_AT_ONCE:
            break
        after = found[-1][0].seq
    yield b"]}"


async def _messages(tx: Tx, conversation_id: UUID, after: int, private: bool) -> list[tuple[Message, User | None]]:
    query = select(Message, User).outerjoin(User, Message.user_id == User.id)
    query = query.where(Message.conversation_id == conversation_id, Message.seq > after)
    if not private:
        query = query.where(Message.private.is_(False))
    rows = await tx.session.execute(query.order_by(Message.seq).limit(MESSAGES_AT_ONCE))
    return [(row[0], row[1]) for row in rows]
