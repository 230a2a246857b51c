"""Removing a tag: it is out of sight at once, and taken off whatever carries it in portions that hold nobody up."""

from typing import Any
from uuid import UUID

from sqlalchemy import delete, select

from cairnloop.desk.marks import tags
from cairnloop.desk.marks.tables import ConversationTag
from cairnloop.kernel.database import Database, Tx
from cairnloop.people.customer.tables import CustomerTag, Tag
from cairnloop.people.identity import Operator

TAKE_TAG_OFF = "take_tag_off"
AT_ONCE = 1_000


async def remove_tag(db: Database, tag_id: UUID, by: Operator) -> None:
    """The tag goes from everything that carries it. Nobody sees it from now on, and its name is free again."""
    async with db.begin() as tx:
        tag = await tags.get_tag(tx, by.account_id, tag_id, lock=True)
        tx.audit(by.actor, by.account_id, "tag.removed", "tag", tag.id, name=tag.name)
        tags.tell(tx, tag, "tag:deleted")
        tag.removed_at, tag.key = tx.now, None
        await tx.session.flush()
        # The first portion goes at once, which is all of it for nearly every tag.
        if await _take_off(tx, tag):
            key = f"{TAKE_TAG_OFF}:{tag.id}"
            tx.enqueue(TAKE_TAG_OFF, unique_key=key, account_id=by.account_id, tag_id=tag.id)


async def go_on(db: Database, account_id: UUID, tag_id: UUID) -> None:
    """Take a removed tag off what still carries it. Stopped half-way it goes on where it was; twice it does nothing."""
    more = True
    while more:
        async with db.begin() as tx:
            tag = await tx.session.get(Tag, tag_id, with_for_update=True)
            if tag is None or tag.account_id != account_id or tag.removed_at is None:
                return
            more = await _take_off(tx, tag)


async def _take_off(tx: Tx, tag: Tag) -> bool:
    """One portion, and with the last one the tag itself; whether there may be more."""
    pinned: tuple[tuple[Any, Any], ...] = (
        (ConversationTag, ConversationTag.conversation_id),
        (CustomerTag, CustomerTag.customer_id),
    )
    more = False
    for pins, owner in pinned:
        some = select(owner).where(pins.account_id == tag.account_id, pins.tag_id == tag.id).limit(AT_ONCE)
        found = (await tx.session.execute(some)).scalars().all()
        if found:
            await tx.session.execute(delete(pins).where(owner.in_(found), pins.tag_id == tag.id))
        more = more or len(found) == AT_ONCE
    if not more:
        await tx.session.delete(tag)
    return more
