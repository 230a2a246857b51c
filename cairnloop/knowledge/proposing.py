"""From concepts to a few dozen candidate passages, at a cost that does not grow with the knowledge base."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cairnloop.knowledge import fulltext
from cairnloop.knowledge.indexing import POSITION_BITS
from cairnloop.knowledge.ranking import Surroundings
from cairnloop.knowledge.vocabulary import Concept, Vocabulary

# Index rows one corpus may give to one search, and how many different words are looked up at all.
ROWS = 4_000
LOOKUPS = 48
CANDIDATES = 40

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
    found: Iterable[tuple[Lookup, int]], concepts: Sequence[Concept], vocabulary: Vocabulary
) -> tuple[list[int], dict[int, Counter[str]]]:
    """The keys of the most promising passages, best first, and for each document how many passages hold each stem."""
    means = _meaning(concepts, vocabulary)
    passages: defaultdict[int, dict[int, float]] = defaultdict(dict)
    documents: defaultdict[int, dict[int, float]] = defaultdict(dict)
    holding: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for lookup, key in found:
        here, around = passages[key], documents[key >> POSITION_BITS]
        factor = ABOVE if lookup.titled else 1.0
        for stem in lookup.stems:
            if not lookup.titled:
                holding[key >> POSITION_BITS][stem] += 1
            for at, worth in means.get(stem, ()):
                here[at] = max(here.get(at, 0.0), worth * factor)
                around[at] = max(around.get(at, 0.0), worth * AROUND)
    sums = {document: sum(worth.values()) for document, worth in documents.items()}
    scores = {key: sum(worth.values()) + sums[key >> POSITION_BITS] for key, worth in passages.items()}
    best = sorted(scores, key=lambda key: (-scores[key], key))[:CANDIDATES]
    return best, {document: holding[document] for document in {key >> POSITION_BITS for key in best}}


def _meaning(concepts: Sequence[Concept], vocabulary: Vocabulary) -> Mapping[str, list[tuple[int, float]]]:
    means: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    for at, concept in enumerate(concepts):
        for stem, sure in concept.meanings.items():
            means[stem].append((at, concept.weight * sure * vocabulary.rarity(stem)))
    return means


def surroundings(holding: Mapping[int, Counter[str]], passages: Mapping[int, int]) -> dict[int, Surroundings]:
    """What ranking wants to know of whole documents; `passages` counts theirs."""
    return {number: Surroundings(passages.get(number, 1), counts) for number, counts in holding.items()}
