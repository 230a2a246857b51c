"""BM25 over title, heading and text, with what a good answer shows besides: a title that fits, words that stand close.

The databases only propose passages; their order is decided here, so it is the same on both.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cairnloop.knowledge.vocabulary import Concept, Vocabulary

# BM25F: how fast repeated words saturate, what a word in title or heading is worth, how far length is held against it.
SATURATION = 3.0
TITLE_WEIGHT, TITLE_LENGTH = 2.0, 0.3
HEADING_WEIGHT, HEADING_LENGTH = 1.5, 0.3
BODY_LENGTH = 0.6
DOCUMENT_LENGTH = 0.4

# A passage is judged with the article around it: short sections seldom repeat what their article is about.
DOCUMENT_SHARE = 0.35
FITTING_TITLE = 0.8
CLOSENESS = 0.3
# Two words further apart than this many words do not stand together.
NEAR = 6
COVERAGE_POWER, COVERAGE_FLOOR = 0.3, 0.2

# "Covered" is asked of so many of the most telling words: the rest of a long message is story.
TELLING_WORDS = 4
# A telling word elsewhere in the same article counts half.
ELSEWHERE = 0.5


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage the index proposed, as stems in reading order. `document` says which belong together."""

    key: int
    document: int
    title: tuple[str, ...]
    heading: tuple[str, ...]
    body: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known of a whole document: its passages, and how many of them hold which of the stems looked for."""

    passages: int
    holding: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Ranked:
    """A passage with its relevance, the share of the question it covers, and where which concept was met.

    `coverage` speaks of the most telling words in passage and article, `title_fit` of how much of the title was asked
    for, `closeness` of how near each other the matched words stand; all 0..1. `met` maps a concept's position in the
    question to the stem found for it, `titled` to those found in title or heading.
    """

    key: int
    score: float
    coverage: float
    title_fit: float
    closeness: float
    met: Mapping[int, str]
    titled: frozenset[int]


def rank(
    concepts: Sequence[Concept],
    candidates: Iterable[Candidate],
    surroundings: Mapping[int, Surroundings],
    vocabulary: Vocabulary,
) -> list[Ranked]:
    """Order candidates by relevance, best first; equal ones by key."""
    total = sum(concept.rarity * concept.weight for concept in concepts)
    if not total:
        return []
    ranked = [
        _weigh(concepts, total, candidate, surroundings.get(candidate.document), vocabulary) for candidate in candidates
    ]
    return sorted((one for one in ranked if one.met), key=lambda one: (-one.score, one.key))


def _weigh(
    concepts: Sequence[Concept],
    total: float,
    candidate: Candidate,
    around: Surroundings | None,
    vocabulary: Vocabulary,
) -> Ranked:
    own, met = _own_relevance(concepts, candidate, vocabulary)
    document = _document_relevance(concepts, candidate, around, vocabulary)
    covered = sum(concepts[at].rarity * concepts[at].weight * sure for at, (_, sure) in met.items()) / total
    fit = _title_fit(concepts, candidate.title, vocabulary)
    closeness = _closeness(concepts, met, candidate)
    score = (1 - DOCUMENT_SHARE) * own + DOCUMENT_SHARE * document
    score *= (covered + COVERAGE_FLOOR) ** COVERAGE_POWER
    score += FITTING_TITLE * fit * total / len(concepts) + CLOSENESS * closeness
    above = {*candidate.title, *candidate.heading}
    return Ranked(
        candidate.key,
        score,
        _coverage(concepts, met, around),
        min(1.0, fit),
        min(1.0, closeness / total),
        {at: stem for at, (stem, _) in met.items()},
        frozenset(at for at, (stem, _) in met.items() if stem in above),
    )


def _own_relevance(
    concepts: Sequence[Concept], candidate: Candidate, vocabulary: Vocabulary
) -> tuple[float, dict[int, tuple[str, float]]]:
    """BM25F of one passage, and for each concept met the surest stem with how sure it is."""
    title, heading, body = Counter(candidate.title), Counter(candidate.heading), Counter(candidate.body)
    per_title = TITLE_WEIGHT / _length(len(candidate.title), vocabulary.title_length, TITLE_LENGTH)
    per_heading = HEADING_WEIGHT / _length(len(candidate.heading), vocabulary.heading_length, HEADING_LENGTH)
    per_body = 1.0 / _length(len(candidate.body), vocabulary.body_length, BODY_LENGTH)
    relevance, met = 0.0, dict[int, tuple[str, float]]()
    for at, concept in enumerate(concepts):
        best = 0.0
        for stem, sure in concept.meanings.items():
            often = per_title * title[stem] + per_heading * heading[stem] + per_body * body[stem]
            if often:
                best = max(best, sure * vocabulary.rarity(stem) * _saturated(often))
                if at not in met or sure > met[at][1]:
                    met[at] = (stem, sure)
        relevance += concept.weight * best
    return relevance, met


def _document_relevance(
    concepts: Sequence[Concept], candidate: Candidate, around: Surroundings | None, vocabulary: Vocabulary
) -> float:
    """BM25 of the whole document, with passages that hold a word in place of its occurrences."""
    if around is None:
        return 0.0
    usual = vocabulary.passages / max(1, vocabulary.documents)
    norm = _length(around.passages, usual, DOCUMENT_LENGTH)
    titles = set(candidate.title)
    relevance = 0.0
    for concept in concepts:
        best = 0.0
        for stem, sure in concept.meanings.items():
            # The index counts a title with each of its passages, so there the count says nothing more.
            often = TITLE_WEIGHT + 1.0 if stem in titles else around.holding.get(stem, 0) / norm
            best = max(best, sure * vocabulary.document_rarity(stem) * _saturated(often)) if often else best
        relevance += concept.weight * best
    return relevance


def _coverage(concepts: Sequence[Concept], met: Mapping[int, tuple[str, float]], around: Surroundings | None) -> float:
    """How much of the question's most telling words is met together, in the passage or at least in its article."""
    wanted = sorted((concept.telling for concept in concepts), reverse=True)[:TELLING_WORDS]
    held = around.holding if around is not None else {}
    worth: list[float] = []
    for at, concept in enumerate(concepts):
        here = met[at][1] if at in met else 0.0
        near = max((sure for stem, sure in concept.meanings.items() if stem in held), default=0.0)
        worth.append(concept.telling * max(here, ELSEWHERE * near))
    worth.sort(reverse=True)
    return min(1.0, sum(worth[:TELLING_WORDS]) / sum(wanted)) if sum(wanted) else 0.0


def _title_fit(concepts: Sequence[Concept], title: Sequence[str], vocabulary: Vocabulary) -> float:
    """How much of the title was asked for: a short title that is all there beats a long one that shares a word."""
    wanted: dict[str, float] = {}
    for concept in concepts:
        for stem, sure in concept.meanings.items():
            wanted[stem] = max(wanted.get(stem, 0.0), sure * concept.weight)
    worth = {stem: vocabulary.document_rarity(stem) for stem in title}
    whole = sum(worth.values())
    return sum(rarity * wanted.get(stem, 0.0) for stem, rarity in worth.items()) / whole if whole else 0.0


def _closeness(concepts: Sequence[Concept], met: Mapping[int, tuple[str, float]], candidate: Candidate) -> float:
    """Pairs of matched concepts that stand near each other, each pair once, nearer ones more."""
    belongs: dict[str, list[tuple[int, float]]] = {}
    for at in met:
        for stem, sure in concepts[at].meanings.items():
            belongs.setdefault(stem, []).append((at, sure))
    gap = ("",) * (NEAR + 1)
    seen: set[tuple[int, int]] = set()
    recent: list[tuple[int, int, float]] = []
    found = 0.0
    for place, stem in enumerate((*candidate.title, *gap, *candidate.heading, *gap, *candidate.body)):
        if stem not in belongs:
            continue
        recent = [one for one in recent if place - one[0] <= NEAR]
        for at, sure in belongs[stem]:
            for before, other, other_sure in recent:
                pair = (min(at, other), max(at, other))
                if at != other and before != place and pair not in seen:
                    seen.add(pair)
                    worth = min(concepts[one].rarity * concepts[one].weight for one in pair)
                    found += sure * other_sure * worth / (place - before) ** 0.5
            recent.append((place, at, sure))
    return found


def _length(words: int, usual: float, strictness: float) -> float:
    return 1 - strictness + strictness * words / max(usual, 0.1)


def _saturated(often: float) -> float:
    return often * (SATURATION + 1) / (often + SATURATION)
