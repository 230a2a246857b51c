"""Everything the console knows at one moment."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from cairnloop.tui.state.articles import Articles
from cairnloop.tui.state.belongings import Mention
from cairnloop.tui.state.book import Book
from cairnloop.tui.state.drafts import Draft
from cairnloop.tui.state.found import Found
from cairnloop.tui.state.holds import Holds
from cairnloop.tui.state.house import House
from cairnloop.tui.state.jobs import Jobs
from cairnloop.tui.state.layers import Layers
from cairnloop.tui.state.link import LinkState, Presence, Typing
from cairnloop.tui.state.listing import Listing
from cairnloop.tui.state.marking import marked_rows
from cairnloop.tui.state.outbox import Outbox
from cairnloop.tui.state.people import Colleague, Me
from cairnloop.tui.state.people_books import Companies, Customers, People
from cairnloop.tui.state.person import Person
from cairnloop.tui.state.queue import Queue
from cairnloop.tui.state.reports import Reports
from cairnloop.tui.state.rows import Row
from cairnloop.tui.state.sections import Counted, Place, Saved, Section
from cairnloop.tui.state.sitting import Sitting
from cairnloop.tui.state.things import Shelf
from cairnloop.tui.state.thread import Thread
from cairnloop.tui.state.trail import Trail
from cairnloop.tui.state.trouble import Trouble
from cairnloop.tui.state.unsent import Unsent

# Conversations that stay at hand once read: the ones before and after the cursor open at once.
KEPT_THREADS = 24
NOTICE_STAYS = timedelta(seconds=6)
# Announcements about what the operator has just done arrive within this time.
OWN_FOR = timedelta(seconds=10)
COUNT_CAP = 1000


@dataclass(frozen=True, slots=True)
class Notice:
    text: str
    tone: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Merge:
    """A merge of the operator's own, and until when it can be taken apart."""

    source: str
    target: str
    until: datetime


@dataclass(frozen=True)
class Desk:
    """`reducing.apply` is the only way from one moment to the next.

    `open` is the conversation on screen, if any, `below` those it was opened from, `behind` the books that led there,
    and `sought` the message for whose sake it was opened; it is `glancing` while the cursor passes by in the list
    beside it, which `split` says is there. `papers` are
    words for things of the house that could not be saved. `looked_at` is whether the operator
    looks at this terminal, as far as it says. `mentions` ask for the operator's eye, `gone` are conversations that were
    deleted.
    """

    now: datetime
    readonly: bool = False
    me: Me | None = None
    colleagues: tuple[Colleague, ...] = ()
    link: LinkState = field(default_factory=LinkState)
    presence: Presence = field(default_factory=Presence)
    typing: Typing = field(default_factory=Typing)
    counts: Mapping[str, int] | None = None
    counts_failed: bool = False
    saved: tuple[Saved, ...] = ()
    saved_counts: Mapping[str, Counted] | None = None
    section: Place = Section.DECISION
    listings: Mapping[Place, Listing] = field(default_factory=dict)
    threads: Mapping[str, Thread] = field(default_factory=dict)
    unreadable: Mapping[str, Trouble] = field(default_factory=dict)
    open: str | None = None
    below: tuple[str, ...] = ()
    behind: Layers = ()
    sought: str | None = None
    split: bool = True
    glancing: bool = False
    unread: Mapping[str, int] = field(default_factory=dict)
    draft_at: int = 0
    evidence_at: int = 0
    history_at: int = 0
    trail_shown: bool = False
    looked_at: bool = True
    queue: Queue = field(default_factory=Queue)
    sitting: Sitting = field(default_factory=Sitting)
    outbox: Outbox = field(default_factory=Outbox)
    holds: Holds = field(default_factory=Holds)
    house: House = field(default_factory=House)
    reports: Reports = field(default_factory=Reports)
    busy: Mapping[str, str] = field(default_factory=dict)
    own: Mapping[str, datetime] = field(default_factory=dict)
    unsent: Mapping[str, Unsent] = field(default_factory=dict)
    mentions: tuple[Mention, ...] = ()
    merges: tuple[Merge, ...] = ()
    gone: frozenset[str] = frozenset()
    book: Book | None = None
    articles: Articles = field(default_factory=Articles)
    audit: Trail = field(default_factory=Trail)
    jobs: Jobs = field(default_factory=Jobs)
    customers: Customers = field(default_factory=Customers)
    companies: Companies = field(default_factory=Companies)
    person: Person = field(default_factory=Person)
    found: Found = field(default_factory=Found)
    people: People = field(default_factory=People)
    shelves: Mapping[Book, Shelf] = field(default_factory=dict)
    papers: Mapping[str, str] = field(default_factory=dict)
    notice: Notice | None = None
    trouble: Trouble | None = None

    @property
    def sections(self) -> tuple[Place, ...]:
        """The house's own, then the saved ones."""
        return (*Section, *self.saved)

    @property
    def listing(self) -> Listing:
        return self.listings.get(self.section) or Listing(self.section)

    @property
    def marked(self) -> tuple[Row, ...]:
        """What the next act is about instead of the target, while the inbox is on screen."""
        in_inbox = self.open is None and not self.sitting.here and self.book is None
        return marked_rows(self.listing) if in_inbox else ()

    @property
    def target(self) -> str | None:
        """The conversation that keys act on: the open one, the one of the queue, or the one under the cursor."""
        if self.open is not None:
            return self.open
        if self.sitting.here:
            return self.sitting.at.conversation_id if self.sitting.at else None
        row = self.listing.row
        return row.id if row else None

    @property
    def queueing(self) -> bool:
        """The decision queue is on screen, and not below a conversation."""
        return self.sitting.here and self.open is None

    @property
    def thread(self) -> Thread | None:
        found = self.threads.get(self.target or "")
        if found is None and self.queueing and self.sitting.at is not None:
            # The queue's own page told enough to decide by until the conversation is read.
            return (self.queue.find(self.sitting.at.draft_id) or self.sitting.at).glance
        return found

    @property
    def row(self) -> Row | None:
        """What is known of the target, the later of list and thread."""
        thread, listed = self.thread, self.listing.find(self.target or "")
        if thread is not None:
            return thread.row.or_newer(listed)
        return listed

    @property
    def drafts(self) -> tuple[Draft, ...]:
        """Those of the target, the one that waits first, then the newest."""
        thread = self.thread
        if thread is None:
            return ()
        return tuple(sorted(thread.drafts, key=lambda draft: not draft.pending))

    @property
    def draft(self) -> Draft | None:
        """The one on the card, or on screen in the queue."""
        found = self.drafts
        if self.queueing:
            at = self.sitting.at
            return next((one for one in found if at is not None and one.id == at.draft_id), None)
        return found[min(self.draft_at, len(found) - 1)] if found else None

    @property
    def names(self) -> dict[int, str]:
        return {one.user_id: one.name for one in self.colleagues}

    @property
    def emails(self) -> dict[str, int]:
        return {one.email.casefold(): one.user_id for one in self.colleagues}

    def name(self, user_id: int | None) -> str:
        if user_id is not None and self.me is not None and user_id == self.me.user_id:
            return "you"
        return self.names.get(user_id or 0, "a colleague")

    def is_own(self, conversation_id: str) -> bool:
        at = self.own.get(conversation_id)
        return at is not None and self.now - at < OWN_FOR

    def with_listing(self, listing: Listing) -> "Desk":
        return replace(self, listings={**self.listings, listing.section: listing})

    def with_thread(self, thread: Thread) -> "Desk":
        """Keep a thread; the one that was kept longest goes, unless it is on screen."""
        others = {key: one for key, one in self.threads.items() if key != thread.row.id}
        while len(others) >= KEPT_THREADS:
            oldest = next(key for key in others if key != self.target)
            del others[oldest]
        troubles = {key: one for key, one in self.unreadable.items() if key != thread.row.id}
        return replace(self, threads={**others, thread.row.id: thread}, unreadable=troubles)
