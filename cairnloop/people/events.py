"""What happens among people."""

from dataclasses import dataclass
from uuid import UUID

from cairnloop.kernel.events import Event
from cairnloop.wire.people import CustomerBasicOut


@dataclass(frozen=True, slots=True)
class AccountOpened(Event):
    account_id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class AccountChanged(Event):
    """An admin set something of the account. `fields` are what is different now."""

    account_id: UUID
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UserRegistered(Event):
    """Somebody opened an account of their own, by an e-mail that nobody has vouched for."""

    account_id: UUID
    user_id: int


@dataclass(frozen=True, slots=True)
class UserLeft(Event):
    """A user was disabled or archived: nobody works here by that name any more."""

    account_id: UUID
    user_id: int


@dataclass(frozen=True, slots=True)
class CustomerMet(Event):
    """Somebody came for the first time. `shape` is how the wire shows them."""

    account_id: UUID
    customer_id: UUID
    shape: CustomerBasicOut


@dataclass(frozen=True, slots=True)
class CustomerChanged(Event):
    """Something is known of a customer that was not known before."""

    account_id: UUID
    customer_id: UUID
    shape: CustomerBasicOut


@dataclass(frozen=True, slots=True)
class CustomersMerged(Event):
    """`merged` turned out to be `customer_id`, who stays and has everything."""

    account_id: UUID
    merged: UUID
    customer_id: UUID
    shape: CustomerBasicOut


@dataclass(frozen=True, slots=True)
class CustomerErasing(Event):
    """A customer is to be forgotten: they are on no list any more, and what belonged to them goes next."""

    account_id: UUID
    customer_id: UUID


@dataclass(frozen=True, slots=True)
class CustomerErased(Event):
    """The last of a customer is gone. `customer_ids` are all the ids they had."""

    account_id: UUID
    customer_ids: tuple[UUID, ...]
