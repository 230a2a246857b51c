"""What an engine is given and what it gives back: turns and evidence in, a composition out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from cairnloop.drafting.business import BusinessContext
from cairnloop.knowledge.evidence import Hit, Source

TURNS_KEPT = 12
TURN_CAP = 2000  # characters; a pasted log must not push the question out of the prompt


class Author(StrEnum):
    """Who wrote a turn. Private notes have no author here: they never become a turn."""

    CUSTOMER = "customer"
    OPERATOR = "operator"
    BOT = "bot"


class DraftKind(StrEnum):
    """What a draft tries to do: answer, ask one question back, or hand over to a person."""

    REPLY = "reply"
    CLARIFICATION = "clarification"
    ESCALATION = "escalation"


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing somebody said in public."""

    author: Author
    text: str
    at: datetime


class StoredMessage(Protocol):
    """The part of a stored message that decides whether, and as whom, it speaks in a draft's conversation."""

    @property
    def private(self) -> bool: ...
    @property
    def type(self) -> str: ...
    @property
    def customer_id(self) -> UUID | None: ...
    @property
    def user_id(self) -> int | None: ...
    @property
    def body(self) -> str | None: ...
    @property
    def created_at(self) -> datetime: ...


def turns_from(messages: Iterable[StoredMessage], *, kept: int = TURNS_KEPT, cap: int = TURN_CAP) -> tuple[Turn, ...]:
    """The public conversation, oldest first: private notes and empty messages dropped, the last `kept` turns left."""
    turns = [
        Turn(author, _cut(message.body.strip(), cap), message.created_at)
        for message in sorted(messages, key=lambda message: message.created_at)
        if message.body and message.body.strip() and (author := author_of(message)) is not None
    ]
    return tuple(turns[-kept:])


def author_of(message: StoredMessage) -> Author | None:
    """Who speaks, or None when the message is not part of the public conversation (a note, a system line)."""
    if message.private or message.type == "note":
        return None
    if message.type == "bot":
        return Author.BOT
    if message.customer_id is not None:
        return Author.CUSTOMER
    return Author.OPERATOR if message.user_id is not None else None


def _cut(text: str, cap: int) -> str:
    """Keep both ends of a long text: the question usually stands first or last, the paste in between."""
    if len(text) <= cap:
        return text
    half = (cap - 3) // 2
    return f"{text[:half].rstrip()}\n…\n{text[-half:].lstrip()}"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One passage an engine may use, under the number it is cited by (1 is the best)."""

    number: int
    source: Source
    title: str
    heading: str
    text: str
    url: str | None = None
    chunk_id: UUID | None = None
    owner_id: UUID | None = None
    revision_id: UUID | None = None

    @property
    def label(self) -> str:
        """Where it stands, for people: `Moving regions › Steps`."""
        if not self.heading or self.heading == self.title:
            return self.title
        return f"{self.title} › {self.heading}"


def evidence_from(hits: Iterable[Hit]) -> tuple[Evidence, ...]:
    """Number the hits of one search in the order they were ranked."""
    return tuple(
        Evidence(
            number=number,
            source=hit.source,
            title=hit.title,
            heading=hit.heading,
            text=hit.text,
            chunk_id=hit.chunk_id,
            owner_id=hit.owner_id,
            revision_id=hit.revision_id,
        )
        for number, hit in enumerate(hits, start=1)
    )


@dataclass(frozen=True, slots=True)
class DraftRequest:
    """Everything an engine may know. What is not in here cannot end up in a draft.

    `instruction` is an operator's wish for a regenerated draft; `reason` and `confidence` are the grounding's, for
    the summary an operator reads; `language` is an ISO 639-1 hint such as "de"; `addresses` are the links and images
    that the articles' authors set, for the passages themselves are plain text.
    """

    kind: DraftKind
    turns: tuple[Turn, ...]
    subject: str = ""
    evidence: tuple[Evidence, ...] = ()
    business: BusinessContext | None = None
    instruction: str | None = None
    language: str | None = None
    confidence: float | None = None
    reason: str = ""
    addresses: frozenset[str] = frozenset()

    @property
    def articles(self) -> tuple[Evidence, ...]:
        """The evidence that may ground a reply; resolved cases only assist."""
        return tuple(one for one in self.evidence if one.source is Source.ARTICLE and one.text.strip())


@dataclass(frozen=True, slots=True)
class Citation:
    """The sentence at body[start:end] rests on the evidence with these numbers."""

    start: int
    end: int
    evidence: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Composition:
    """What an engine wrote, and how it came about.

    `body` is for the customer and carries no citation marks; `summary` and `notes` are for the operator. `kind` may
    be weaker than what was asked for: a model that finds the evidence wanting turns a reply into an escalation.
    `needs_eyes` says that something was taken out or is doubtful, so no policy may send it unseen.
    """

    kind: DraftKind
    body: str
    engine: str
    summary: str = ""
    model: str | None = None
    prompt_version: str = ""
    latency_ms: int = 0
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    citations: tuple[Citation, ...] = ()
    notes: tuple[str, ...] = ()
    needs_eyes: bool = False
