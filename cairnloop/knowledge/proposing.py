"""From concepts to a few dozen candidate passages, at a cost that does not grow with the knowledge base."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest

from cairnloop.knowledge import fulltext
from cairnloop.knowledge.indexing import POSITION_BITS
from cairnloop.knowledge.ranking import Surroundings
from cairnloop.knowledge.vocabulary import Concept, Vocabulary

# Index rows one corpus may give to one search, and how many different words are looked up at all.
ROWS = 2_000
LOOKUPS = 48
CANDIDATES = 32

# While choosing candidates: a word in title or heading, and a word elsewhere in the same document.
ABOVE = 1.5
AROUND = 0.5


@dataclass(frozen=True, slots=True)
class Lookup:
    """One question to the index: which passages hold all of these stems (above the text, when `titled`)?"""

    corpus: int
    stems: tuple[str, ...]
    titled: bool = False

    @property
    def words(self) -> list[str]:
        form = fulltext.titled if self.titled else fulltext.anywhere
        return [form(self.corpus, stem) for stem in self.stems]


def plan(corpus: int, concepts: Sequence[Concept], vocabulary: Vocabulary) -> list[Lookup]:
    """Which stems to look up: the most telling first, until the rows they would give are spent.

    A stem too common to be read whole is still looked up in titles and headings. When every stem is too common, the
    passages that hold the rarest of them together are asked for.
    """
    lookups: list[Lookup] = []
    left = ROWS
    stems = _by_worth(concepts, vocabulary)
    for stem in stems[:LOOKUPS]:
        for titled, rows in ((False, vocabulary.in_passages.get(stem, 0)), (True, vocabulary.titled.get(stem, 0))):
            if 0 < rows <= left:
                lookups.append(Lookup(corpus, (stem,), titled))
                left -= rows
    if not lookups and stems:
        rarest = sorted(stems, key=lambda stem: (vocabulary.in_passages.get(stem, 0), stem))
        lookups.append(Lookup(corpus, tuple(rarest[:3])))
    return lookups


def _by_worth(concepts: Iterable[Concept], vocabulary: Vocabulary) -> list[str]:
    worth: dict[str, float] = {}
    for concept in concepts:
        for stem, sure in concept.meanings.items():
            worth[stem] = max(worth.get(stem, 0.0), concept.weight * sure * vocabulary.rarity(stem))
    return sorted(worth, key=lambda stem: (-worth[stem], stem))


def choose(
    found: Mapping[Lookup, Sequence[int]], concepts: Sequence[Concept], vocabulary: Vocabulary
) -> tuple[list[int], dict[int, Counter[str]]]:
    """The keys of the most promising passages, best first, and for each document how many passages hold each stem.

    A passage is worth the best of what it holds for each concept, and a part of what the rest of its document holds.
    """
    documents = {lookup: Counter([key >> POSITION_BITS for key in keys]) for lookup, keys in found.items()}
    passages: defaultdict[int, float] = defaultdict(float)
    around: defaultdict[int, float] = defaultdict(float)
    for concept in concepts:
        met: set[int] = set()
        met_documents: set[int] = set()
        for worth, lookup in _ways(concept, found, vocabulary):
            new = set(found[lookup]).difference(met)
            met |= new
            for key in new:
                passages[key] += worth
            new_documents = documents[lookup].keys() - met_documents
            met_documents |= new_documents
            for number in new_documents:
                around[number] += worth * AROUND
    scores = nlargest(CANDIDATES, ((worth + around[key >> POSITION_BITS], -key) for key, worth in passages.items()))
    best = [-key for _, key in scores]
    return best, _holding({key >> POSITION_BITS for key in best}, documents)


def _ways(concept: Concept, found: Iterable[Lookup], vocabulary: Vocabulary) -> list[tuple[float, Lookup]]:
    """The lookups that speak of a concept, with what they are worth to it, the best first."""
    ways = [
        (concept.weight * concept.meanings[stem] * vocabulary.rarity(stem) * (ABOVE if lookup.titled else 1.0), lookup)
        for lookup in found
        for stem in lookup.stems
        if stem in concept.meanings
    ]
    return sorted(ways, key=lambda way: (-way[0], way[1].stems))


def _holding(numbers: Iterable[int], documents: Mapping[Lookup, Counter[int]]) -> dict[int, Counter[str]]:
    holding: dict[int, Counter[str]] = {number: Counter() for number in numbers}
    for lookup, counts in documents.items():
        if lookup.titled:
            continue
        for number in holding.keys() & counts.keys():
            for stem in lookup.stems:
                holding[number][stem] += counts[number]
    return holding


def surroundings(holding: Mapping[int, Counter[str]], passages: Mapping[int, int]) -> dict[int, Surroundings]:
    """What ranking wants to know of whole documents; `passages` counts theirs."""
    return {number: Surroundings(passages.get(number, 1), counts) for number, counts in holding.items()}
