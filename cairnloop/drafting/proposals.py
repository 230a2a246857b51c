"""Making a draft: read the conversation and the evidence, think outside, write if what was read still holds."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from cairnloop.desk import topics
from cairnloop.desk.conversation.conversations import await_decision
from cairnloop.desk.events import CustomerMessageReceived
from cairnloop.desk.lists.threads import get_conversation
from cairnloop.desk.message.replies import hold_message, tell_operators
from cairnloop.desk.rules import Delivery, Status
from cairnloop.desk.tables import Conversation, Message
from cairnloop.drafting.business import BusinessContext
from cairnloop.drafting.contexts import context_for
from cairnloop.drafting.decisions import supersede
from cairnloop.drafting.engines import Engine
from cairnloop.drafting.jobs import ATTEMPTS, DRAFT
from cairnloop.drafting.policy import Decide, Policy, Proposal, Route, person_is_handling
from cairnloop.drafting.queries import drafted_for, newest_messages, spoken_since, standing_of, with_policy
from cairnloop.drafting.request import Composition, DraftKind, DraftRequest, evidence_from, turns_from
from cairnloop.drafting.research import Findings, research
from cairnloop.drafting.rules import DraftStatus
from cairnloop.drafting.shapes import citation_snapshot, draft_out, evidence_snapshot
from cairnloop.drafting.tables import Draft
from cairnloop.kernel import telemetry
from cairnloop.kernel.audit import Actor, ActorKind
from cairnloop.kernel.database import Database, Tx
from cairnloop.kernel.fading import Fading
from cairnloop.kernel.hub import Announcement
from cairnloop.kernel.jobs.port import OnDuplicate
from cairnloop.knowledge.embeddings import Embedder

DRAFTER = Actor(ActorKind.SYSTEM, "drafting", "Drafting")
POLICY = Actor(ActorKind.POLICY, "drafting.policy", "Draft policy")
# How many messages back a question is looked for: behind so many others people have long taken it over.
LOOKED_BACK = 50


@dataclass(frozen=True, slots=True)
class Studio:
    """What a draft is made with."""

    engine: Engine
    decide: Decide
    embedder: Embedder | None
    evidence: int
    typing: Fading


@dataclass(frozen=True, slots=True)
class Read:
    """What was read before thinking."""

    conversation: Conversation
    policy: Policy
    question: Message
    messages: Sequence[Message]
    business: BusinessContext | None


async def schedule(tx: Tx, events: Sequence[CustomerMessageReceived], *, debounce: timedelta) -> None:
    """A customer wrote: draft once they have been quiet for `debounce`."""
    for conversation_id, event in {event.conversation_id: event for event in events}.items():
        key = str(conversation_id)
        tx.enqueue(
            DRAFT,
            account_id=event.account_id,
            conversation_id=key,
            run_at=tx.now + debounce,
            unique_key=f"draft:{key}",
            on_duplicate=OnDuplicate.POSTPONE,
            max_attempts=ATTEMPTS,
        )


async def propose(
    db: Database, studio: Studio, conversation_id: UUID, *, instruction: str | None = None, again: bool = False
) -> Draft | None:
    """Draft an answer to the customer's newest message; None when none is wanted (any more).

    `again` asks for another draft although there is one. Running twice for the same message makes one draft.
    """
    async with db.read() as tx:
        read = await _read(tx, conversation_id, again=again)
    if read is None:
        return None

    findings = await research(db, studio.embedder, read.conversation, read.messages, limit=studio.evidence)
    request = _request(read, findings, instruction)
    async with _thinking_aloud(studio, db, read):
        composition = await studio.engine.compose(request)

    async with db.begin() as tx:
        conversation = await get_conversation(tx, read.conversation.account_id, conversation_id, lock=True)
        if not await _still_wanted(tx, conversation, read):
            return None
        return await _store(tx, studio, conversation, read, findings, request, composition)


def _thinking_aloud(studio: Studio, db: Database, read: Read) -> AbstractAsyncContextManager[None]:
    """The customer sees that an answer is being written, when nobody will stand between it and them."""
    conversation = read.conversation
    if read.policy is not Policy.ALLOW or _handled(conversation, db.clock.now()):
        return nullcontext()
    heard = topics.customers_side(conversation)
    on, off = ([Announcement(topic, "typing", {"typing": so, "type": "ai"}) for topic in heard] for so in (True, False))
    return studio.typing.lasting(("ai", conversation.id), on, off)


def _handled(conversation: Conversation, now: datetime) -> bool:
    return person_is_handling(
        assigned=conversation.assignee_id is not None, last_operator_reply_at=conversation.last_replied_at, now=now
    )


async def _read(tx: Tx, conversation_id: UUID, *, again: bool) -> Read | None:
    found = await with_policy(tx, conversation_id)
    if found is None:
        return None
    conversation, policy = found
    if conversation.status != Status.OPEN or policy == Policy.DENY:
        return None
    messages = await newest_messages(tx, conversation.account_id, conversation_id, limit=LOOKED_BACK)
    question = next((message for message in reversed(messages) if message.delivery == Delivery.RECEIVED), None)
    if question is None or _answered(messages, question):
        return None
    if not again and await drafted_for(tx, question):
        return None
    business = await context_for(tx, conversation.account_id, conversation.inbox_id)
    return Read(conversation, Policy(policy), question, messages, business)


def _answered(messages: Sequence[Message], question: Message) -> bool:
    """Somebody has answered (or is about to: a held answer counts) since the customer's newest message."""
    return any(
        message.seq > question.seq and not message.private and message.delivery != Delivery.WITHDRAWN
        for message in messages
    )


async def _still_wanted(tx: Tx, conversation: Conversation, read: Read) -> bool:
    """Not resolved meanwhile, not answered, and no newer message of the customer's, which a newer job will answer."""
    return conversation.status == Status.OPEN and not await spoken_since(tx, read.question)


def _request(read: Read, findings: Findings, instruction: str | None) -> DraftRequest:
    return DraftRequest(
        kind=findings.kind,
        turns=turns_from([message for message in read.messages if message.delivery != Delivery.WITHDRAWN]),
        subject=read.conversation.subject or "",
        evidence=evidence_from(findings.hits),
        business=read.business,
        instruction=instruction,
        confidence=findings.confidence,
        reason=findings.reason,
        addresses=findings.addresses,
    )


async def _store(
    tx: Tx,
    studio: Studio,
    conversation: Conversation,
    read: Read,
    findings: Findings,
    request: DraftRequest,
    made: Composition,
) -> Draft | None:
    proposal = Proposal(made.kind, _handled(conversation, tx.now), findings.confidence, made.needs_eyes)
    ruling = studio.decide(proposal, read.policy)
    if ruling.route is Route.DROP:
        return None
    await supersede(tx, [conversation.id], "a newer draft was made")
    await tx.session.flush()
    draft = Draft(
        id=tx.new_id(),
        account_id=conversation.account_id,
        conversation_id=conversation.id,
        question_id=read.question.id,
        status=DraftStatus.PENDING.value,
        version=1,
        kind=made.kind.value,
        body=made.body,
        summary=made.summary,
        policy=read.policy.value,
        ruling=ruling.why,
        grounding=findings.reason,
        confidence=findings.confidence,
        query=findings.query,
        evidence=evidence_snapshot(request.evidence, findings.hits),
        citations=citation_snapshot(made.citations),
        notes=list(made.notes),
        engine=made.engine,
        model=made.model,
        prompt_version=made.prompt_version or "",
        instruction=request.instruction,
        latency_ms=made.latency_ms,
        prompt_tokens=made.prompt_tokens,
        completion_tokens=made.completion_tokens,
        created_at=tx.now,
        updated_at=tx.now,
    )
    tx.session.add(draft)
    tx.audit(
        DRAFTER,
        draft.account_id,
        "draft.proposed",
        "draft",
        draft.id,
        conversation_id=conversation.id,
        reason=ruling.why,
        kind=draft.kind,
        engine=draft.engine,
        route=ruling.route.value,
    )
    telemetry.drafts_made.labels(draft.kind, studio.engine.name).inc()
    if made.kind is DraftKind.CLARIFICATION:
        conversation.clarifications += 1
    if ruling.route is Route.SEND:
        await _send(tx, conversation, draft, ruling.why)
    elif ruling.route is Route.ASK:
        await_decision(tx, conversation, draft.id, draft.kind)
    await tx.session.flush()
    tx.announce(topics.operators(draft.account_id), "draft:created", dict(draft_out(draft)))
    return draft


async def _send(tx: Tx, conversation: Conversation, draft: Draft, why: str) -> None:
    """Policy allows it: the draft goes out as a bot message, at once, so that nobody can step in between."""
    message = hold_message(tx, conversation, draft.body, user_id=None, draft_id=draft.id, hold=timedelta(0))
    draft.status, draft.message_id = DraftStatus.APPROVED.value, message.id
    draft.decided_at, draft.decision_reason, draft.edit_distance = tx.now, why, 0.0
    tx.audit(
        POLICY,
        draft.account_id,
        "draft.approved",
        "draft",
        draft.id,
        conversation_id=conversation.id,
        reason=why,
    )
    await tell_operators(tx, message)


async def record_failure(db: Database, conversation_id: UUID, why: str) -> None:
    """Drafting was tried often enough: put the conversation before the operators, who answer it themselves."""
    async with db.read() as tx:
        read = await _read(tx, conversation_id, again=True)
    if read is None:
        return
    async with db.begin() as tx:
        conversation = await get_conversation(tx, read.conversation.account_id, conversation_id, lock=True)
        if await standing_of(tx, [conversation_id]) or not await _still_wanted(tx, conversation, read):
            return
        question, said = read.question, why[:500]
        draft = Draft(
            id=tx.new_id(),
            account_id=conversation.account_id,
            conversation_id=conversation.id,
            question_id=question.id,
            status=DraftStatus.FAILED.value,
            version=1,
            kind=DraftKind.ESCALATION.value,
            body="",
            summary="No draft could be made; please answer this one yourself.",
            policy="",
            ruling="drafting failed, so a person answers",
            grounding="",
            confidence=0.0,
            query="",
            evidence=[],
            citations=[],
            notes=[said],
            engine="none",
            prompt_version="",
            latency_ms=0,
            decision_reason=said,
            created_at=tx.now,
            updated_at=tx.now,
        )
        tx.session.add(draft)
        tx.audit(
            DRAFTER, draft.account_id, "draft.failed", "draft", draft.id, conversation_id=conversation.id, reason=said
        )
        await_decision(tx, conversation, draft.id, draft.kind)
        await tx.session.flush()
        tx.announce(topics.operators(draft.account_id), "draft:created", dict(draft_out(draft)))
