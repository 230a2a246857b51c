"""Who is calling: an operator with a role, or a customer's anonymous page."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cairnloop.errors import Forbidden
from cairnloop.kernel.audit import Actor, ActorKind
from cairnloop.people.permissions import Permission, Role, may


@dataclass(frozen=True, slots=True)
class Operator:
    """A signed-in user of one account. `credential` is the session or API key they came with.

    `scopes` is what that key may do at most, and `until` when it ends; None where it sets no limit.
    """

    user_id: int
    account_id: UUID
    email: str
    name: str
    role: Role
    credential: UUID | None = None
    scopes: frozenset[Permission] | None = None
    until: datetime | None = None

    @property
    def actor(self) -> Actor:
        return Actor(ActorKind.USER, str(self.user_id), self.name)

    def may(self, permission: Permission) -> bool:
        """Whether this role may, and the key they came with."""
        return may(self.role, permission) and (self.scopes is None or permission in self.scopes)

    def require(self, permission: Permission) -> None:
        """Raises Forbidden unless this role may, and the key they came with; says what it would take."""
        if self.may(permission):
            return
        wanted = permission.value.replace("_", " ")
        if not may(self.role, permission):
            raise Forbidden(f"This needs a role that may {wanted}; yours is {self.role}.")
        raise Forbidden(f"This needs a key whose scopes allow to {wanted}; those of this one do not.")


def customer_actor(customer_id: UUID) -> Actor:
    """By id alone: a name in the trail could never be erased."""
    return Actor(ActorKind.CUSTOMER, str(customer_id), "Customer")
