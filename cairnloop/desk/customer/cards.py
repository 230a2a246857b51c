"""Customers with what stands beside them: tags, notes, issues, company, conversations and messages."""

from collections.abc import Collection, Sequence
from typing import cast

from sqlalchemy import select

from cairnloop.desk.issue.links import issues_of
from cairnloop.desk.marks.tags import tags_of_customers
from cairnloop.desk.shapes import conversation_basic_out, message_out
from cairnloop.desk.tables import Conversation, Message
from cairnloop.files.queries import files_of
from cairnloop.kernel.database import Tx
from cairnloop.people.customer.companies import companies_of
from cairnloop.people.customer.notes import list_notes
from cairnloop.people.customer.shapes import company_out, note_out
from cairnloop.people.shapes import customer_out
from cairnloop.people.tables import Customer, User
from cairnloop.wire.customers import CustomerExpandedOut, Expandable

NOTES, CONVERSATIONS, MESSAGES = 100, 50, 200


async def cards(tx: Tx, customers: Sequence[Customer], wanted: Collection[Expandable]) -> list[CustomerExpandedOut]:
    """These customers with their tags, issues and companies, where asked for; what they said is on a single card."""
    tags = await tags_of_customers(tx, [one.id for one in customers]) if "tags" in wanted else {}
    issues = await issues_of(tx, [one.id for one in customers]) if "issues" in wanted else {}
    companies = await companies_of(tx, customers) if "company" in wanted else {}
    found: list[CustomerExpandedOut] = []
    for one in customers:
        card = cast(CustomerExpandedOut, customer_out(one))
        if "tags" in wanted:
            card["tags"] = tags[one.id]
        if "issues" in wanted:
            card["issues"] = issues[one.id]
        if "company" in wanted:
            company = companies.get(one.company_id) if one.company_id is not None else None
            card["company"] = None if company is None else company_out(company)
        found.append(card)
    return found


async def card(tx: Tx, customer: Customer, wanted: Collection[Expandable]) -> CustomerExpandedOut:
    """One customer with all that is asked for, the newest of each first."""
    [shape] = await cards(tx, [customer], wanted)
    if "notes" in wanted:
        notes = await list_notes(tx, customer.account_id, customer_id=customer.id, limit=NOTES)
        shape["notes"] = [note_out(note, author) for note, author in notes]
    if "conversations" in wanted:
        query = select(Conversation).where(Conversation.customer_id == customer.id)
        newest = query.order_by(Conversation.last_activity_at.desc()).limit(CONVERSATIONS)
        shape["conversations"] = [conversation_basic_out(row) for row in (await tx.session.execute(newest)).scalars()]
    if "messages" in wanted:
        theirs = select(Conversation.id).where(Conversation.customer_id == customer.id)
        latest = theirs.order_by(Conversation.last_activity_at.desc()).limit(CONVERSATIONS)
        said = select(Message, User).outerjoin(User, Message.user_id == User.id)
        said = said.where(Message.conversation_id.in_(latest)).order_by(Message.seq.desc()).limit(MESSAGES)
        rows = (await tx.session.execute(said)).all()
        files = await files_of(tx, [customer.account_id], [row[0].id for row in rows])
        shape["messages"] = [
            message_out(row[0], customer=customer, user=row[1], files=files.get(row[0].id, ())) for row in rows
        ]
    return shape
