"""Decisions on their way to the daemon: kept in order, each for the one version that was seen, none applied twice."""

from dataclasses import dataclass, replace
from enum import StrEnum

from cairnloop.tui.state.drafts import Draft
from cairnloop.tui.state.queue import Waiting


class Verb(StrEnum):
    """What was decided."""

    APPROVE = "approve"
    EDIT = "edit"  # approve with edits
    DISCARD = "discard"
    REGENERATE = "regenerate"
    ESCALATE = "escalate"
    REPLY = "reply"  # answered in one's own words, instead of this version


class Standing(StrEnum):
    """How the draft stands in view of a decision that may or may not have reached the daemon."""

    UNCHANGED = "unchanged"
    OURS = "ours"  # the decision had been applied; only its answer was lost
    CHANGED = "changed"


# What a draft has become once a decision was applied to it.
RESULT: dict[Verb, str] = {
    Verb.APPROVE: "approved",
    Verb.EDIT: "edited",
    Verb.DISCARD: "discarded",
    Verb.REGENERATE: "superseded",
}


@dataclass(frozen=True, slots=True)
class Decision:
    """`draft` is as it was seen, `words` the edited answer, the reason or the wish, `colleague` who takes over.

    `late` says that it was made while the connection was down, `tries` how often no answer came; `seen` is the newest
    message that was in sight.
    """

    key: str
    verb: Verb
    draft: Draft
    to: str
    words: str = ""
    colleague: tuple[int, str] | None = None
    late: bool = False
    tries: int = 0
    seen: str | None = None

    @property
    def waits(self) -> bool:
        """For the connection, and not just for its turn."""
        return self.late or self.tries > 0

    @property
    def glanced(self) -> bool:
        """The draft is known as far as it was written down only."""
        return self.draft.pending and not self.draft.body

    def compared(self, draft: Draft, me: int | None) -> Standing:
        """An approval that got lost on the way back has made the draft ours: approving again would be refused, and
        rightly. Only a decision that was sent before can be the one that the draft shows.
        """
        seen = self.draft.version
        if draft.stands and draft.version == seen:
            return Standing.UNCHANGED
        ours = draft.status == RESULT.get(self.verb) and draft.decided_by == me and draft.version == seen + 1
        return Standing.OURS if self.tries and me is not None and ours else Standing.CHANGED


@dataclass(frozen=True, slots=True)
class Returned:
    """A decision that was not applied, because its draft had changed. `what` was decided and `why` it was not done."""

    waiting: Waiting
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Outbox:
    """`under_way` is the key of the decision that the daemon is being told of; those behind it wait for it."""

    kept: tuple[Decision, ...] = ()
    under_way: str | None = None
    returned: tuple[Returned, ...] = ()

    @property
    def next(self) -> Decision | None:
        """What the daemon is told next, the oldest first; None while it is being told something."""
        return self.kept[0] if self.kept and self.under_way is None else None

    @property
    def newest(self) -> Decision | None:
        """What z takes back before it goes out. What is under way, or may have arrived, cannot be taken back here."""
        last = self.kept[-1] if self.kept else None
        return last if last is not None and last.key != self.under_way and not last.tries else None

    @property
    def late(self) -> int:
        """How many wait for the connection, not just for their turn."""
        return sum(one.waits for one in self.kept)

    def find(self, key: str) -> Decision | None:
        return next((one for one in self.kept if one.key == key), None)

    def added(self, decision: Decision) -> "Outbox":
        # Whoever decides anew has seen what had come back.
        return replace(self, kept=(*self.kept, decision)).put_away(decision.draft.conversation_id)

    def found(self, decisions: tuple[Decision, ...]) -> "Outbox":
        """Those of an earlier console come first; none is there twice."""
        known = {one.key for one in self.kept}
        return replace(self, kept=(*(one for one in decisions if one.key not in known), *self.kept))

    def began(self, key: str) -> "Outbox":
        return replace(self, under_way=key)

    def deferred(self, key: str) -> "Outbox":
        """No answer: it may have been applied or not. It keeps its place."""
        kept = tuple(replace(one, tries=one.tries + 1) if one.key == key else one for one in self.kept)
        return replace(self, kept=kept, under_way=None)

    def without(self, key: str) -> "Outbox":
        """Applied, or taken back."""
        under_way = None if self.under_way == key else self.under_way
        return replace(self, kept=tuple(one for one in self.kept if one.key != key), under_way=under_way)

    def came_back(self, key: str, returned: Returned) -> "Outbox":
        others = tuple(one for one in self.returned if one.waiting.conversation_id != returned.waiting.conversation_id)
        return replace(self.without(key), returned=(*others, returned))

    def put_away(self, conversation_id: str) -> "Outbox":
        """The operator has seen what came back."""
        return replace(
            self, returned=tuple(one for one in self.returned if one.waiting.conversation_id != conversation_id)
        )

    def back(self, conversation_id: str | None) -> Returned | None:
        return next((one for one in self.returned if one.waiting.conversation_id == conversation_id), None)
