"""One question back to the customer, and the hand-over an operator reads: both built from what was (not) found."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cairnloop.drafting.engines.phrases import Phrases
from cairnloop.drafting.engines.relevance import Question
from cairnloop.drafting.request import DraftRequest, Evidence
from cairnloop.knowledge.evidence import Source
from cairnloop.knowledge.synonyms import relatives
from cairnloop.knowledge.words import is_everyday, stems

FAILS = re.compile(
    r"\b(?:errors?|fail(?:s|ed|ing)?|broken|crash\w*|hangs|stuck|blank|empty|(?:not|isn['’]t|stopped) working|bug|"
    r"problems?|(?:doesn|don|won)['’]?t (?:work|open|load|start|show|save|send|sync)|can['’]?t|cannot|refus\w+|"
    r"reject\w+|wrong|fehler\w*|(?:geht|klappt|funktioniert) nicht|erreur|ne marche pas|no funciona)\b",
    re.I,
)
PLAN = re.compile(r"\b(?:plan|tier|subscription|tarif|abo|formule|suscripción)s?\b", re.I)
HOW_MUCH = re.compile(r"\b(?:how (?:many|much)|limit|quota|price|cost|wie ?viele?|combien|cuánt[oa]s?)\b", re.I)
MESSAGE_GIVEN = re.compile(r"[\"“„«`'].{6,}[\"”“»`']|\b(?:error|code|status)\s*:?\s*\d{2,}", re.I | re.S)
EXCERPT = 300
TOPICS_FROM = 4  # of the best passages; further down nobody can mean it
MEANT = 0.25  # of the telling words of a question; with fewer in its name, a topic is a guess
FEW = 3  # telling words
SAYS_MUCH = 8  # words; who wrote this many has said what they want, we only failed to understand


@dataclass(frozen=True, slots=True)
class Asked:
    """The question, and why this one; the reason is for the operator."""

    text: str
    why: str


def clarifying_question(request: DraftRequest, question: Question, phrases: Phrases) -> Asked:
    """Ask which of two, else for what is missing: the error's words, the plan, which topic at all, or the goal."""
    asked = frozenset(stem for stem in stems(question.text) if not is_everyday(stem))
    topics = _topics(asked, request.articles)
    if len(topics) > 1:
        return Asked(phrases.which_of.format(a=topics[0], b=topics[1]), "two articles fit about equally well")
    if FAILS.search(question.text) and not MESSAGE_GIVEN.search(question.text):
        why = "something fails, but not what or where"
        return Asked(phrases.what_error_about.format(a=topics[0]) if topics else phrases.what_error, why)
    if HOW_MUCH.search(question.text) and _tells_plans_apart(asked, request.articles):
        return Asked(phrases.which_plan, "the best passage answers differently by plan")
    if topics:
        return Asked(phrases.is_it.format(a=topics[0]), "one article comes near, but may be beside the point")
    if len(question.text.split()) >= SAYS_MUCH:
        return Asked(phrases.tell_more, "the message is clear enough, but nothing published speaks of it")
    return Asked(phrases.what_goal, "the message does not say what is to be done")


def _tells_plans_apart(asked: frozenset[str], evidence: Sequence[Evidence]) -> bool:
    best = evidence[0].text if evidence else ""
    return PLAN.search(best) is not None and _spoken_of(asked, best) > 0


def _topics(asked: frozenset[str], evidence: Sequence[Evidence]) -> list[str]:
    """The names of up to two passages that may be meant and are about different things, the best first."""
    meant = [one for one in evidence[:TOPICS_FROM] if _may_be_meant(asked, one)]
    one_article = len({one.title for one in meant}) == 1 and len(meant) > 1
    names: list[str] = []
    for one in meant:
        name = _last(one.heading) if one_article else _name(asked, one)
        if name and not any(_alike(name, other) for other in names):
            names.append(name)
    return names[:2]


def _may_be_meant(asked: frozenset[str], evidence: Evidence) -> bool:
    """Whether its title and heading speak of enough of what was asked; in a long question one word may be chance."""
    enough = max(1 if len(asked) <= FEW else 2, MEANT * len(asked))
    return _spoken_of(asked, f"{evidence.title} {_last(evidence.heading)}") >= enough


def _name(asked: frozenset[str], evidence: Evidence) -> str:
    """What a customer would call it: the heading where that is nearer to the question, else the title."""
    heading = _last(evidence.heading)
    if _spoken_of(asked, heading) < max(1, _spoken_of(asked, evidence.title)):
        return evidence.title
    # One or two words are clear only below their title.
    return heading if len(heading.split()) > 2 else f"{heading} ({evidence.title})"


def _last(heading: str) -> str:
    return heading.rpartition("›")[2].strip()


def _spoken_of(asked: frozenset[str], text: str) -> int:
    found = frozenset(stems(text))
    return sum(stem in found or not relatives(stem).isdisjoint(found) for stem in asked)


def _alike(one: str, other: str) -> bool:
    mine, theirs = frozenset(stems(one)), frozenset(stems(other))
    return mine <= theirs or theirs <= mine


def escalation_summary(request: DraftRequest, question: Question) -> str:
    """For the operator: what was asked, what was found, what was not, and why no answer is proposed."""
    lines = [f"Asked: {_excerpt(question.text or request.subject or '(nothing yet)')}"]
    articles = [evidence for evidence in request.evidence if evidence.source is Source.ARTICLE][:3]
    cases = [evidence for evidence in request.evidence if evidence.source is Source.CASE][:2]
    if articles:
        lines.append("Closest articles, not close enough to answer from: " + _listed(articles))
    else:
        lines.append("Found: no published article about it.")
    if cases:
        lines.append("Similar resolved conversations, to read and not to quote: " + _listed(cases))
    found = frozenset(stem for evidence in request.articles for stem in stems(_said(evidence)))
    missing = [word for word in _subject_words(question.text) if not found.intersection(stems(word))][:5]
    if missing and articles:
        lines.append("Nowhere in them: " + ", ".join(missing))
    if request.reason:
        lines.append(f"Why a person: {request.reason}")
    return "\n".join(lines)


def _said(evidence: Evidence) -> str:
    return f"{evidence.title}\n{evidence.heading}\n{evidence.text}"


def _listed(evidence: Sequence[Evidence]) -> str:
    return ", ".join(f"“{one.label}” [{one.number}]" for one in evidence)


def _excerpt(text: str) -> str:
    flat = " ".join(text.split())
    return f"“{flat}”" if len(flat) <= EXCERPT else f"“{flat[:EXCERPT].rsplit(' ', 1)[0]} …”"


def _subject_words(text: str) -> list[str]:
    said = re.findall(r"[^\W\d_][\w-]{2,}", text)
    return list(dict.fromkeys(word.lower() for word in said if any(not is_everyday(stem) for stem in stems(word))))
