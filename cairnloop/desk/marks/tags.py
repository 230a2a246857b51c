"""Tags: made and changed, and put on conversations and customers."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.exc import IntegrityError

from cairnloop.desk import topics
from cairnloop.desk.lists.threads import get_conversation
from cairnloop.desk.marks.tables import ConversationTag
from cairnloop.desk.shapes import conversation_basic_out
from cairnloop.desk.tables import Conversation
from cairnloop.errors import Conflict, NotFound
from cairnloop.kernel.database import Database, Tx
from cairnloop.people.customer.customers import get_customer
from cairnloop.people.customer.shapes import tag_out
from cairnloop.people.customer.tables import CustomerTag, Tag
from cairnloop.people.identity import Operator
from cairnloop.people.shapes import customer_basic_out
from cairnloop.wire.tags import NewTagWords, TagChangeWords, TagOut

MOST_TAGS = 1_000


def key_of(name: str) -> str:
    """The name as names are compared: capitals and the width of gaps make no other tag."""
    return " ".join(name.split()).casefold()


async def add_tag(db: Database, words: NewTagWords, by: Operator) -> Tag:
    """Raises Conflict when the account has a tag of this name."""
    async with db.begin() as tx:
        tag = Tag(
            id=tx.new_id(),
            account_id=by.account_id,
            creator_id=by.user_id,
            name=words.name,
            key=key_of(words.name),
            description=words.description,
            color=words.color,
            created_at=tx.now,
            updated_at=tx.now,
        )
        await _require_free(tx, tag)
        tx.session.add(tag)
        await _keep(tx, tag)
        tx.audit(by.actor, by.account_id, "tag.added", "tag", tag.id, name=tag.name)
        tell(tx, tag, "tag:created")
        return tag


async def change_tag(db: Database, tag_id: UUID, words: TagChangeWords, by: Operator) -> Tag:
    async with db.begin() as tx:
        tag = await get_tag(tx, by.account_id, tag_id, lock=True)
        said = words.model_dump(exclude_unset=True)
        for name, value in said.items():
            setattr(tag, name, value)
        if "name" in said:
            tag.key = key_of(tag.name)
            await _require_free(tx, tag)
        tag.updated_at = tx.now
        await _keep(tx, tag)
        tx.audit(by.actor, by.account_id, "tag.changed", "tag", tag.id, fields=sorted(said))
        tell(tx, tag, "tag:updated")
        return tag


async def _require_free(tx: Tx, tag: Tag) -> None:
    taken = select(Tag.id).where(Tag.account_id == tag.account_id, Tag.key == tag.key, Tag.id != tag.id)
    with tx.session.no_autoflush:
        if (await tx.session.execute(taken)).first() is not None:
            raise _taken(tag)


async def _keep(tx: Tx, tag: Tag) -> None:
    try:
        await tx.session.flush()
    except IntegrityError as error:  # somebody made it in the same moment
        raise _taken(tag) from error


def _taken(tag: Tag) -> Conflict:
    return Conflict(f"there is a tag “{tag.name}” already")


def tell(tx: Tx, tag: Tag, event: str) -> None:
    """What became of a tag, for the operators."""
    tx.announce(topics.operators(tag.account_id), event, {"id": str(tag.id), "tag": tag_out(tag)})


async def get_tag(tx: Tx, account_id: UUID, tag_id: UUID, *, lock: bool = False, keep: bool = False) -> Tag:
    """Raises NotFound, also for another account's tag. With `keep` nobody removes it before the commit."""
    query = select(Tag).where(Tag.account_id == account_id, Tag.id == tag_id, Tag.removed_at.is_(None))
    if lock or keep:
        query = query.with_for_update(read=keep, key_share=keep)
    tag = (await tx.session.execute(query)).scalar_one_or_none()
    if tag is None:
        raise NotFound("no such tag")
    return tag


async def tag_named(tx: Tx, account_id: UUID, name: str) -> Tag:
    """The tag of this name; where a name has gaps, `-` and `_` stand for them too. Raises NotFound."""
    wanted = [key_of(name), *(key_of(name.replace(one, " ")) for one in "-_")]
    query = select(Tag).where(Tag.account_id == account_id, Tag.key.in_(wanted))
    found = {tag.key: tag for tag in (await tx.session.execute(query)).scalars()}
    for one in wanted:
        if one in found:
            return found[one]
    raise NotFound(f"there is no tag “{name}” here")


async def list_tags(tx: Tx, account_id: UUID, *, after: str = "", limit: int = MOST_TAGS) -> Sequence[Tag]:
    """By name, those behind the name `after`."""
    query = select(Tag).where(Tag.account_id == account_id, Tag.key > key_of(after)).order_by(Tag.key).limit(limit)
    return (await tx.session.execute(query)).scalars().all()


async def tags_of(tx: Tx, conversation_ids: Collection[UUID]) -> dict[UUID, list[TagOut]]:
    """The tags of each of these conversations, by name."""
    return await _carried(tx, ConversationTag, ConversationTag.conversation_id, conversation_ids)


async def tags_of_customers(tx: Tx, customer_ids: Collection[UUID]) -> dict[UUID, list[TagOut]]:
    return await _carried(tx, CustomerTag, CustomerTag.customer_id, customer_ids)


async def _carried(tx: Tx, pins: Any, owner: Any, ids: Collection[UUID]) -> dict[UUID, list[TagOut]]:
    found: dict[UUID, list[TagOut]] = {one: [] for one in ids}
    if found:
        query = select(owner, Tag).join(Tag, pins.tag_id == Tag.id).where(owner.in_(ids), Tag.removed_at.is_(None))
        query = query.order_by(Tag.key)
        for one, tag in await tx.session.execute(query):
            found[one].append(tag_out(tag))
    return found


async def tag_conversation(db: Database, conversation_id: UUID, tag_id: UUID, by: Operator) -> list[TagOut]:
    """The tags it has now. One that is there already changes nothing."""
    async with db.begin() as tx:
        conversation = await get_conversation(tx, by.account_id, conversation_id, lock=True)
        return (await put_on(tx, [conversation], tag_id, by))[conversation.id]


async def untag_conversation(db: Database, conversation_id: UUID, tag_id: UUID, by: Operator) -> list[TagOut]:
    async with db.begin() as tx:
        conversation = await get_conversation(tx, by.account_id, conversation_id, lock=True)
        return (await take_off(tx, [conversation], tag_id, by))[conversation.id]


async def put_on(tx: Tx, conversations: Sequence[Conversation], tag_id: UUID, by: Operator) -> dict[UUID, list[TagOut]]:
    """Put a tag on locked conversations; comes back with the tags that each has now. Raises NotFound."""
    tag = await get_tag(tx, by.account_id, tag_id, keep=True)
    rows = [{"conversation_id": one.id, **_pin(tx, tag)} for one in conversations]
    fresh = await _insert(tx, ConversationTag, ConversationTag.conversation_id, rows)
    return await _changed(tx, conversations, fresh, tag, "conversation.tagged", by)


async def take_off(
    tx: Tx, conversations: Sequence[Conversation], tag_id: UUID, by: Operator
) -> dict[UUID, list[TagOut]]:
    tag = await get_tag(tx, by.account_id, tag_id)
    ids = [one.id for one in conversations]
    pinned = delete(ConversationTag).where(ConversationTag.conversation_id.in_(ids), ConversationTag.tag_id == tag.id)
    gone = (await tx.session.execute(pinned.returning(ConversationTag.conversation_id))).scalars().all()
    return await _changed(tx, conversations, set(gone), tag, "conversation.untagged", by)


async def _changed(
    tx: Tx, conversations: Iterable[Conversation], changed: Collection[UUID], tag: Tag, action: str, by: Operator
) -> dict[UUID, list[TagOut]]:
    tags = await tags_of(tx, [one.id for one in conversations])
    for one in conversations:
        if one.id in changed:
            tx.audit(by.actor, one.account_id, action, "conversation", one.id, conversation_id=one.id, tag=tag.name)
            updates = {**conversation_basic_out(one), "tags": tags[one.id]}
            news = {"id": str(one.id), "updates": updates}
            tx.announce(topics.operators(one.account_id), "conversation:updated", news)
    return tags


async def tag_customer(db: Database, customer_id: UUID, tag_id: UUID, by: Operator) -> list[TagOut]:
    async with db.begin() as tx:
        customer = await get_customer(tx, by.account_id, customer_id, lock=True)
        tag = await get_tag(tx, by.account_id, tag_id, keep=True)
        rows = [{"customer_id": customer.id, **_pin(tx, tag)}]
        fresh = await _insert(tx, CustomerTag, CustomerTag.customer_id, rows)
        return await _customer_changed(tx, customer, bool(fresh), tag, "customer.tagged", by)


async def untag_customer(db: Database, customer_id: UUID, tag_id: UUID, by: Operator) -> list[TagOut]:
    async with db.begin() as tx:
        customer = await get_customer(tx, by.account_id, customer_id, lock=True)
        tag = await get_tag(tx, by.account_id, tag_id)
        pinned = delete(CustomerTag).where(CustomerTag.customer_id == customer.id, CustomerTag.tag_id == tag.id)
        gone = (await tx.session.execute(pinned.returning(CustomerTag.tag_id))).first() is not None
        return await _customer_changed(tx, customer, gone, tag, "customer.untagged", by)


async def _customer_changed(tx: Tx, customer: Any, changed: bool, tag: Tag, action: str, by: Operator) -> list[TagOut]:
    tags = (await tags_of_customers(tx, [customer.id]))[customer.id]
    if changed:
        tx.audit(by.actor, by.account_id, action, "customer", customer.id, tag=tag.name)
        news = {"id": str(customer.id), "updates": {**customer_basic_out(customer), "tags": tags}}
        tx.announce(topics.operators(by.account_id), "customer:updated", news)
    return tags


def _pin(tx: Tx, tag: Tag) -> dict[str, Any]:
    return {"tag_id": tag.id, "account_id": tag.account_id, "created_at": tx.now}


async def _insert(tx: Tx, pins: Any, owner: Any, rows: Sequence[dict[str, Any]]) -> set[UUID]:
    """Who did not have it yet."""
    if not rows:
        return set()
    insert: Any = (sqlite_insert if tx.dialect == "sqlite" else postgres_insert)(pins)
    fresh = await tx.session.execute(insert.values(rows).on_conflict_do_nothing().returning(owner))
    return set(fresh.scalars())
