"""Inboxes: the doors customers come in by, opened, found, changed."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from cairnloop.desk import sight, topics
from cairnloop.desk.shapes import inbox_out
from cairnloop.desk.tables import Inbox
from cairnloop.desk.versions import require_seen
from cairnloop.errors import Conflict, Invalid, NotFound
from cairnloop.kernel.database import Database, Tx
from cairnloop.people.identity import Operator
from cairnloop.people.tables import Account

# The job that forgets what an inbox that became private has taught; drafting/learning.py does it.
FORGET_LEARNT = "forget_learnt"
# The job that takes a private inbox's conversations from who does not see into it; conversation/giving_back.py does it.
GIVE_BACK = "give_back_hidden"
MOST = 200
# An inbox whose conversations moved may lead to one that was given up as well; so many are followed.
MOST_MOVES = 10


async def add_primary_inbox(tx: Tx, account_id: UUID, draft_policy: str) -> Inbox:
    """Every account starts with one inbox; what comes without an inbox id lands there."""
    return await _add(
        tx, account_id, {"name": "Primary inbox", "slug": "primary", "is_primary": True, "draft_policy": draft_policy}
    )


async def inbox_for(tx: Tx, account_id: UUID, inbox_id: UUID | None) -> Inbox:
    """Where what comes by this door lands: the inbox asked for, else the account's primary one. Raises NotFound.

    Pages of an inbox that was given up lead to where its conversations went, or to the primary one.
    """
    query = select(Inbox).where(Inbox.account_id == account_id).limit(1)
    for _ in range(MOST_MOVES):
        if inbox_id is None:
            break
        found = (await tx.session.execute(query.where(Inbox.id == inbox_id))).scalar_one_or_none()
        if found is None:
            raise NotFound("no such inbox")
        if found.archived_at is None:
            return found
        inbox_id = found.moved_to
    return await primary_inbox(tx, account_id)


async def primary_inbox(tx: Tx, account_id: UUID) -> Inbox:
    """Raises NotFound, also where the primary inbox is hidden from whoever asks."""
    query = select(Inbox).where(Inbox.account_id == account_id, Inbox.is_primary.is_(True))
    return _known((await tx.session.execute(query)).scalar_one_or_none())


async def get_inbox(tx: Tx, account_id: UUID, inbox_id: UUID, *, lock: bool = False) -> Inbox:
    """Raises NotFound, also for another account's inbox and for one that was given up."""
    query = select(Inbox).where(Inbox.account_id == account_id, Inbox.id == inbox_id, Inbox.archived_at.is_(None))
    return _known((await tx.session.execute(query.with_for_update() if lock else query)).scalar_one_or_none())


def _known(inbox: Inbox | None) -> Inbox:
    if inbox is None:
        raise NotFound("no such inbox")
    return inbox


async def list_inboxes(tx: Tx, account_id: UUID) -> Sequence[Inbox]:
    """The account's inboxes, the primary one first."""
    query = select(Inbox).where(Inbox.account_id == account_id, Inbox.archived_at.is_(None))
    query = query.order_by(Inbox.is_primary.desc(), Inbox.name, Inbox.id)
    return (await tx.session.execute(query.limit(MOST))).scalars().all()


async def create_inbox(db: Database, given: Mapping[str, Any], by: Operator, *, draft_policy: str) -> Inbox:
    """Open another inbox; `draft_policy` is for one that names none. Raises Invalid for a slug that is taken."""
    async with db.begin() as tx:
        await hold(tx, by.account_id)
        if len(await list_inboxes(tx, by.account_id)) >= MOST:
            raise Conflict(f"an account has at most {MOST} inboxes; delete one first")
        slug = given.get("slug") or await _free_slug(tx, by.account_id, given["name"])
        await _require_free(tx, by.account_id, slug)
        if given.get("is_primary"):
            await _step_down(tx, by)
        policy = given.get("draft_policy") or draft_policy
        inbox = await _add(tx, by.account_id, {**given, "slug": slug, "draft_policy": policy})
        _tell(tx, inbox, by, "inbox.created", "inbox:created")
        return inbox


async def change_inbox(
    db: Database, inbox_id: UUID, given: Mapping[str, Any], by: Operator, *, seen: int | None = None
) -> Inbox:
    """Change what is given and not None. Drafts made before keep the policy they saw.

    Making an inbox primary takes that from the one that was; none can only stop being it. Raises Stale.
    """
    async with db.begin() as tx:
        await hold(tx, by.account_id)
        inbox = await get_inbox(tx, by.account_id, inbox_id, lock=True)
        await require_seen(tx, inbox, seen)
        before = inbox_out(inbox)
        wanted = {name: value for name, value in given.items() if value is not None}
        if "slug" in wanted and wanted["slug"] != inbox.slug:
            await _require_free(tx, by.account_id, wanted["slug"])
        match wanted.get("is_primary"):
            case False if inbox.is_primary:
                raise Conflict("an account has one primary inbox; make another one primary instead")
            case True if not inbox.is_primary:
                await _step_down(tx, by)
        for name, value in wanted.items():
            setattr(inbox, name, value)
        inbox.description = inbox.description or None
        after = inbox_out(inbox)
        differs = [name for name, value in before.items() if value != after.get(name)]
        if not differs:
            return inbox
        inbox.version, inbox.updated_at = inbox.version + 1, tx.now
        if "is_private" in differs:
            sight.changed(tx, by.account_id)
            # What was learnt in it was anybody's until now.
            tx.enqueue(FORGET_LEARNT, account_id=by.account_id, inbox_id=inbox.id, after=None)
            tx.enqueue(GIVE_BACK, account_id=by.account_id, inbox_id=inbox.id, after=None)
        changes = {name: [before.get(name), after.get(name)] for name in differs if name != "description"}
        _tell(tx, inbox, by, "inbox.changed", "inbox:updated", fields=differs, changes=changes)
        return inbox


async def hold(tx: Tx, account_id: UUID) -> None:
    """One at a time sets up what an account has only one of: a primary inbox, a slug, the settings of something.

    Conversations are opened all the while: their rows only look whether the account is there.
    """
    held = select(Account.id).where(Account.id == account_id).with_for_update(key_share=True)
    await tx.session.execute(held)


async def _add(tx: Tx, account_id: UUID, given: Mapping[str, Any]) -> Inbox:
    inbox = Inbox(
        id=tx.new_id(),
        account_id=account_id,
        name=given["name"],
        description=given.get("description") or None,
        slug=given["slug"],
        is_primary=given.get("is_primary", False),
        is_private=given.get("is_private", False),
        draft_policy=given["draft_policy"],
        created_at=tx.now,
        updated_at=tx.now,
    )
    tx.session.add(inbox)
    await tx.session.flush()
    if inbox.is_private:
        sight.changed(tx, account_id)
    return inbox


async def _step_down(tx: Tx, by: Operator) -> None:
    """The primary inbox of now is one no more; written at once, for there is only ever one."""
    primary = await primary_inbox(tx, by.account_id)
    primary.is_primary, primary.version, primary.updated_at = False, primary.version + 1, tx.now
    await tx.session.flush()
    changes = {"is_primary": [True, False]}
    _tell(tx, primary, by, "inbox.changed", "inbox:updated", fields=list(changes), changes=changes)


async def _require_free(tx: Tx, account_id: UUID, slug: str) -> None:
    if await _taken(tx, account_id, slug):
        raise Invalid.field("slug", f"another inbox is called “{slug}” already; choose another")


async def _free_slug(tx: Tx, account_id: UUID, name: str) -> str:
    """The name as it may stand in an address; with a number where others came first."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:50].strip("-") or "inbox"
    for number in range(1, MOST + 2):
        free = slug if number == 1 else f"{slug}-{number}"
        if not await _taken(tx, account_id, free):
            return free
    raise Conflict("too many inboxes have this name; choose a slug")


async def _taken(tx: Tx, account_id: UUID, slug: str) -> bool:
    query = select(Inbox.id).where(Inbox.account_id == account_id, Inbox.slug == slug)
    return (await tx.session.execute(query)).first() is not None


def _tell(tx: Tx, inbox: Inbox, by: Operator, action: str, event: str, **detail: Any) -> None:
    tx.audit(by.actor, by.account_id, action, "inbox", inbox.id, **detail)
    tx.announce(topics.operators(inbox.account_id), event, {"id": str(inbox.id), "updates": inbox_out(inbox)})
