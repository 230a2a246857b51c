"""Builders: one call, one thing that is really in the database."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import httpx

from cairnloop.desk.conversation.conversations import Opening, open_conversation
from cairnloop.desk.inbox import inboxes
from cairnloop.desk.message.accept import Incoming, accept_all
from cairnloop.desk.tables import Conversation, Inbox
from cairnloop.drafting.tables import Draft
from cairnloop.files.tables import File
from cairnloop.kernel.database import Database
from cairnloop.people.identity import Operator
from cairnloop.people.permissions import Role
from cairnloop.people.tables import Account, Customer, User
from cairnloop.visits.tables import Visit
from cairnloop.webhooks.tables import EventSubscription, WebhookDelivery
from cairnloop.wire.desk import MessageOut

_numbers = iter(range(1, 1_000_000))


@dataclass(frozen=True)
class Desk:
    """A small account to play with."""

    db: Database
    account_id: UUID
    inbox_id: UUID
    sam: Operator
    customer_id: UUID

    async def another_operator(self, role: Role = Role.MEMBER, name: str = "Kim") -> Operator:
        return await operator(self.db, self.account_id, name, role)

    def viewer(self) -> Operator:
        return replace(self.sam, role=Role.VIEWER)

    async def conversation(self, *, customer_id: UUID | None = None, subject: str | None = None) -> Conversation:
        opening = Opening(self.account_id, customer_id or self.customer_id, subject=subject)
        return await open_conversation(self.db, opening)

    async def says(self, conversation: Conversation, body: str, **more: Any) -> MessageOut:
        return await says(self.db, conversation.id, body, **more)


async def desk(db: Database, name: str = "Trailmark", policy: str = "require_approval") -> Desk:
    async with db.begin() as tx:
        account = Account(id=tx.new_id(), name=name, time_zone=None, created_at=tx.now, updated_at=tx.now)
        tx.session.add(account)
        await tx.session.flush()
        inbox: Inbox = await inboxes.add_primary_inbox(tx, account.id, policy)
    sam = await operator(db, account.id, "Sam", Role.ADMIN)
    ada = await customer(db, account.id, name="Ada Park", email="ada@example.com")
    return Desk(db, account.id, inbox.id, sam, ada)


async def operator(db: Database, account_id: UUID, name: str, role: Role) -> Operator:
    async with db.begin() as tx:
        email = f"{name.lower()}{next(_numbers)}@example.com"
        user = User(
            account_id=account_id,
            email=email,
            password_hash="",
            role=role.value,
            display_name=name,
            created_at=tx.now,
            updated_at=tx.now,
        )
        tx.session.add(user)
        await tx.session.flush()
        return Operator(user.id, account_id, email, name, role)


async def customer(db: Database, account_id: UUID, **fields: Any) -> UUID:
    async with db.begin() as tx:
        at = {"first_seen": tx.now, "last_seen_at": tx.now, "created_at": tx.now, "updated_at": tx.now}
        row = Customer(id=tx.new_id(), account_id=account_id, **at, **fields)
        tx.session.add(row)
        return row.id


async def says(db: Database, conversation_id: UUID, body: str, **more: Any) -> MessageOut:
    """The customer writes."""
    answer = (await accept_all(db, [Incoming(conversation_id, body, **more)]))[0]
    if isinstance(answer, Exception):
        raise answer
    return answer


async def draft(db: Database, conversation: Conversation, question_id: str, **more: Any) -> Draft:
    """A pending draft that waits for a decision, without an engine having made it."""
    from cairnloop.desk.conversation.conversations import await_decision
    from cairnloop.desk.lists.threads import get_conversation

    async with db.begin() as tx:
        fields: dict[str, Any] = {
            "body": "Open Settings → Region and choose the EU.",
            "kind": "reply",
            "status": "pending",
            "version": 1,
        } | more
        row = Draft(
            id=tx.new_id(),
            account_id=conversation.account_id,
            conversation_id=conversation.id,
            question_id=UUID(question_id),
            summary="",
            policy="require_approval",
            ruling="this inbox wants a person to approve every draft",
            grounding="",
            confidence=0.9,
            query="",
            evidence=[],
            citations=[],
            notes=[],
            engine="extractive",
            prompt_version="",
            latency_ms=1,
            created_at=tx.now,
            updated_at=tx.now,
            **fields,
        )
        tx.session.add(row)
        await_decision(tx, await get_conversation(tx, conversation.account_id, conversation.id), row.id, row.kind)
        return row


async def file(db: Database, account_id: UUID, **more: Any) -> File:
    """An uploaded file, of which nothing lies in any store."""
    fields: dict[str, Any] = {
        "token": "a-token-for-tests",
        "filename": "words.txt",
        "content_type": "text/plain",
        "digest": "0" * 64,
        "size": 5,
        "place": 0,
    } | more
    async with db.begin() as tx:
        row = File(id=tx.new_id(), account_id=account_id, created_at=tx.now, free_since=tx.now, **fields)
        row.key = f"{row.id.hex[-2:]}/{row.id.hex}"
        tx.session.add(row)
        return row


async def webhook(db: Database, account_id: UUID) -> dict[str, UUID]:
    """An event subscription of an address that is off limits, and a delivery that it did not take."""
    async with db.begin() as tx:
        at = {"created_at": tx.now, "updated_at": tx.now}
        to = EventSubscription(
            id=tx.new_id(),
            account_id=account_id,
            webhook_url="https://127.0.0.1:9/",
            include_private=False,
            verified=True,
            secret="",
            **at,
        )
        sent = WebhookDelivery(
            id=tx.new_id(),
            account_id=account_id,
            subscription_id=to.id,
            event="message:created",
            event_id=tx.new_id(),
            body='{"event":"message:created","payload":{}}',
            status="abandoned",
            attempts=10,
            history=[],
            **at,
        )
        tx.session.add_all([to, sent])
        return {"subscription_id": to.id, "delivery_id": sent.id}


async def visit(db: Database, account_id: UUID, customer_id: UUID | None = None, **more: Any) -> Visit:
    """Somebody on the website, of whom nothing was recorded."""
    async with db.begin() as tx:
        at = dict.fromkeys(("started_at", "last_seen_at", "created_at", "updated_at"), tx.now)
        fields: dict[str, Any] = {"details": {}, "pages": [], "events": 0, "size": 0} | at | more
        row = Visit(id=tx.new_id(), account_id=account_id, customer_id=customer_id, **fields)
        tx.session.add(row)
        return row


async def record(client: httpx.AsyncClient, customer_id: str) -> dict[str, str]:
    """One of each of what is kept beside conversations, by the names that routes give their ids."""
    made = {"customer_id": customer_id}
    for kind, path, words in (
        ("company", "companies", {"name": "Northridge"}),
        ("tag", "tags", {"name": "Refund"}),
        ("note", "notes", {"customer_id": customer_id, "body": "Prefers mail"}),
        ("issue", "issues", {"title": "Regions cannot be changed"}),
        ("canned_response", "canned_responses", {"name": "Greeting", "content": "Hi {{customer.first_name|there}}"}),
        ("section", "sections", {"title": "Refunds", "query": "status:open", "shared": True}),
    ):
        answer = await client.post(f"/api/{path}", json={kind: words})
        made[f"{kind}_id"] = answer.json()["data"]["id"]
    begun = await client.post("/api/imports", json={"account": "over there"})
    made["import_id"] = begun.json()["data"]["id"]
    return made
