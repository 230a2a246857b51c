"""What an operator has written and not yet let go."""

from dataclasses import dataclass
from enum import StrEnum


class Mode(StrEnum):
    """What is being written."""

    REPLY = "reply"
    NOTE = "note"
    EDIT = "edit"  # of a draft


@dataclass(frozen=True, slots=True)
class Unsent:
    """Words that have not left the composer. `key` is what they were first sent under, so that trying again after
    a lost answer stores them once.
    """

    mode: Mode
    text: str
    draft_id: str | None = None
    version: int = 0
    key: str | None = None
