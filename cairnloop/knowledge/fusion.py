"""Reciprocal rank fusion: one order out of two legs, with ties broken the same way every time."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from cairnloop.knowledge.evidence import Source

Key = TypeVar("Key", bound=Hashable)

# The usual constant: large enough that one leg's first place does not drown the other leg's opinion.
DAMPING = 60
# Canon first: guidance that was published weighs about as much as one more leg that found it.
PUBLISHED_BOOST = 0.015


@dataclass(frozen=True, slots=True)
class Entry(Generic[Key]):
    """What breaks ties between passages of equal score."""

    key: Key
    source: Source
    title: str


@dataclass(frozen=True, slots=True)
class Fused(Generic[Key]):
    key: Key
    score: float
    keyword_rank: int | None
    semantic_rank: int | None


def fuse(entries: Sequence[Entry[Key]], keyword: Mapping[Key, int], semantic: Mapping[Key, int]) -> list[Fused[Key]]:
    """Merge the ranks (1 is best) of both legs. An entry that neither leg found is left out."""
    merged: list[tuple[tuple[float, bool, float, float, str, str], Fused[Key]]] = []
    for entry in entries:
        by_word, by_meaning = keyword.get(entry.key), semantic.get(entry.key)
        if by_word is None and by_meaning is None:
            continue
        score = PUBLISHED_BOOST if entry.source is Source.ARTICLE else 0.0
        score += sum(1 / (DAMPING + rank) for rank in (by_word, by_meaning) if rank is not None)
        order = (
            -score,
            entry.source is not Source.ARTICLE,
            by_word if by_word is not None else float("inf"),
            by_meaning if by_meaning is not None else float("inf"),
            entry.title,
            str(entry.key),
        )
        merged.append((order, Fused(entry.key, score, by_word, by_meaning)))
    return [fused for _, fused in sorted(merged, key=lambda one: one[0])]
