"""From concepts to a few dozen candidate passages, at a cost that does not grow with the knowledge base."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cairnloop.knowledge import fulltext
from cairnloop.knowledge.indexing import POSITION_BITS
from cairnloop.knowledge.ranking import Surroundings
from cairnloop.knowledge.vocabulary import Concept, Vocabulary

if TYPE_CHECKING:
    from cairnloop.knowledge.fulltext import Keys

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
    found: "Mapping[Lookup, Keys]", concepts: Sequence[Concept], vocabulary: Vocabulary
) -> tuple[list[int], dict[int, Counter[str]]]:
    """The keys of the most promising passages, best first, and for each document how many passages hold each stem.

    A passage is worth the best of what it holds for each concept, and a part of what the rest of its document holds.
    """
    if not found:
        return [], {}
    import numpy as np

    sheaf = _Sheaf.of(found)
    passages, around = np.zeros(len(sheaf.keys)), np.zeros(len(sheaf.documents))
    for concept in concepts:
        here, near = np.zeros(len(passages)), np.zeros(len(around))
        for worth, lookup in _ways(concept, found, vocabulary):
            at = sheaf.places[lookup]
            here[at] = np.maximum(here[at], worth)
            home = sheaf.homes[at]
            near[home] = np.maximum(near[home], worth)
        passages += here
        around += AROUND * near
    best = np.lexsort((sheaf.keys, -(passages + around[sheaf.homes])))[:CANDIDATES]
    return sheaf.keys[best].tolist(), _holding(sheaf, np.unique(sheaf.homes[best]))


@dataclass(frozen=True, slots=True)
class _Sheaf:
    """Everything that was found: each key once, the document of each, and the places in `keys` of every lookup's."""

    keys: "Keys"
    documents: "Keys"
    homes: "Keys"
    places: "Mapping[Lookup, Keys]"

    @classmethod
    def of(cls, found: "Mapping[Lookup, Keys]") -> "_Sheaf":
        import numpy as np

        keys, where = np.unique(np.concatenate(list(found.values())), return_inverse=True)
        documents, homes = np.unique(keys >> POSITION_BITS, return_inverse=True)
        ends = np.cumsum([len(one) for one in found.values()])[:-1]
        return cls(keys, documents, homes, dict(zip(found, np.split(where, ends), strict=True)))


def _ways(concept: Concept, found: Iterable[Lookup], vocabulary: Vocabulary) -> Iterator[tuple[float, Lookup]]:
    """The lookups that speak of a concept, with what they are worth to it."""
    for lookup in found:
        for stem in lookup.stems:
            if stem in concept.meanings:
                sure = concept.meanings[stem] * (ABOVE if lookup.titled else 1.0)
                yield concept.weight * sure * vocabulary.rarity(stem), lookup


def _holding(sheaf: _Sheaf, chosen: "Keys") -> dict[int, Counter[str]]:
    import numpy as np

    holding: dict[int, Counter[str]] = {number: Counter() for number in sheaf.documents[chosen].tolist()}
    for lookup, at in sheaf.places.items():
        if lookup.titled:
            continue
        held = np.bincount(sheaf.homes[at], minlength=len(sheaf.documents))[chosen]
        for counts, times in zip(holding.values(), held.tolist(), strict=True):
            for stem in lookup.stems if times else ():
                counts[stem] += times
    return holding


def surroundings(holding: Mapping[int, Counter[str]], passages: Mapping[int, int]) -> dict[int, Surroundings]:
    """What ranking wants to know of whole documents; `passages` counts theirs."""
    return {number: Surroundings(passages.get(number, 1), counts) for number, counts in holding.items()}
