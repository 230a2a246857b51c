"""Drafts on the wire."""

from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypedDict

from cairnloop.wire.files import FileIds
from cairnloop.wire.text import BodyText, LongLine


class EvidenceOut(TypedDict):
    """One passage as it stood when the draft was made."""

    number: int
    source: str
    title: str
    heading: str
    text: str
    url: str | None
    article_id: str | None
    revision_id: str | None
    conversation_id: str | None
    why: list[str]


class CitationOut(TypedDict):
    """The sentence at body[start:end] rests on these evidence numbers."""

    start: int
    end: int
    evidence: list[int]


class DraftOut(TypedDict):
    id: str
    object: Literal["draft"]
    conversation_id: str
    question_id: str
    status: str
    version: int
    kind: str
    body: str
    summary: str
    policy: str
    ruling: str
    grounding: str
    confidence: float
    query: str
    evidence: list[EvidenceOut]
    citations: list[CitationOut]
    notes: list[str]
    engine: str
    model: str | None
    prompt_version: str
    instruction: str | None
    latency_ms: int
    prompt_tokens: int | None
    completion_tokens: int | None
    decided_by: int | None
    decided_at: str | None
    decision_reason: str | None
    edit_distance: float | None
    message_id: str | None
    created_at: str


class DraftRowOut(DraftOut):
    """A draft in the queue, with the question it answers."""

    conversation: dict[str, Any]
    question: str
    customer: str


class Approve(BaseModel):
    """`version` is the one you saw; `body`, when given, is what goes out instead of the draft, with these files."""

    model_config = ConfigDict(extra="forbid")
    version: int = Field(ge=1)
    body: BodyText | None = None
    file_ids: FileIds = ()
    last_seen_message_id: UUID | None = None
    force: bool = False
    undo_seconds: float | None = Field(default=None, ge=0, le=300)


class Discard(BaseModel):
    model_config = ConfigDict(extra="forbid")
    version: int = Field(ge=1)
    reason: LongLine | None = None


class Regenerate(BaseModel):
    model_config = ConfigDict(extra="forbid")
    version: int = Field(ge=1)
    instruction: LongLine | None = None
