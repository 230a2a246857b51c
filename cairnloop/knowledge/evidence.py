"""What a search found: a passage, where it stands, and why it matched."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from cairnloop.knowledge.excerpts import excerpt


class Source(StrEnum):
    """Where a passage comes from. Articles are canon; cases may only assist."""

    ARTICLE = "article"
    CASE = "case"


@dataclass(frozen=True, slots=True)
class Hit:
    """One passage found for a query.

    `score` is the fused rank score (higher is better, comparable within one search only); `keyword_score` is the
    raw BM25-style relevance and `similarity` the cosine similarity (-1..1), each None when that leg did not find it.
    `met` are the stems in which it meets the question, also in its title or heading.
    `coverage` is the share of the question's telling words this passage and its article speak of, `closeness` how near
    they stand together, `confidence` how likely the passage answers; all 0..1 and comparable between searches.
    """

    source: Source
    chunk_id: UUID
    owner_id: UUID  # article id, or the resolved conversation's id
    revision_id: UUID | None  # the published revision; None for cases
    title: str
    heading: str
    text: str
    score: float
    keyword_rank: int | None = None
    keyword_score: float | None = None
    semantic_rank: int | None = None
    similarity: float | None = None
    met: frozenset[str] = frozenset()
    why: tuple[str, ...] = ()
    coverage: float = 0.0
    closeness: float = 0.0
    confidence: float = 0.0

    @property
    def excerpt(self) -> str:
        """The thickest stretch of the text with the words that met the question between U+E000 and U+E001.

        Every front end can highlight these safely. Made when it is asked for: a search for a draft shows none.
        """
        return excerpt(self.text, self.met)
