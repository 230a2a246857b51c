"""Drafts as the wire shows them, and the snapshots they keep."""

from collections.abc import Sequence
from typing import Any

from cairnloop.desk.shapes import conversation_basic_out, text
from cairnloop.drafting.queries import Waiting
from cairnloop.drafting.request import Citation, Evidence
from cairnloop.drafting.tables import Draft
from cairnloop.knowledge.evidence import Hit, Source
from cairnloop.wire.drafting import DraftOut, DraftRowOut
from cairnloop.wire.people import naive, zulu


def evidence_snapshot(evidence: Sequence[Evidence], hits: Sequence[Hit]) -> list[Any]:
    """What the operator sees of the evidence, kept as it stood."""
    return [
        {
            "number": piece.number,
            "source": piece.source.value,
            "title": piece.title,
            "heading": piece.heading,
            "text": piece.text,
            "url": piece.url,
            "article_id": str(hit.owner_id) if hit.source is Source.ARTICLE else None,
            "revision_id": text(hit.revision_id),
            "conversation_id": str(hit.owner_id) if hit.source is Source.CASE else None,
            "why": list(hit.why),
        }
        for piece, hit in zip(evidence, hits, strict=True)
    ]


def citation_snapshot(citations: Sequence[Citation]) -> list[Any]:
    return [{"start": one.start, "end": one.end, "evidence": list(one.evidence)} for one in citations]


def draft_out(draft: Draft) -> DraftOut:
    return {
        "id": str(draft.id),
        "object": "draft",
        "conversation_id": str(draft.conversation_id),
        "question_id": str(draft.question_id),
        "status": draft.status,
        "version": draft.version,
        "kind": draft.kind,
        "body": draft.body,
        "summary": draft.summary,
        "policy": draft.policy,
        "ruling": draft.ruling,
        "grounding": draft.grounding,
        "confidence": draft.confidence,
        "query": draft.query,
        "evidence": draft.evidence,
        "citations": draft.citations,
        "notes": draft.notes,
        "engine": draft.engine,
        "model": draft.model,
        "prompt_version": draft.prompt_version,
        "instruction": draft.instruction,
        "latency_ms": draft.latency_ms,
        "prompt_tokens": draft.prompt_tokens,
        "completion_tokens": draft.completion_tokens,
        "decided_by": draft.decided_by,
        "decided_at": zulu(draft.decided_at),
        "decision_reason": draft.decision_reason,
        "edit_distance": draft.edit_distance,
        "message_id": text(draft.message_id),
        "created_at": naive(draft.created_at),
    }


def draft_row_out(waiting: Waiting) -> DraftRowOut:
    draft, conversation, customer, question = waiting
    return {
        **draft_out(draft),
        "conversation": dict(conversation_basic_out(conversation)),
        "question": question,
        "customer": customer.name or customer.email or "Anonymous User",
    }
