"""What an operator has written and not yet let go."""

from dataclasses import dataclass
from enum import StrEnum

from cairnloop.tui.state.belongings import Attachment


class Mode(StrEnum):
    """What is being written."""

    REPLY = "reply"
    NOTE = "note"
    EDIT = "edit"  # of a draft


@dataclass(frozen=True, slots=True)
class Unsent:
    """Words that have not left the composer. `key` is what they were first sent under, so that trying again after
    a lost answer stores them once. `files` were uploaded to go with them; `seen` is the newest message that was there
    when they were begun.
    """

    mode: Mode
    text: str
    draft_id: str | None = None
    version: int = 0
    key: str | None = None
    files: tuple[Attachment, ...] = ()
    seen: str | None = None

    @property
    def empty(self) -> bool:
        return not self.text.strip() and not self.files
