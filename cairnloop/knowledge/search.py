"""Finding the passages that answer: by words, by meaning where vectors are there, canon before cases."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from cairnloop.kernel.database import Tx
from cairnloop.knowledge import fulltext, reading, vectors
from cairnloop.knowledge.evidence import Hit, Source
from cairnloop.knowledge.fusion import Entry, Fused, fuse
from cairnloop.knowledge.grounding import confidence_of
from cairnloop.knowledge.proposing import choose, plan, surroundings
from cairnloop.knowledge.question import Question, question_from
from cairnloop.knowledge.ranking import Ranked, rank
from cairnloop.knowledge.reading import CorpusView, Found
from cairnloop.knowledge.reasons import reasons
from cairnloop.knowledge.vectors import Vector
from cairnloop.knowledge.vocabulary import Concept, Vocabulary, concepts

LIMIT = 5
# A list this long has room for one case, if it covers so much of the question.
ROOM_FOR_A_CASE = 3
FITTING_CASE = 0.5
EVERYTHING = (Source.ARTICLE, Source.CASE)


@dataclass(frozen=True, slots=True)
class Angle:
    """The question as one corpus understands it."""

    corpus: CorpusView
    vocabulary: Vocabulary
    concepts: Sequence[Concept]


async def search(
    tx: Tx,
    account_id: UUID,
    query: str | Question,
    *,
    limit: int = LIMIT,
    embedding: Vector | None = None,
    sources: Sequence[Source] = EVERYTHING,
) -> list[Hit]:
    """The passages of this account that fit best, best first. A query that says nothing finds nothing."""
    question = query if isinstance(query, Question) else question_from([query])
    angles = [await _angle(tx, corpus, question) for corpus in await reading.corpora(tx, account_id, sources)]
    proposed, holding = await _propose(tx, angles)
    alike = await vectors.nearest(tx, [angle.corpus for angle in angles], embedding) if embedding is not None else {}
    found = await reading.passages(tx, account_id, {*proposed, *alike})
    ranked = {one.key: (one, place) for angle in angles for place, one in _ranked(angle, found, holding)}
    fused = fuse(
        [Entry(key, one.source, one.title) for key, one in found.items()],
        {key: place for key, (_, place) in ranked.items()},
        _places(alike, found),
    )
    understood = {angle.corpus.source: angle.concepts for angle in angles}
    return [
        _hit(found[one.key], one, ranked[one.key][0] if one.key in ranked else None, alike.get(one.key), understood)
        for one in _shortlist(fused, found, ranked, limit)
    ]


async def _angle(tx: Tx, corpus: CorpusView, question: Question) -> Angle:
    vocabulary, repairs = await reading.vocabulary(tx, corpus, question)
    return Angle(corpus, vocabulary, concepts(question.asked, vocabulary, repairs))


async def _propose(tx: Tx, angles: Sequence[Angle]) -> tuple[list[int], dict[int, Counter[str]]]:
    lookups = [one for angle in angles for one in plan(angle.corpus.id, angle.concepts, angle.vocabulary)]
    if not lookups:
        return [], {}
    found = dict(zip(lookups, await fulltext.find(tx, [lookup.words for lookup in lookups]), strict=True))
    keys: list[int] = []
    holding: dict[int, Counter[str]] = {}
    for angle in angles:
        mine = {lookup: found[lookup] for lookup in lookups if lookup.corpus == angle.corpus.id}
        best, held = choose(mine, angle.concepts, angle.vocabulary)
        keys += best
        holding |= held
    return keys, holding


def _ranked(angle: Angle, found: Mapping[int, Found], holding: Mapping[int, Counter[str]]) -> list[tuple[int, Ranked]]:
    """One corpus' passages in keyword order, counted from 1."""
    mine = [one for one in found.values() if one.source is angle.corpus.source]
    around = surroundings(holding, {one.candidate.document: one.siblings for one in mine})
    order = rank(angle.concepts, [one.candidate for one in mine], around, angle.vocabulary)
    return list(enumerate(order, start=1))


def _places(alike: Mapping[int, float], found: Mapping[int, Found]) -> dict[int, int]:
    """Ranks by similarity, counted from 1 within each source; equal ones by key."""
    places: dict[int, int] = {}
    for source in Source:
        mine = [key for key in alike if key in found and found[key].source is source]
        mine.sort(key=lambda key: (-alike[key], key))
        places |= {key: place for place, key in enumerate(mine, start=1)}
    return places


def _shortlist(
    fused: Sequence[Fused[int]], found: Mapping[int, Found], ranked: Mapping[int, tuple[Ranked, int]], limit: int
) -> Sequence[Fused[int]]:
    """The first `limit`. Canon comes first, so a case that speaks of the question is kept the last place."""
    kept = fused[:limit]
    if len(kept) < limit or limit < ROOM_FOR_A_CASE or any(found[one.key].source is Source.CASE for one in kept):
        return kept
    case = next((one for one in fused[limit:] if found[one.key].source is Source.CASE), None)
    fits = case is not None and case.key in ranked and ranked[case.key][0].coverage >= FITTING_CASE
    return [*kept[:-1], case] if case is not None and fits else kept


def _hit(
    found: Found,
    fused: Fused[int],
    ranked: Ranked | None,
    similarity: float | None,
    understood: Mapping[Source, Sequence[Concept]],
) -> Hit:
    return Hit(
        source=found.source,
        chunk_id=found.id,
        owner_id=found.owner_id,
        revision_id=found.revision_id,
        title=found.title,
        heading=found.heading,
        text=found.text,
        score=fused.score,
        keyword_rank=fused.keyword_rank,
        keyword_score=ranked.score if ranked is not None else None,
        semantic_rank=fused.semantic_rank,
        similarity=similarity,
        met=frozenset(ranked.met.values()) if ranked is not None else frozenset(),
        why=reasons(found.source, understood[found.source], ranked, similarity),
        coverage=ranked.coverage if ranked is not None else 0.0,
        closeness=ranked.closeness if ranked is not None else 0.0,
        confidence=confidence_of(ranked, similarity),
    )
