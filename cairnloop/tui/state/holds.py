"""The undo window: answers that have not left yet, and how long they can still be pulled back."""

from dataclasses import dataclass
from datetime import datetime

from cairnloop.tui.state.belongings import Attachment
from cairnloop.tui.state.thread import Message, Voice
from cairnloop.tui.terminal.times import seconds_left


@dataclass(frozen=True, slots=True)
class Hold:
    """One held answer, and the files that it carries. `until` is by our own clock."""

    message_id: str
    conversation_id: str
    to: str
    user_id: int | None
    until: datetime
    files: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Holds:
    """Held answers, the newest last."""

    held: tuple[Hold, ...] = ()

    def heard(self, message: Message, to: str, now: datetime, *, fresh: bool) -> "Holds":
        """A message was announced (`fresh`) or read. What is no longer pending can no longer be pulled back."""
        others = tuple(one for one in self.held if one.message_id != message.id)
        if message.delivery != "pending" or message.release_at is None or message.voice is Voice.CUSTOMER:
            return Holds(others)
        known = self.of(message.id)
        if known is not None:
            return self
        until = message.release_at
        if fresh and message.at is not None:
            # Only the length of the hold is taken from the daemon: our clocks need not agree.
            until = now + (message.release_at - message.at)
        hold = Hold(message.id, message.conversation_id, to, message.user_id, until, message.files)
        return Holds((*others, hold)) if until > now else Holds(others)

    def of(self, message_id: str) -> Hold | None:
        return next((one for one in self.held if one.message_id == message_id), None)

    def passed(self, now: datetime) -> "Holds":
        alive = tuple(one for one in self.held if one.until > now)
        return self if len(alive) == len(self.held) else Holds(alive)

    def latest(self, me: int | None, conversation_id: str | None) -> Hold | None:
        """What z takes back: one's own last answer, or else whatever is held in the conversation at hand."""
        own = [one for one in self.held if one.user_id == me and me is not None]
        here = [one for one in self.held if one.conversation_id == conversation_id]
        candidates = own or here
        return candidates[-1] if candidates else None

    def countdown(self, message_id: str, now: datetime) -> int:
        hold = self.of(message_id)
        return seconds_left(hold.until, now) if hold else 0
