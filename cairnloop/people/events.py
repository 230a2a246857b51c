"""What happens among people."""

from dataclasses import dataclass
from enum import StrEnum
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


class Access(StrEnum):
    """What is different about how a user gets in: what they are told of by mail, whatever else they want to be told."""

    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - a name of what happened
    PASSWORD_RESET = "password_reset"  # noqa: S105 - as well
    SECOND_FACTOR_OFF = "second_factor_off"
    KEY_MADE = "key_made"


@dataclass(frozen=True, slots=True)
class AccessChanged(Event):
    """`address` is from where it was done, empty where nobody knows; `by` names who did it for the user."""

    account_id: UUID
    user_id: int
    what: Access
    address: str
    by: str | None = None
    key_id: UUID | None = None
    key_label: str | None = None


@dataclass(frozen=True, slots=True)
class UserChanged(Event):
    """Somebody took a seat, or their names, their role, or whether they work here are different now."""

    account_id: UUID
    user_id: int
    new: bool = False


@dataclass(frozen=True, slots=True)
class UserSteppedBack(Event):
    """A user was disabled or archived, only reads from now on, or is no admin any more, who sees everything."""

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
