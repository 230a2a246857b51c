"""Who is calling: an operator with a role, or a customer's anonymous page."""

from dataclasses import dataclass
from uuid import UUID

from cairnloop.errors import Forbidden
from cairnloop.kernel.audit import Actor, ActorKind
from cairnloop.people.permissions import Permission, Role, may


@dataclass(frozen=True, slots=True)
class Operator:
    """A signed-in user of one account. `credential` is the session or API key they came with."""

    user_id: int
    account_id: UUID
    email: str
    name: str
    role: Role
    credential: UUID | None = None

    @property
    def actor(self) -> Actor:
        return Actor(ActorKind.USER, str(self.user_id), self.name)

    def require(self, permission: Permission) -> None:
        """Raises Forbidden unless this role may; says what it would take."""
        if not may(self.role, permission):
            raise Forbidden(f"This needs a role that may {permission.value.replace('_', ' ')}; yours is {self.role}.")


def customer_actor(customer_id: UUID, name: str | None = None) -> Actor:
    return Actor(ActorKind.CUSTOMER, str(customer_id), name or "Customer")
