"""Who is meant when somebody asks for what an actor did: words become ids."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from cairnloop.errors import Invalid
from cairnloop.kernel.audit import ActorKind
from cairnloop.kernel.database import Tx
from cairnloop.kernel.trail import Who
from cairnloop.people.identity import Operator
from cairnloop.people.tables import Customer, User

# An address is seldom that of more customers than these; the trail of the first ones is shown.
MOST = 20
HELP = "a colleague's name or address, a customer's address, an id, me, user, customer, policy or system"


async def who(tx: Tx, by: Operator, words: str) -> Who:
    """The actors that `words` mean to this operator. Raises Invalid when that is nobody, or not clear."""
    wanted = words.strip().casefold()
    if wanted in set(ActorKind):
        return Who(kind=ActorKind(wanted))
    if wanted == "me":
        return Who(ids=(str(by.user_id),))
    if is_id(wanted):
        return Who(ids=(wanted,))
    found = await _colleagues(tx, by.account_id, wanted)
    if len(found) > 1:
        names = ", ".join(user.email for user in found[:5])
        raise Invalid.field("actor", f"“{words}” fits {len(found)} colleagues; write one of their addresses: {names}")
    ids = [str(user.id) for user in found]
    if "@" in wanted:
        ids += await _customers(tx, by.account_id, words.strip())
    if not ids:
        raise Invalid.field("actor", f"nobody here is called “{words}”; write {HELP}")
    return Who(ids=tuple(ids))


def is_id(word: str) -> bool:
    """Users have numbers; customers have UUIDs."""
    if word.isascii() and word.isdigit():
        return True
    try:
        return str(UUID(word)) == word
    except ValueError:
        return False


async def _colleagues(tx: Tx, account_id: UUID, wanted: str) -> Sequence[User]:
    """Those who are called exactly so, or else those whose name, or a part of it, begins so."""
    users = (await tx.session.scalars(select(User).where(User.account_id == account_id).order_by(User.id))).all()
    exact = [user for user in users if wanted in _names(user)]
    return exact or [user for user in users if any(_begins(name, wanted) for name in _names(user))]


def _names(user: User) -> list[str]:
    return [name.casefold() for name in (user.email, user.display_name, user.full_name) if name]


def _begins(name: str, wanted: str) -> bool:
    return name.startswith(wanted) or f" {wanted}" in name


async def _customers(tx: Tx, account_id: UUID, email: str) -> list[str]:
    query = select(Customer.id).where(Customer.account_id == account_id, Customer.email == email).limit(MOST)
    return [str(one) for one in (await tx.session.scalars(query)).all()]
