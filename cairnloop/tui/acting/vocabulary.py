"""What an action is: its keys, where they are pressed, and what it needs besides a keyboard."""

from dataclasses import dataclass
from enum import StrEnum


class Context(StrEnum):
    """Where a key is pressed."""

    INBOX = "inbox"
    CONVERSATION = "conversation"
    QUEUE = "queue"
    WRITING = "writing"
    REVIEW = "review"
    ARTICLES = "articles"
    AUDIT = "audit"
    JOBS = "jobs"
    USERS = "users"
    INBOXES = "inboxes"
    WEBHOOKS = "webhooks"
    CANNED = "canned"
    TAGS = "tags"
    SETTINGS = "settings"
    CUSTOMERS = "customers"
    PERSON = "one customer"
    COMPANIES = "companies"
    FOUND = "search"


class Need(StrEnum):
    """What an action needs besides a keyboard; `grounds` says in words when it is missing."""

    NOTHING = "nothing"
    DECIDE = "decide"  # a role that may decide, and the daemon
    CONVERSE = "converse"  # a role that may write to customers, and the daemon
    WRITE = "write"  # a role that may write articles, and the daemon
    RUN = "run"  # the role that runs the house, and the daemon
    OWN = "own"  # any role, since it is one's own, and the daemon


INBOX = frozenset({Context.INBOX})
CONVERSATION = frozenset({Context.CONVERSATION})
WRITING = frozenset({Context.WRITING})
REVIEW = frozenset({Context.REVIEW})
QUEUE = frozenset({Context.QUEUE})
READING = INBOX | CONVERSATION | QUEUE
OUTSIDE = INBOX | CONVERSATION
ARTICLES = frozenset({Context.ARTICLES})
AUDIT = frozenset({Context.AUDIT})
JOBS = frozenset({Context.JOBS})
USERS = frozenset({Context.USERS})
INBOXES = frozenset({Context.INBOXES})
WEBHOOKS = frozenset({Context.WEBHOOKS})
CANNED = frozenset({Context.CANNED})
TAGS = frozenset({Context.TAGS})
SETTINGS = frozenset({Context.SETTINGS})
HOUSE = USERS | INBOXES | WEBHOOKS | CANNED | TAGS | SETTINGS
BOOKS = ARTICLES | AUDIT | JOBS | HOUSE
CUSTOMERS = frozenset({Context.CUSTOMERS})
PERSON = frozenset({Context.PERSON})
COMPANIES = frozenset({Context.COMPANIES})
FOUND = frozenset({Context.FOUND})
PEOPLE = CUSTOMERS | PERSON | COMPANIES | FOUND
EVERYWHERE = READING | BOOKS | PEOPLE


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do. `keys` are separated by blanks and written as people press them.

    `footer` is the rank in the footer, 0 for never, and `word` what stands there.
    """

    id: str
    keys: str
    title: str
    about: str
    contexts: frozenset[Context] = READING
    need: Need = Need.NOTHING
    footer: int = 0
    word: str = ""

    @property
    def label(self) -> str:
        return self.word or self.title.rstrip("…").lower()
