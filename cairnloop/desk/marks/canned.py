"""Canned replies: kept at hand, found by name or shortcut, and filled in for one conversation."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError

from cairnloop.desk import topics
from cairnloop.desk.inbox.inboxes import inbox_for
from cairnloop.desk.lists.threads import get_conversation, owner
from cairnloop.desk.marks.canned_rules import Facts, Rendered, check, first_name, render
from cairnloop.desk.marks.tables import CannedResponse
from cairnloop.desk.marks.tags import key_of
from cairnloop.desk.tables import Conversation
from cairnloop.errors import Conflict, NotFound
from cairnloop.kernel.database import Database, Tx
from cairnloop.people.accounts import get_account
from cairnloop.people.identity import Operator
from cairnloop.wire.canned import CannedOut, CannedWords, NewCannedWords
from cairnloop.wire.people import naive


async def add_canned(db: Database, words: NewCannedWords, by: Operator) -> CannedResponse:
    """Raises Conflict when the name or the shortcut is taken, Invalid for a variable nobody knows."""
    async with db.begin() as tx:
        canned = CannedResponse(
            id=tx.new_id(),
            account_id=by.account_id,
            inbox_id=await _inbox(tx, by, words.inbox_id),
            name=words.name,
            key=key_of(words.name),
            shortcut=words.shortcut,
            content=check(words.content),
            created_at=tx.now,
            updated_at=tx.now,
        )
        await _require_free(tx, canned)
        tx.session.add(canned)
        await _keep(tx)
        tx.audit(by.actor, by.account_id, "canned_response.added", "canned_response", canned.id, name=canned.name)
        _tell(tx, canned, "canned_response:created")
        return canned


async def change_canned(db: Database, canned_id: UUID, words: CannedWords, by: Operator) -> CannedResponse:
    async with db.begin() as tx:
        canned = await get_canned(tx, by.account_id, canned_id, lock=True)
        said = words.model_dump(exclude_unset=True)
        for name, value in said.items():
            setattr(canned, name, value)
        canned.key = key_of(canned.name)
        if "inbox_id" in said:
            canned.inbox_id = await _inbox(tx, by, canned.inbox_id)
        check(canned.content)
        await _require_free(tx, canned)
        canned.updated_at = tx.now
        await _keep(tx)
        fields = sorted(said)
        tx.audit(by.actor, by.account_id, "canned_response.changed", "canned_response", canned.id, fields=fields)
        _tell(tx, canned, "canned_response:updated")
        return canned


async def remove_canned(db: Database, canned_id: UUID, by: Operator) -> None:
    async with db.begin() as tx:
        canned = await get_canned(tx, by.account_id, canned_id, lock=True)
        await tx.session.delete(canned)
        tx.audit(by.actor, by.account_id, "canned_response.removed", "canned_response", canned.id, name=canned.name)
        _tell(tx, canned, "canned_response:deleted")


def _tell(tx: Tx, canned: CannedResponse, event: str) -> None:
    news = {"id": str(canned.id), "canned_response": canned_out(canned)}
    tx.announce(topics.operators(canned.account_id), event, news)


async def _keep(tx: Tx) -> None:
    try:
        await tx.session.flush()
    except IntegrityError as error:
        raise Conflict("somebody gave the same name or shortcut to another one in this moment") from error


async def _inbox(tx: Tx, by: Operator, inbox_id: UUID | None) -> UUID | None:
    with tx.session.no_autoflush:
        return None if inbox_id is None else (await inbox_for(tx, by.account_id, inbox_id)).id


async def _require_free(tx: Tx, canned: CannedResponse) -> None:
    same = [CannedResponse.key == canned.key]
    if canned.shortcut is not None:
        same.append(CannedResponse.shortcut == canned.shortcut)
    query = select(CannedResponse.key).where(
        CannedResponse.account_id == canned.account_id, CannedResponse.id != canned.id, or_(*same)
    )
    with tx.session.no_autoflush:
        taken = (await tx.session.execute(query.limit(1))).scalar_one_or_none()
    if taken is not None:
        what = f"called “{canned.name}”" if taken == canned.key else f"with the shortcut {canned.shortcut}"
        raise Conflict(f"there is a canned reply {what} already")


async def get_canned(tx: Tx, account_id: UUID, canned_id: UUID, *, lock: bool = False) -> CannedResponse:
    """Raises NotFound, also for another account's."""
    query = select(CannedResponse).where(CannedResponse.account_id == account_id, CannedResponse.id == canned_id)
    canned = (await tx.session.execute(query.with_for_update() if lock else query)).scalar_one_or_none()
    if canned is None:
        raise NotFound("no such canned reply")
    return canned


async def list_canned(
    tx: Tx, account_id: UUID, *, inbox_id: UUID | None = None, after: str = "", limit: int = 200
) -> Sequence[CannedResponse]:
    """By name, those behind the name `after`; with an inbox those that may be used there."""
    query = select(CannedResponse).where(CannedResponse.account_id == account_id, CannedResponse.key > key_of(after))
    if inbox_id is not None:
        query = query.where(or_(CannedResponse.inbox_id.is_(None), CannedResponse.inbox_id == inbox_id))
    return (await tx.session.execute(query.order_by(CannedResponse.key).limit(limit))).scalars().all()


async def fill_in(tx: Tx, canned_id: UUID, conversation_id: UUID, by: Operator) -> Rendered:
    """The reply as it would be said in this conversation. Raises NotFound."""
    canned = await get_canned(tx, by.account_id, canned_id)
    conversation = await get_conversation(tx, by.account_id, conversation_id)
    return render(canned.content, await facts(tx, conversation, by))


async def facts(tx: Tx, conversation: Conversation, by: Operator) -> Facts:
    """What is known of a conversation when this operator answers in it."""
    customer = await owner(tx, conversation)
    account = await get_account(tx, conversation.account_id)
    return {
        "customer.name": customer.name,
        "customer.first_name": first_name(customer.name),
        "customer.email": customer.email,
        "user.display_name": by.name,
        "account.company_name": account.name,
        "conversation.id": str(conversation.id),
    }


def canned_out(canned: CannedResponse) -> CannedOut:
    return {
        "id": str(canned.id),
        "object": "canned_response",
        "account_id": str(canned.account_id),
        "name": canned.name,
        "content": canned.content,
        "shortcut": canned.shortcut,
        "inbox_id": None if canned.inbox_id is None else str(canned.inbox_id),
        "created_at": naive(canned.created_at),
        "updated_at": naive(canned.updated_at),
    }
