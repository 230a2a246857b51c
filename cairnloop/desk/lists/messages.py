"""Messages as a list of their own: the newest of the account or of one conversation, and how many there are."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select

from cairnloop.desk.lists.threads import get_conversation
from cairnloop.desk.shapes import message_out
from cairnloop.desk.sight import SEES_TO_IT
from cairnloop.desk.tables import Message
from cairnloop.errors import NotFound
from cairnloop.files.queries import files_of
from cairnloop.kernel.database import Tx
from cairnloop.people.tables import Customer, User
from cairnloop.wire.desk import MessageOut

# Messages stand in no order but that of their conversation and of the house: so many are looked at for one page.
LOOKED_AT = 2_000
COUNTED = 10_000

Written = tuple[Message, User | None, Customer | None]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which messages: of one conversation, written by one customer or by one user."""

    account_id: UUID
    conversation_id: UUID | None = None
    customer_id: UUID | None = None
    user_id: int | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        wanted = ("conversation_id", self.conversation_id), ("customer_id", self.customer_id), ("user_id", self.user_id)
        narrower = [getattr(Message, name) == value for name, value in wanted if value is not None]
        return [Message.account_id == self.account_id, *narrower]


@dataclass(frozen=True, slots=True)
class Page:
    """`next` is the number behind which the page after this one goes on, None on the last."""

    messages: list[MessageOut]
    next: int | None


@dataclass(frozen=True, slots=True)
class Count:
    """How many were found; with `more` there may be further ones."""

    count: int
    more: bool


async def page(tx: Tx, asked: Asked, *, before: int | None = None, limit: int = 50) -> Page:
    """Newest first. A page may be short, even empty, and have a next one: then so many were looked at for it.

    Raises NotFound for a conversation that is not the account's.
    """
    asked = await _known(tx, asked)
    end = await _end(tx, asked, before, LOOKED_AT)
    query = _written().where(*asked.conditions()).order_by(Message.seq.desc()).limit(limit + 1)
    if before is not None:
        query = query.where(Message.seq < before)
    if end is not None:
        query = query.where(Message.seq >= end)
    rows = [(row[0], row[1], row[2]) for row in await tx.session.execute(query)]
    following = rows[limit - 1][0].seq if len(rows) > limit else end
    return Page(await _shapes(tx, rows[:limit]), following)


async def count(tx: Tx, asked: Asked) -> Count:
    """How many there are among the newest 10,000 of the house, or of the conversation. Raises NotFound as `page`."""
    asked = await _known(tx, asked)
    end = await _end(tx, asked, None, COUNTED)
    query = select(func.count(Message.seq)).where(*asked.conditions())
    if end is not None:
        query = query.where(Message.seq >= end)
    return Count((await tx.session.execute(query)).scalar_one(), more=end is not None)


async def one(tx: Tx, account_id: UUID, message_id: UUID) -> MessageOut:
    """Raises NotFound, also for another account's message."""
    found = (
        await tx.session.execute(_written().where(Message.account_id == account_id, Message.id == message_id))
    ).one_or_none()
    if found is None:
        raise NotFound("no such message")
    [shape] = await _shapes(tx, [(found[0], found[1], found[2])])
    return shape


async def _known(tx: Tx, asked: Asked) -> Asked:
    """The same, with the conversation where its messages are now."""
    if asked.conversation_id is None:
        return asked
    conversation = await get_conversation(tx, asked.account_id, asked.conversation_id)
    return replace(asked, conversation_id=conversation.id)


async def _end(tx: Tx, asked: Asked, before: int | None, most: int) -> int | None:
    """Up to which message is looked; None when that is as far as there are any. It is shown to nobody."""
    query = select(Message.seq).order_by(Message.seq.desc()).offset(most - 1).limit(1)
    if asked.conversation_id is not None:
        query = query.where(Message.conversation_id == asked.conversation_id)
    if before is not None:
        query = query.where(Message.seq < before)
    return (await tx.session.execute(query, execution_options=SEES_TO_IT)).scalar_one_or_none()


def _written() -> Select[Message, User | None, Customer | None]:
    return (
        select(Message, User, Customer)
        .outerjoin(User, Message.user_id == User.id)
        .outerjoin(Customer, Message.customer_id == Customer.id)
    )


async def _shapes(tx: Tx, rows: Sequence[Written]) -> list[MessageOut]:
    ids = [message.id for message, _, _ in rows]
    files = await files_of(tx, {message.account_id for message, _, _ in rows}, ids) if rows else {}
    return [
        message_out(message, customer=customer, user=user, files=files.get(message.id, ()))
        for message, user, customer in rows
    ]
