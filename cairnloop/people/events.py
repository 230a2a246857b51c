"""What happens among people."""

from dataclasses import dataclass
from uuid import UUID

from cairnloop.kernel.events import Event


@dataclass(frozen=True, slots=True)
class AccountOpened(Event):
    account_id: UUID
    name: str
