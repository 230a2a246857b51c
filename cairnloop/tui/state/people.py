"""Who works at this desk: the operator and their colleagues."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Me:
    user_id: int
    name: str
    role: str
    account_id: str
    account: str


@dataclass(frozen=True, slots=True)
class Colleague:
    user_id: int
    name: str
    email: str
    active: bool
    role: str = ""

    @property
    def can_decide(self) -> bool:
        return self.active and self.role != "viewer"
