"""What happens to knowledge."""

from dataclasses import dataclass
from uuid import UUID

from cairnloop.kernel.events import Event


@dataclass(frozen=True, slots=True)
class ArticlePublished(Event):
    """A revision became what the knowledge base says. `version` counts an article's revisions from 1."""

    account_id: UUID
    article_id: UUID
    revision_id: UUID
    version: int


@dataclass(frozen=True, slots=True)
class ArticleArchived(Event):
    """An article no longer counts and is not found any more."""

    account_id: UUID
    article_id: UUID


@dataclass(frozen=True, slots=True)
class CaseIndexed(Event):
    """A resolved conversation can be found as a case."""

    account_id: UUID
    conversation_id: UUID
