"""A sitting at the decision queue: which draft is on screen, what was put off, what was decided and how fast."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from statistics import median

from cairnloop.tui.state.outbox import Verb
from cairnloop.tui.state.queue import Waiting

# Whoever comes back to the queue within this time goes on with the same sitting.
GOES_ON_FOR = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Decided:
    """One line of the sitting's own book-keeping."""

    key: str
    draft_id: str
    verb: Verb
    seconds: float


@dataclass(frozen=True)
class Sitting:
    """`here` while the queue is on screen, or below an opened conversation; `at` is the draft on screen, `since` when
    it came up. `gone` has the version in which a draft left this queue: a later version may come again.
    """

    here: bool = False
    at: Waiting | None = None
    since: datetime | None = None
    came_by_itself: datetime | None = None
    sentence: int = 0
    gone: Mapping[str, int] = field(default_factory=dict)
    postponed: tuple[str, ...] = ()
    put_off: int = 0
    log: tuple[Decided, ...] = ()
    left: datetime | None = None

    @property
    def decided(self) -> int:
        return len(self.log)

    def count(self, verb: Verb) -> int:
        return sum(one.verb is verb for one in self.log)

    @property
    def median_seconds(self) -> float | None:
        return median(one.seconds for one in self.log) if self.log else None

    def entered(self, now: datetime) -> "Sitting":
        """The operator sits down at the queue; after a while that is a new sitting."""
        if self.left is not None and now - self.left > GOES_ON_FOR:
            return Sitting(here=True)
        return replace(self, here=True, left=None)

    def quitted(self, now: datetime) -> "Sitting":
        return replace(self, here=False, at=None, left=now)

    def showing(self, at: Waiting | None, now: datetime, *, by_itself: bool) -> "Sitting":
        """Another draft is on screen from now on."""
        return replace(self, at=at, since=now, sentence=0, came_by_itself=now if by_itself and at is not None else None)

    def noted(self, decided: Decided, version: int) -> "Sitting":
        """A decision counts from the moment it is made; the draft does not come up again in this version."""
        postponed = tuple(one for one in self.postponed if one != decided.draft_id)
        gone = {**self.gone, decided.draft_id: version}
        return replace(self, log=(*self.log, decided), gone=gone, postponed=postponed)

    def unmade(self, key: str, draft_id: str) -> "Sitting":
        """The decision was taken back, or came back: it does not count, and the draft may come up again."""
        gone = {one: version for one, version in self.gone.items() if one != draft_id}
        return replace(self, log=tuple(one for one in self.log if one.key != key), gone=gone)

    def undone(self, draft_id: str) -> "Sitting":
        """An applied decision was undone: the last one about this draft does not count any more."""
        last = next((one for one in reversed(self.log) if one.draft_id == draft_id), None)
        return self if last is None else self.unmade(last.key, draft_id)

    def postponing(self, draft_id: str) -> "Sitting":
        others = tuple(one for one in self.postponed if one != draft_id)
        return replace(self, postponed=(*others, draft_id), put_off=self.put_off + 1)

    def shows(self, waiting: Waiting) -> bool:
        return waiting.version > self.gone.get(waiting.draft_id, 0)

    def seconds_at(self, now: datetime) -> float:
        return max(0.0, (now - self.since).total_seconds()) if self.since is not None else 0.0
