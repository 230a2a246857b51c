"""Who is at the other end of a socket, as the upgrade found out."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from cairnloop.errors import Forbidden, Invalid
from cairnloop.kernel.database import Database
from cairnloop.people.access.sessions import recognise
from cairnloop.people.identity import Operator
from cairnloop.wire.text import read_id


@dataclass(frozen=True, slots=True)
class Caller:
    """An operator, or with None a customer's page, which nobody vouches for."""

    operator: Operator | None
    origin: str | None = None  # of the page, when it is somebody else's

    def of_account(self, account_id: UUID) -> Operator:
        """The operator, when they belong to this account. Raises Forbidden, in the word published clients know."""
        if self.operator is None or self.operator.account_id != account_id:
            raise Forbidden("Unauthorized")
        return self.operator

    @property
    def account_id(self) -> UUID | None:
        return None if self.operator is None else self.operator.account_id

    @property
    def side(self) -> str:
        return "customer" if self.operator is None else "operator"


async def authenticate(db: Database, params: Mapping[str, str], origin: str | None = None) -> Caller:
    """A token must be good; without one the caller is a customer's page."""
    token = params.get("token")
    return Caller(None if token is None else await recognise(db, token), origin)


def id_in(topic: str, kind: str) -> UUID:
    """The id in `{kind}:{id}`, written as we write it: under any other spelling nothing would ever be heard."""
    written = topic.removeprefix(f"{kind}:")
    found = read_id(written, "topic")
    if str(found) != written:
        raise Invalid.field("topic", f"write the id as {kind}:{found}")
    return found


def online(now_seconds: float) -> str:
    """`online_at` as published clients read it: unix seconds in a string."""
    return str(int(now_seconds))
