"""The queue of decisions: which drafts wait for a person, the longest waiting first, as far as it was read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from cairnloop.tui.state.drafts import FAILED, PENDING, Draft, draft_of
from cairnloop.tui.state.rows import row_of
from cairnloop.tui.state.thread import Customer, Message, Thread, Voice
from cairnloop.tui.state.trouble import Trouble
from cairnloop.wire.terminal import harmless

LAST = datetime.max.replace(tzinfo=UTC)
# A draft that could not be made waits for a person too; the daemon lists each of these by itself.
LISTS = (PENDING, FAILED)
# Of so many that were settled lately it is remembered, lest a page that was on its way brings them back.
REMEMBERED = 500


@dataclass(frozen=True, slots=True)
class Waiting:
    """One place in the queue. `glance` is what its page told of the conversation: draft, question, customer."""

    draft_id: str
    conversation_id: str
    created_at: datetime | None
    version: int = 1
    glance: Thread | None = None


@dataclass(frozen=True, slots=True)
class QueuePage:
    """One page of one list; `next` is the cursor of the page after it."""

    status: str
    found: tuple[Waiting, ...]
    next: str | None


@dataclass(frozen=True)
class Queue:
    """Who waits for a decision. `next` has the cursor of every list that goes on, `settled` the versions in which
    drafts were settled lately. Drafts that policy keeps aside are not asked about.
    """

    waiting: tuple[Waiting, ...] = ()
    next: Mapping[str, str] = field(default_factory=dict)
    settled: Mapping[str, int] = field(default_factory=dict)
    was_read: bool = False
    trouble: Trouble | None = None

    @classmethod
    def of(cls, drafts: Iterable[Draft]) -> "Queue":
        return cls(_sorted(_waiting(draft) for draft in drafts if asked(draft)), was_read=True)

    def anew(self, pages: Iterable[QueuePage]) -> "Queue":
        """Read again from the beginning."""
        queue = Queue(settled=self.settled)
        for page in pages:
            queue = queue.paged(page)
        return queue

    def paged(self, page: QueuePage) -> "Queue":
        """A page of one list was read. What the news told since is newer than the page."""
        known = {one.draft_id: one for one in self.waiting}
        for one in page.found:
            told = known[one.draft_id].version if one.draft_id in known else self.settled.get(one.draft_id, 0)
            if told <= one.version:
                known[one.draft_id] = one
        cursors = {status: cursor for status, cursor in self.next.items() if status != page.status}
        cursors |= {page.status: page.next} if page.next is not None else {}
        return Queue(_sorted(known.values()), cursors, self.settled, was_read=True)

    def changed(self, draft: Draft) -> "Queue":
        others = tuple(one for one in self.waiting if one.draft_id != draft.id)
        if not asked(draft):
            lately = list(self.settled.items())[-REMEMBERED:]
            return replace(self, waiting=others, settled={**dict(lately), draft.id: draft.version})
        known = self.find(draft.id)
        if known is not None and known.version >= draft.version:
            return self
        glance = known.glance.drafted(draft) if known is not None and known.glance is not None else None
        return replace(self, waiting=_sorted((*others, replace(_waiting(draft), glance=glance))))

    def corrected(self, drafts: Iterable[Draft]) -> "Queue":
        """A conversation was read: of those known here, what it says later counts."""
        found = self
        for draft in drafts:
            known = found.find(draft.id)
            if known is not None and known.version < draft.version:
                found = found.changed(draft)
        return found

    def find(self, draft_id: str) -> Waiting | None:
        return next((one for one in self.waiting if one.draft_id == draft_id), None)

    def of_conversation(self, conversation_id: str | None) -> Waiting | None:
        return next((one for one in self.waiting if one.conversation_id == conversation_id), None)

    def beside(self, conversation_id: str | None, steps: int) -> str | None:
        """The conversation `steps` further on from the given one, round the end; None when there is no other."""
        ids = list(dict.fromkeys(one.conversation_id for one in self.waiting))
        if conversation_id in ids:
            at = ids.index(conversation_id)
            found = ids[(at + steps) % len(ids)]
            return None if found == conversation_id else found
        return (ids[0] if steps > 0 else ids[-1]) if ids else None

    def place(self, conversation_id: str | None) -> tuple[int, int] | None:
        ids = list(dict.fromkeys(one.conversation_id for one in self.waiting))
        return (ids.index(conversation_id) + 1, len(ids)) if conversation_id in ids else None


def asked(draft: Draft) -> bool:
    return draft.stands and draft.policy != "draft_only"


def waiting_of(wire: Mapping[str, Any]) -> Waiting | None:
    """From a row of `GET /api/drafts`; None for a draft that nobody is asked about, or that sleeps."""
    draft = draft_of(wire)
    sleeps = (wire.get("conversation") or {}).get("status") == "snoozed"
    return replace(_waiting(draft), glance=_glance(wire, draft)) if asked(draft) and not sleeps else None


def _waiting(draft: Draft) -> Waiting:
    return Waiting(draft.id, draft.conversation_id, draft.created_at, draft.version)


def _sorted(found: Iterable[Waiting]) -> tuple[Waiting, ...]:
    """In whole seconds, as the daemon tells them; the id keeps the place of one that goes and comes back."""
    return tuple(sorted(found, key=lambda one: (one.created_at or LAST, one.draft_id)))


def _glance(wire: Mapping[str, Any], draft: Draft) -> Thread | None:
    """Enough of the conversation to decide by until it is read: the daemon sends the question with the draft."""
    basic = wire.get("conversation")
    if not basic:
        return None
    name = harmless(str(wire.get("customer") or "Somebody"))
    row = row_of({**basic, "customer": {"id": basic.get("customer_id"), "title": name}})
    question = Message(
        id=str(wire.get("question_id") or ""),
        conversation_id=draft.conversation_id,
        voice=Voice.CUSTOMER,
        author=name,
        body=str(wire.get("question") or ""),
        at=None,
        delivery="received",
        error="",
        release_at=None,
        seen_at=None,
        user_id=None,
        draft_id=None,
    )
    return Thread(row, Customer(row.customer_id, name), messages=(question,), drafts=(draft,))
