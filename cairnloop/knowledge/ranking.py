"""BM25 over title, heading and text, with what a good answer shows besides: a title that fits, words that stand close.

The databases only propose passages; their order is decided here, so it is the same on both.
"""

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
# A question worth less than this share of one unheard-of word says too little to be covered by anything.
LEAST_TELLING = 0.35
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
    lens = _Lens.over(concepts, vocabulary)
    if not lens.total:
        return []
    ranked = [_weigh(lens, candidate, surroundings.get(candidate.document)) for candidate in candidates]
    return sorted((one for one in ranked if one.met), key=lambda one: (-one.score, one.key))


@dataclass(frozen=True, slots=True)
class _Lens:
    """The question made ready for looking at many candidates.

    `stands_for` lists, for each stem, the concepts it may stand for and how surely; `rarity` and `document_rarity` say
    what such a stem is worth; `weights` and `worth` are each concept's weight alone and times its rarity.
    """

    concepts: Sequence[Concept]
    vocabulary: Vocabulary
    stands_for: Mapping[str, Sequence[tuple[int, float]]]
    rarity: Mapping[str, float]
    document_rarity: Mapping[str, float]
    weights: Sequence[float]
    worth: Sequence[float]
    total: float
    wanted: float

    @classmethod
    def over(cls, concepts: Sequence[Concept], vocabulary: Vocabulary) -> "_Lens":
        stands_for: dict[str, list[tuple[int, float]]] = {}
        for at, concept in enumerate(concepts):
            for stem, sure in concept.meanings.items():
                stands_for.setdefault(stem, []).append((at, sure))
        worth = [concept.rarity * concept.weight for concept in concepts]
        wanted = sum(sorted((concept.telling for concept in concepts), reverse=True)[:TELLING_WORDS])
        return cls(
            concepts,
            vocabulary,
            stands_for,
            {stem: vocabulary.rarity(stem) for stem in stands_for},
            {stem: vocabulary.document_rarity(stem) for stem in stands_for},
            [concept.weight for concept in concepts],
            worth,
            sum(worth),
            max(wanted, LEAST_TELLING * vocabulary.rarity("")),
        )

    def relevance(self, often: Mapping[str, float], rarity: Mapping[str, float]) -> float:
        """BM25 over concepts: of the stems that stand for the same one, the best counts."""
        best: dict[int, float] = {}
        for stem, times in often.items():
            said = rarity[stem] * times * (SATURATION + 1) / (times + SATURATION)
            for at, sure in self.stands_for[stem]:
                best[at] = max(best.get(at, 0.0), sure * said)
        return sum(self.weights[at] * said for at, said in best.items())

    def surest(self, stems: Iterable[str]) -> dict[int, tuple[str, float]]:
        """For each concept met by these stems the surest of them, with how sure it is."""
        met: dict[int, tuple[str, float]] = {}
        for stem in stems:
            for at, sure in self.stands_for.get(stem, ()):
                if at not in met or sure > met[at][1]:
                    met[at] = (stem, sure)
        return met


def _weigh(lens: _Lens, candidate: Candidate, around: Surroundings | None) -> Ranked:
    sights = _sights(lens, candidate)
    often = _occurrences(lens, candidate, sights)
    met = lens.surest(often)
    document = _document_relevance(lens, candidate, around)
    covered = sum(lens.worth[at] * sure for at, (_, sure) in met.items())
    fit = _title_fit(lens, candidate.title)
    closeness = _closeness(lens, sights)
    score = (1 - DOCUMENT_SHARE) * lens.relevance(often, lens.rarity) + DOCUMENT_SHARE * document
    score *= (covered / lens.total + COVERAGE_FLOOR) ** COVERAGE_POWER
    score += FITTING_TITLE * fit * lens.total / len(lens.concepts) + CLOSENESS * closeness
    above = {*candidate.title, *candidate.heading}
    return Ranked(
        candidate.key,
        score,
        _coverage(lens, met, around),
        min(1.0, fit),
        min(1.0, closeness / lens.total),
        {at: stem for at, (stem, _) in met.items()},
        frozenset(at for at, (stem, _) in met.items() if stem in above),
    )


def _sights(lens: _Lens, candidate: Candidate) -> list[tuple[int, str]]:
    """Where a stem looked for stands, field after field; words of two fields never stand near each other."""
    found: list[tuple[int, str]] = []
    start = 0
    for stems in (candidate.title, candidate.heading, candidate.body):
        found += [(place, stem) for place, stem in enumerate(stems, start) if stem in lens.stands_for]
        start += len(stems) + NEAR + 1
    return found


def _occurrences(lens: _Lens, candidate: Candidate, sights: Iterable[tuple[int, str]]) -> dict[str, float]:
    """How often each stem looked for stands in the passage, as BM25F counts: by field, against the field's length."""
    usual = lens.vocabulary
    per_title = TITLE_WEIGHT / _length(len(candidate.title), usual.title_length, TITLE_LENGTH)
    per_heading = HEADING_WEIGHT / _length(len(candidate.heading), usual.heading_length, HEADING_LENGTH)
    per_body = 1.0 / _length(len(candidate.body), usual.body_length, BODY_LENGTH)
    heading = len(candidate.title) + NEAR + 1
    body = heading + len(candidate.heading) + NEAR + 1
    often: dict[str, float] = {}
    for place, stem in sights:
        weight = per_body if place >= body else per_heading if place >= heading else per_title
        often[stem] = often.get(stem, 0.0) + weight
    return often


def _document_relevance(lens: _Lens, candidate: Candidate, around: Surroundings | None) -> float:
    """BM25 of the whole document, with passages that hold a word in place of its occurrences."""
    if around is None:
        return 0.0
    usual = lens.vocabulary.passages / max(1, lens.vocabulary.documents)
    norm = _length(around.passages, usual, DOCUMENT_LENGTH)
    # The index counts a title with each of its passages, so for a word of the title the count says nothing more.
    often = {stem: held / norm for stem, held in around.holding.items() if stem in lens.stands_for}
    often |= {stem: TITLE_WEIGHT + 1.0 for stem in candidate.title if stem in lens.stands_for}
    return lens.relevance(often, lens.document_rarity)


def _coverage(lens: _Lens, met: Mapping[int, tuple[str, float]], around: Surroundings | None) -> float:
    """How much of the question's most telling words is met together, in the passage or at least in its article."""
    near = lens.surest(around.holding) if around is not None else {}
    held = {at: ELSEWHERE * sure for at, (_, sure) in near.items()}
    for at, (_, sure) in met.items():
        held[at] = max(held.get(at, 0.0), sure)
    told = sorted((lens.concepts[at].telling * sure for at, sure in held.items()), reverse=True)
    return min(1.0, sum(told[:TELLING_WORDS]) / lens.wanted)


def _title_fit(lens: _Lens, title: Sequence[str]) -> float:
    """How much of the title was asked for: a short title that is all there beats a long one that shares a word."""
    whole = asked = 0.0
    for stem in dict.fromkeys(title):
        rarity = lens.vocabulary.document_rarity(stem)
        whole += rarity
        asked += rarity * max((sure * lens.weights[at] for at, sure in lens.stands_for.get(stem, ())), default=0.0)
    return asked / whole if whole else 0.0


def _closeness(lens: _Lens, sights: Iterable[tuple[int, str]]) -> float:
    """Pairs of matched concepts that stand near each other, each pair once, nearer ones more."""
    seen: set[tuple[int, int]] = set()
    recent: list[tuple[int, int, float]] = []
    found = 0.0
    for place, stem in sights:
        recent = [one for one in recent if place - one[0] <= NEAR]
        for at, sure in lens.stands_for[stem]:
            for before, other, other_sure in recent:
                pair = (min(at, other), max(at, other))
                if at != other and before != place and pair not in seen:
                    seen.add(pair)
                    worth = min(lens.worth[at], lens.worth[other])
                    found += sure * other_sure * worth / (place - before) ** 0.5
            recent.append((place, at, sure))
    return found


def _length(words: int, usual: float, strictness: float) -> float:
    return 1 - strictness + strictness * words / max(usual, 0.1)
