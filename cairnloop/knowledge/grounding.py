"""Does what was found answer the question? Reply, ask back once, or hand over to a person."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from cairnloop.knowledge.evidence import Hit, Source
from cairnloop.knowledge.question import Question
from cairnloop.knowledge.ranking import Ranked

# A logistic model of "this passage answers", fitted on the calibration half of the evaluation set by
# `python -m scripts.bench.retrieval --fit`, with answerable and unanswerable questions weighing the same.
# Two signals are enough: others (score, title, margin, unknown words) were tried and added nothing on other subjects.
INTERCEPT, PER_COVERAGE, PER_CLOSENESS = -1.4, 3.0, 0.3

# Cosine similarities of common embedding models: below, texts merely share a language; above, they say the same.
UNLIKE, ALIKE = 0.35, 0.75

CLARIFICATIONS = 1
# A question with fewer telling words than this cannot be searched for, however much is found.
THIN = 1


class Grounding(StrEnum):
    """What the evidence allows."""

    REPLY = "reply"
    CLARIFY = "clarify"
    ESCALATE = "escalate"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which confidence (0..1) on a reply may be drafted, and a clarifying question may help.

    Chosen on the calibration half: `reply` lets about one unanswerable question in four through, `clarify` gives up on
    as many unanswerable questions as it can while losing fewer than one answerable question in five.

    `coverage` is the share of the question's telling words a reply must at least rest on, whatever the confidence:
    similar meaning alone never grounds one.
    """

    reply: float = 0.5
    clarify: float = 0.4
    coverage: float = 0.3


@dataclass(frozen=True, slots=True)
class Assessment:
    """The decision, with what it rests on. `missing` are words of the question no article found speaks of."""

    status: Grounding
    confidence: float
    coverage: float
    reason: str
    missing: tuple[str, ...] = ()


def confidence_of(ranked: Ranked | None, similarity: float | None) -> float:
    """How likely a passage answers, 0..1. Similar meaning lifts what the words say, at most half of the way to sure."""
    worded = 0.0
    if ranked is not None:
        worded = _logistic(INTERCEPT + PER_COVERAGE * ranked.coverage + PER_CLOSENESS * ranked.closeness)
    if similarity is None:
        return worded
    alike = min(1.0, max(0.0, (similarity - UNLIKE) / (ALIKE - UNLIKE)))
    return worded + (1.0 - worded) * 0.5 * alike


def assess(
    question: Question, hits: Sequence[Hit], *, thresholds: Thresholds | None = None, clarifications_asked: int = 0
) -> Assessment:
    """Decide what may be drafted from these hits. Only articles count: a case may assist, never ground."""
    limits = thresholds or Thresholds()
    articles = [hit for hit in hits if hit.source is Source.ARTICLE]
    best = max(articles, key=lambda hit: hit.confidence, default=None)
    confidence, coverage = (best.confidence, best.coverage) if best else (0.0, 0.0)
    missing = _missing(question, articles)
    if best and confidence >= limits.reply and coverage >= limits.coverage:
        # The draft quotes what ranks first, so that is what the reason names, whichever article made us sure.
        said = f"“{articles[0].title}” speaks of {articles[0].coverage:.0%} of what was asked"
        return Assessment(Grounding.REPLY, confidence, coverage, said, missing)
    may_ask = clarifications_asked < CLARIFICATIONS
    vague = sum(not one.everyday for one in question.asked) <= THIN and len(question.asked) <= 4
    status = Grounding.CLARIFY if may_ask and (vague or confidence >= limits.clarify) else Grounding.ESCALATE
    return Assessment(status, confidence, coverage, _shortfall(hits, best, missing, vague, may_ask), missing)


def evidence_for(hits: Sequence[Hit], limit: int) -> list[Hit]:
    """The best `limit` hits, the most confident article always among them: the assessment rests on it."""
    kept = list(hits[:limit])
    articles = [hit for hit in hits if hit.source is Source.ARTICLE]
    surest = max(articles, key=lambda hit: hit.confidence, default=None)
    if surest is not None and kept and surest not in kept:
        kept[-1] = surest
    return kept


def _shortfall(hits: Sequence[Hit], best: Hit | None, missing: Sequence[str], vague: bool, may_ask: bool) -> str:
    if not hits:
        said = "the message says too little to search for" if vague else "nothing in the knowledge base speaks of this"
    elif best is None:
        said = "only resolved cases matched; they may assist, never ground a reply"
    else:
        said = f"“{best.title}” comes nearest but speaks of only {best.coverage:.0%} of what was asked"
        if missing:
            said += f"; nothing about {', '.join(missing)}"
    return said if may_ask else f"{said}; a clarifying question was asked already"


def _missing(question: Question, articles: Sequence[Hit], *, named: int = 4) -> tuple[str, ...]:
    told = {stem for hit in articles for stem in hit.met}
    words = (one.word for one in question.asked if not (one.everyday or one.joined or one.stem in told))
    return tuple(dict.fromkeys(words))[:named]


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-value))
