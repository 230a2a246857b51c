"""Conversations by what is pinned to them, a tag or a mention: few are read from the pins, many met along the inbox."""

from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import ColumnElement, select

from cairnloop.desk.marks.tables import ConversationTag, Mention
from cairnloop.desk.tables import Conversation
from cairnloop.kernel.database import Tx
from cairnloop.people.customer.tables import Tag

# So many are looked up one by one and sorted within a few milliseconds. Of more than these, a page's worth is soon met
# among the newest conversations.
FEW = 1_000

Pins = type[ConversationTag] | type[Mention]


@dataclass(frozen=True, slots=True)
class Pinned:
    """A tag, or the mentions of one user: all of them, or those `seen` or not. `few` says that they are no more."""

    account_id: UUID
    tag_id: UUID | None = None
    user_id: int | None = None
    seen: bool | None = None
    few: bool = False

    def among(self, row: type[Conversation]) -> ColumnElement[bool]:
        """The same as `on`, read from the pins."""
        pins = self._pins
        return row.id.in_(select(pins.conversation_id).where(*self._which()))

    def on(self, row: type[Conversation]) -> ColumnElement[bool]:
        """Whether it is pinned to this conversation."""
        pins = self._pins
        there = select(pins.conversation_id).where(pins.conversation_id == row.id, *self._which())
        return there.correlate(row).exists()

    @property
    def _pins(self) -> Pins:
        return Mention if self.tag_id is None else ConversationTag

    def _which(self) -> tuple[ColumnElement[bool], ...]:
        if self.tag_id is not None:
            # A tag that was removed shows nothing any more, also while it is still being taken off.
            stands = select(Tag.id).where(Tag.id == self.tag_id, Tag.removed_at.is_(None)).exists()
            return ConversationTag.account_id == self.account_id, ConversationTag.tag_id == self.tag_id, stands
        found = (Mention.account_id == self.account_id, Mention.user_id == self.user_id)
        match self.seen:
            case None:
                return found
            case True:
                return *found, Mention.seen_at.is_not(None)
            case False:
                return *found, Mention.seen_at.is_(None)


async def weighed(tx: Tx, pinned: Pinned) -> Pinned:
    """The same, knowing whether they are few."""
    pins = pinned._pins
    beyond = select(pins.conversation_id).where(*pinned._which()).offset(FEW).limit(1)
    return replace(pinned, few=(await tx.session.execute(beyond)).first() is None)
