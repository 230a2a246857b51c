"""Whether a page may join what it asks for: as its inbox wants it, and as its customer's site vouches for them."""

from typing import Any
from uuid import UUID

from cairnloop.daemon.http.pages import claim_in
from cairnloop.daemon.services import Services
from cairnloop.daemon.sockets.topics.caller import Caller
from cairnloop.desk.inbox.entrances import account_of, require_page
from cairnloop.desk.tables import Conversation
from cairnloop.kernel.database import Tx
from cairnloop.people.access.tables import Entrance
from cairnloop.people.permissions import Permission
from cairnloop.people.proof import vouching
from cairnloop.people.proof.entrances import require_allowed


async def to_conversation(
    s: Services, tx: Tx, caller: Caller, conversation: Conversation, entrance: Entrance | None, params: dict[str, Any]
) -> None:
    """Raises WrongOrigin, NotProved, FalseProof, and Forbidden as `_works_there` does."""
    if _works_there(caller, conversation.account_id):
        return
    claim = claim_in(s, params)
    if entrance is not None:
        require_allowed(caller.origin, [entrance.allowed_origins])
    if claim.shown or (entrance is not None and entrance.enforce_identity):
        await vouching.let_in(tx, conversation.account_id, conversation.customer_id, claim)


async def to_customer(s: Services, tx: Tx, caller: Caller, customer_id: UUID, params: dict[str, Any]) -> None:
    """Raises as `to_conversation` does; of nobody there is nothing to be heard."""
    account_id = await account_of(tx, customer_id)
    if account_id is not None and not _works_there(caller, account_id):
        await require_page(tx, caller.origin, account_id, None)
        await vouching.let_in(tx, account_id, customer_id, claim_in(s, params))


async def to_account(tx: Tx, caller: Caller, account_id: UUID) -> None:
    """Raises WrongOrigin, and Forbidden as `_works_there` does."""
    if not _works_there(caller, account_id):
        await require_page(tx, caller.origin, account_id, None)


def _works_there(caller: Caller, account_id: UUID) -> bool:
    """Whether an operator of the account asks: anybody else, also of another account, asks as a page does.

    Raises Forbidden for an operator whose key may not read.
    """
    if caller.operator is None or caller.operator.account_id != account_id:
        return False
    caller.operator.require(Permission.READ)
    return True
