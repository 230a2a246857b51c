"""What the knowledge base's own words are worth, and what a customer's words mean in them."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from cairnloop.knowledge.question import Asked
from cairnloop.knowledge.synonyms import relatives
from cairnloop.knowledge.words import ENGLISH, stem_of

# How surely another word stands for the one that was asked: a relative, a word with the same beginning, a misspelling.
RELATIVE = 0.6
SAME_BEGINNING = 0.5
MISSPELT = 0.7
COMPOUND = 0.6

# Everyday words help a little to rank and next to nothing to tell whether a question is covered.
EVERYDAY_RANKING = 0.7
EVERYDAY_COVERAGE = 0.2

# Only so many words of the vocabulary are compared with one unknown word.
NEIGHBOURS = 400


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """How common words are in one corpus: passages and documents in all, and how many of each hold a stem.

    `titled` counts the passages in which a stem stands in title or heading; the lengths are averages in words.
    """

    passages: int
    documents: int
    in_passages: Mapping[str, int] = field(default_factory=dict)
    in_documents: Mapping[str, int] = field(default_factory=dict)
    titled: Mapping[str, int] = field(default_factory=dict)
    title_length: float = 1.0
    heading_length: float = 1.0
    body_length: float = 1.0

    def rarity(self, stem: str) -> float:
        """BM25's inverse document frequency over passages; a word nobody wrote is the rarest."""
        return _rarity(self.in_passages.get(stem, 0), self.passages)

    def document_rarity(self, stem: str) -> float:
        return _rarity(self.in_documents.get(stem, 0), self.documents)

    def knows(self, stem: str) -> bool:
        return self.in_passages.get(stem, 0) > 0


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing a question speaks of: the asked word and every stem of the corpus that may stand for it (0..1).

    `weight` counts in ranking. `telling` is what the concept is worth when we ask how much of the question a passage
    covers: rare words tell, everyday words hardly do. No meanings: the corpus does not know the word at all.
    """

    asked: Asked
    meanings: Mapping[str, float]
    rarity: float
    weight: float
    telling: float


def concepts(
    asked: Iterable[Asked],
    vocabulary: Vocabulary,
    repairs: Mapping[str, Mapping[str, float]] | None = None,
    language: str = ENGLISH,
) -> list[Concept]:
    """What each asked word means in this corpus. `repairs` are guesses for words the corpus does not know."""
    found: list[Concept] = []
    for one in asked:
        meanings = _meanings(one, vocabulary, (repairs or {}).get(one.stem, {}), language)
        if one.joined and not meanings:
            continue  # its parts are asked by themselves
        rarity = vocabulary.rarity(one.stem)
        if meanings and one.stem not in meanings:
            rarity = min(rarity, min(vocabulary.rarity(stem) / sure for stem, sure in meanings.items()))
        found.append(
            Concept(
                one,
                meanings,
                rarity,
                weight=one.weight * (EVERYDAY_RANKING if one.everyday else 1.0),
                telling=rarity * one.weight * (EVERYDAY_COVERAGE if one.everyday else 1.0),
            )
        )
    return found


def _meanings(one: Asked, vocabulary: Vocabulary, repairs: Mapping[str, float], language: str) -> dict[str, float]:
    meanings = {stem: sure for stem, sure in repairs.items() if vocabulary.knows(stem)}
    for stem in sorted(relatives(one.stem, language)):
        if vocabulary.knows(stem):
            meanings[stem] = max(RELATIVE, meanings.get(stem, 0.0))
    if vocabulary.knows(one.stem):
        meanings[one.stem] = 1.0
    return meanings


def repair(unknown: str, known: Sequence[str]) -> dict[str, float]:
    """Which known stems an unknown one may stand for: a longer or shorter form, or a slip of the keyboard."""
    found: dict[str, float] = {}
    if len(unknown) < 4 or unknown.isdigit():
        return found
    letters = set(unknown)
    for stem in known[:NEIGHBOURS]:
        if len(stem) < 4 or stem == unknown:
            continue
        if _same_beginning(unknown, stem):
            found[stem] = SAME_BEGINNING
        elif len(unknown) >= 5 and len(letters.symmetric_difference(stem)) <= 3 and _misspelt(unknown, stem):
            found[stem] = MISSPELT
    best = sorted(found, key=lambda stem: (-found[stem], stem))[:3]
    return {stem: found[stem] for stem in best}


def halves(unknown: str) -> list[tuple[str, str]]:
    """Every way to read an unknown word as a compound of two."""
    if len(unknown) < 7 or not unknown.isalpha():
        return []
    cuts = ((unknown[:at], unknown[at:]) for at in range(3, len(unknown) - 2))
    return [(one, other) for head, tail in cuts if (one := stem_of(head)) and (other := stem_of(tail))]


def _same_beginning(one: str, other: str) -> bool:
    shorter, longer = sorted((len(one), len(other)))
    shared = next((at for at in range(shorter) if one[at] != other[at]), shorter)
    return (shared >= 5 and shared >= 0.7 * longer) or (shared == shorter and shared >= 4 and shared >= 0.5 * longer)


def _misspelt(one: str, other: str) -> bool:
    allowed = 1 if len(one) < 8 else 2
    return abs(len(one) - len(other)) <= 1 and slips(one, other) <= allowed


def slips(one: str, other: str) -> int:
    """Optimal string alignment distance: letters added, lost, changed, or swapped with their neighbour."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        before, last, row = row, before, [i]
        for j, b in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]


def _rarity(holding: int, total: int) -> float:
    return math.log(1 + (max(total, holding) - holding + 0.5) / (holding + 0.5))
