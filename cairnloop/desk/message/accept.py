"""Accepting customers' messages: stored once, acknowledged after the commit, many callers to one transaction."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from cairnloop.desk import topics
from cairnloop.desk.events import CustomerMessageReceived
from cairnloop.desk.lists.threads import merged_into
from cairnloop.desk.message.incoming import Thread, bump, lock_threads, store, stored_before, take_back
from cairnloop.desk.rules import Awaiting, Delivery, MessageType, Move, Source, Status, next_status, preview
from cairnloop.desk.shapes import conversation_basic_out, for_customer, message_out
from cairnloop.errors import CairnloopError, Conflict, Forbidden, NotFound, TooLarge
from cairnloop.files.attaching import Wish, attach, lacking, release, wishes
from cairnloop.files.queries import files_of
from cairnloop.kernel.database import Database, Tx
from cairnloop.kernel.tables import Record
from cairnloop.people.customer.customers import turned_out
from cairnloop.people.identity import customer_actor
from cairnloop.wire.desk import MessageOut
from cairnloop.wire.files import FileOut

# A conversation and the sender's own key in it; a message without one goes by its place in the group.
Key = tuple[UUID, str | int]
# What a customer's message does to a conversation that is not open, and why, for the trail.
REOPENED = ("conversation.reopened", "the customer wrote again")
WOKEN = ("conversation.woken", "the customer wrote")
TAKEN = "This client_id is another message's of this conversation. Send this one under another."


@dataclass(frozen=True, slots=True)
class Incoming:
    """What a customer wrote. `client_id` is the sender's own key: the same key is stored once a conversation."""

    conversation_id: UUID
    body: str
    client_id: str | None = None
    sent_at: datetime | None = None
    metadata: dict[str, Any] | None = None
    customer_id: UUID | None = None  # as claimed; refused when it is not the conversation's own
    source: Source = Source.CHAT
    file_ids: tuple[UUID, ...] = ()  # uploaded before, and not yet attached


@dataclass(slots=True)
class Written:
    """A message as it is to be stored, how the wire shows it, and where it belongs."""

    row: Record
    shape: MessageOut
    thread: Thread
    file_ids: tuple[UUID, ...] = ()
    refused: CairnloopError | None = None


def require_length(body: str, longest: int) -> None:
    """Raises TooLarge for a message of more characters than a customer may send."""
    if len(body) > longest:
        raise TooLarge(f"This message is longer than {longest} characters. Send it in parts.")


async def accept_all(db: Database, items: Sequence[Incoming]) -> list[MessageOut | Exception]:
    """Store many customers' messages in one transaction; a bad one fails alone.

    What is written to a conversation that was merged into another comes to that one, in a transaction of its own: who
    has locked some conversations must not go on to lock others.
    """
    async with db.begin() as tx:
        answers = await accept(tx, items)
    astray = [place for place, answer in enumerate(answers) if isinstance(answer, NotFound)]
    if astray:
        async with db.read() as tx:
            led_to = await merged_into(tx, {items[place].conversation_id for place in astray})
        again = [place for place in astray if items[place].conversation_id in led_to]
        if again:
            led = [replace(items[place], conversation_id=led_to[items[place].conversation_id]) for place in again]
            for place, answer in zip(again, await accept_all(db, led), strict=True):
                answers[place] = answer
    strangers = [place for place, answer in enumerate(answers) if isinstance(answer, Forbidden)]
    return await _known_otherwise(db, items, answers, strangers) if strangers else answers


async def _known_otherwise(
    db: Database, items: Sequence[Incoming], answers: list[MessageOut | Exception], strangers: Sequence[int]
) -> list[MessageOut | Exception]:
    """Who was refused under the id of a customer who was merged is heard under the one that it means now."""
    async with db.read() as tx:
        claimed = {place: one for place in strangers if (one := items[place].customer_id) is not None}
        means = await turned_out(tx, set(claimed.values()))
    again = [place for place, one in claimed.items() if one in means]
    if again:
        known = [replace(items[place], customer_id=means[claimed[place]]) for place in again]
        for place, answer in zip(again, await accept_all(db, known), strict=True):
            answers[place] = answer
    return answers


async def accept(tx: Tx, items: Sequence[Incoming]) -> list[MessageOut | Exception]:
    """Store messages, bump and reopen their conversations, tell everybody, and let the reactions follow.

    Each is answered with what is stored, by this call or, under the same client id, by an earlier one.
    """
    threads = await lock_threads(tx, {item.conversation_id for item in items})
    written: dict[Key, Written] = {}
    answers: list[Written | Exception] = []
    for place, item in enumerate(items):
        try:
            thread = _admit(item, threads)
        except CairnloopError as error:
            answers.append(error)
            continue
        key = (item.conversation_id, place if item.client_id is None else item.client_id)
        if key not in written:
            written[key] = _write(tx, item, thread)
        answers.append(written[key])
    if written:
        await _store(tx, list(written.values()))
    return [answer if isinstance(answer, Exception) else answer.refused or answer.shape for answer in answers]


def _admit(item: Incoming, threads: Mapping[UUID, Thread]) -> Thread:
    thread = threads.get(item.conversation_id)
    if thread is None:
        raise NotFound("This conversation does not exist any more. Start a new one.")
    if item.customer_id is not None and item.customer_id != thread.conversation.customer_id:
        raise Forbidden("This conversation belongs to another customer.")
    return thread


def _write(tx: Tx, item: Incoming, thread: Thread) -> Written:
    row = Record(
        id=tx.timely_id(),
        account_id=thread.conversation.account_id,
        conversation_id=item.conversation_id,
        customer_id=thread.conversation.customer_id,
        user_id=None,
        draft_id=None,
        client_id=item.client_id,
        type=MessageType.REPLY.value,
        source=item.source.value,
        private=False,
        body=item.body,
        details=item.metadata,
        delivery=Delivery.RECEIVED.value,
        delivery_error=None,
        release_at=None,
        sent_at=item.sent_at or tx.now,
        seen_at=None,
        created_at=tx.now,
    )
    return Written(row, message_out(row, customer=thread.customer), thread, item.file_ids)


async def _store(tx: Tx, written: Sequence[Written]) -> None:
    stored = await store(tx, [one.row for one in written])
    fresh = [one for one in written if one.row.id in stored]
    if len(fresh) < len(written):
        await _recall(tx, [one for one in written if one.row.id not in stored])
    if any(one.file_ids for one in fresh):
        fresh = await _attach(tx, fresh)
    if fresh:
        received = [_bump(tx, one) for one in fresh]
        touched = {one.row.conversation_id: one.thread.conversation for one in fresh}
        await bump(tx, touched.values())
        await tx.emit(*received)
        _announce(tx, fresh, touched.values())


async def _recall(tx: Tx, again: Sequence[Written]) -> None:
    """These were stored before: show what stands there."""
    known = await stored_before(tx, [(one.row.conversation_id, one.row.client_id) for one in again])
    files: dict[UUID, list[FileOut]] = {}
    if any(one.file_ids for one in again):
        files = await files_of(tx, {one.row.account_id for one in again}, [message.id for message in known.values()])
    for one in again:
        message = known.get((one.row.conversation_id, one.row.client_id))
        if message is None:
            one.refused = Conflict(TAKEN)
            continue
        one.shape = message_out(message, customer=one.thread.customer, files=files.get(message.id, ()))


async def _attach(tx: Tx, fresh: Sequence[Written]) -> list[Written]:
    """Give these messages their files. One that may not have them is not sent, and says why; the others come back."""
    asked = [wish for one in fresh if one.file_ids for wish in _wishes(one)]
    given = await attach(tx, asked)
    for one in fresh:
        one.shape["attachments"] = given.get(one.row.id, [])
        one.refused = lacking(one.file_ids, one.shape["attachments"])
    refused = [one.row.id for one in fresh if one.refused is not None]
    if refused:
        await release(tx, refused)
        await take_back(tx, refused)
    return [one for one in fresh if one.refused is None]


def _wishes(one: Written) -> list[Wish]:
    return wishes(one.row.id, one.row.account_id, one.file_ids, customer_id=one.row.customer_id)


def _bump(tx: Tx, one: Written) -> CustomerMessageReceived:
    conversation, customer = one.thread.conversation, one.thread.customer
    before = Status(conversation.status)
    after = next_status(before, Move.CUSTOMER_WROTE)
    if after is not before:
        action, reason = WOKEN if before is Status.SNOOZED else REOPENED
        tx.audit(
            customer_actor(customer.id),
            conversation.account_id,
            action,
            "conversation",
            conversation.id,
            conversation_id=conversation.id,
            reason=reason,
        )
    received = CustomerMessageReceived(
        account_id=conversation.account_id,
        inbox_id=conversation.inbox_id,
        conversation_id=conversation.id,
        message_id=one.row.id,
        first=conversation.first_replied_at is None,
        waiting=conversation.awaiting == Awaiting.OPERATOR and before is not Status.CLOSED,
        undecided=conversation.draft_id is not None,
        adrift=after is not before and conversation.assignee_id is None,
    )
    conversation.status = after.value
    conversation.closed_at = conversation.archived_at = conversation.snoozed_until = None
    conversation.awaiting = Awaiting.OPERATOR.value
    conversation.draft_id = conversation.draft_kind = None  # a waiting draft does not answer this message
    conversation.preview, conversation.read = _preview(one), False
    conversation.last_activity_at = tx.now
    conversation.version += 1
    return received


def _preview(one: Written) -> str:
    return preview(one.row.body, [file["filename"] for file in one.shape["attachments"]])


def _announce(tx: Tx, fresh: Sequence[Written], touched: Iterable[Record]) -> None:
    for one in fresh:
        for topic in topics.customers_side(one.thread.conversation):
            tx.announce(topic, "shout", for_customer(one.shape))
        tx.announce(topics.operators(one.shape["account_id"]), "shout", dict(one.shape))
    for conversation in touched:
        basic = conversation_basic_out(conversation)
        news = {"id": basic["id"], "updates": basic}
        tx.announce(topics.operators(basic["account_id"]), "conversation:updated", news)
