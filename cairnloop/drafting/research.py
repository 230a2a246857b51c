"""From a conversation to what we know about its question: a query, the passages found, and how far they carry."""

from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from cairnloop.desk.rules import Delivery
from cairnloop.desk.tables import Conversation, Message
from cairnloop.drafting.request import DraftKind
from cairnloop.errors import Unavailable
from cairnloop.kernel.database import Database
from cairnloop.knowledge.addresses import addresses_in
from cairnloop.knowledge.embeddings import Embedder, meaning_of
from cairnloop.knowledge.evidence import Hit
from cairnloop.knowledge.grounding import Grounding, assess, evidence_for
from cairnloop.knowledge.question import question_from
from cairnloop.knowledge.search import search
from cairnloop.knowledge.vectors import Vector

log = structlog.get_logger()

# Customers' messages that say what it is about; the newest counts most.
RECENT = 4
# Hits looked at for the decision, of which fewer become evidence.
LOOKED_AT = 20
KIND = {
    Grounding.REPLY: DraftKind.REPLY,
    Grounding.CLARIFY: DraftKind.CLARIFICATION,
    Grounding.ESCALATE: DraftKind.ESCALATION,
}


@dataclass(frozen=True, slots=True)
class Findings:
    """What the search came to. `kind` is what may be drafted from it, and `reason` why."""

    query: str
    kind: DraftKind
    confidence: float
    reason: str
    hits: Sequence[Hit]
    addresses: frozenset[str]  # the links and images of the articles among the hits: what a draft may point to


async def research(
    db: Database, embedder: Embedder | None, conversation: Conversation, messages: Sequence[Message], *, limit: int
) -> Findings:
    """Look for what answers the customer's recent messages."""
    asked = [message.body for message in messages if message.delivery == Delivery.RECEIVED]
    question = question_from(asked[-RECENT:], conversation.subject or "")
    meaning = await meaning_if_any(embedder, question.text)
    async with db.read() as tx:
        found = await search(tx, conversation.account_id, question, limit=LOOKED_AT, embedding=meaning)
        found = [hit for hit in found if hit.owner_id != conversation.id]  # its own earlier case teaches it nothing
        kept = evidence_for(found, limit)
        revisions = [hit.revision_id for hit in kept if hit.revision_id is not None]
        named = await addresses_in(tx, conversation.account_id, revisions)
    assessment = assess(question, found, clarifications_asked=conversation.clarifications)
    return Findings(
        query=question.text,
        kind=KIND[assessment.status],
        confidence=assessment.confidence,
        reason=assessment.reason,
        hits=kept,
        addresses=named.links | named.images,
    )


async def meaning_if_any(embedder: Embedder | None, text: str) -> Vector | None:
    """The question as a vector; without one the search goes by words alone."""
    if embedder is None or not text.strip():
        return None
    try:
        return await meaning_of(embedder, text)
    except Unavailable as error:
        log.warning("embeddings.unavailable", reason=error.detail)
        return None
