"""Drafts as an operator judges them: the answer, what it rests on, and why a person is asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cairnloop.tui.terminal.times import instant
from cairnloop.wire.terminal import harmless, harmless_block

PENDING, FAILED = "pending", "failed"

KINDS: dict[str, str] = {"reply": "grounded reply", "clarification": "question back", "escalation": "hand-over"}
SHORT_KINDS: dict[str, str] = {"reply": "reply", "clarification": "asks", "escalation": "person"}

# Why a draft that is not pending cannot be decided.
SETTLED: dict[str, str] = {
    "approved": "This draft is already approved.",
    "edited": "This draft is already approved, with edits.",
    "discarded": "This draft is already discarded.",
    "superseded": "This draft was superseded.",
    "failed": "Drafting failed: there is no text to send. r answers, R asks for another.",
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """One passage as it stood when the draft was made."""

    number: int
    canon: bool
    title: str
    heading: str
    text: str
    why: tuple[str, ...]

    @property
    def label(self) -> str:
        return self.title if not self.heading or self.heading == self.title else f"{self.title} › {self.heading}"


@dataclass(frozen=True, slots=True)
class Citation:
    start: int
    end: int
    evidence: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft in one version, which is what a decision is about. `body` is as it came; whoever shows it tames it."""

    id: str
    conversation_id: str
    status: str
    version: int
    kind: str
    body: str
    summary: str
    ruling: str
    grounding: str
    confidence: float
    evidence: tuple[Evidence, ...]
    citations: tuple[Citation, ...]
    notes: tuple[str, ...]
    engine: str
    model: str
    instruction: str
    latency_ms: int
    policy: str
    decided_by: int | None
    decided_at: datetime | None
    reason: str
    created_at: datetime | None

    @property
    def pending(self) -> bool:
        return self.status == PENDING

    @property
    def stands(self) -> bool:
        """It waits for a person: to decide on it, or to answer because there is no draft."""
        return self.status in (PENDING, FAILED)

    def cited_body(self) -> str:
        """The body with `[1]` after each sentence that rests on evidence."""
        text, at = [], 0
        for citation in sorted(self.citations, key=lambda one: one.end):
            if not at <= citation.end <= len(self.body):
                continue
            marks = "".join(f"[{number}]" for number in citation.evidence)
            text += [self.body[at : citation.end], f" {marks}" if marks else ""]
            at = citation.end
        return "".join([*text, self.body[at:]])


def draft_of(wire: Mapping[str, Any]) -> Draft:
    return Draft(
        id=wire["id"],
        conversation_id=wire["conversation_id"],
        status=str(wire.get("status") or PENDING),
        version=int(wire.get("version") or 1),
        kind=str(wire.get("kind") or "reply"),
        body=str(wire.get("body") or ""),
        summary=harmless_block(str(wire.get("summary") or "")),
        ruling=harmless_block(str(wire.get("ruling") or "")),
        grounding=harmless_block(str(wire.get("grounding") or "")),
        confidence=float(wire.get("confidence") or 0.0),
        evidence=tuple(_evidence(one) for one in wire.get("evidence") or ()),
        citations=tuple(Citation(c["start"], c["end"], tuple(c["evidence"])) for c in wire.get("citations") or ()),
        notes=tuple(harmless_block(str(note)) for note in wire.get("notes") or ()),
        engine=harmless(str(wire.get("engine") or "")),
        model=harmless(str(wire.get("model") or "")),
        instruction=harmless(str(wire.get("instruction") or "")),
        latency_ms=int(wire.get("latency_ms") or 0),
        policy=str(wire.get("policy") or ""),
        decided_by=wire.get("decided_by"),
        decided_at=instant(wire.get("decided_at")),
        reason=harmless(str(wire.get("decision_reason") or "")),
        created_at=instant(wire.get("created_at")),
    )


def _evidence(wire: Mapping[str, Any]) -> Evidence:
    return Evidence(
        number=int(wire.get("number") or 0),
        canon=wire.get("source") == "article",
        title=harmless(str(wire.get("title") or "")),
        heading=harmless(str(wire.get("heading") or "")),
        text=harmless_block(str(wire.get("text") or "")),
        why=tuple(harmless(str(one)) for one in wire.get("why") or ()),
    )
