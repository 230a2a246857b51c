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
    r"\b(?:errors?|fail(?:s|ed|ing)?|broken|crash\w*|hangs|stuck|blank|empty|(?:not|isn['’]t|stopped) working|problems?|bug|"
    r"(?:doesn|don|won)['’]?t (?:work|open|load|start|show|save|send|sync)|can['’]?t|cannot|refus\w+|reject\w+|wrong|"
    r"fehler\w*|(?:geht|klappt|funktioniert) nicht|erreur|ne marche pas|no funciona)\b",
    re.I,
)
PLAN = re.compile(r"\b(?:plan|tier|subscription|tarif|abo|formule|suscripción)s?\b", re.I)
HOW_MUCH = re.compile(r"\b(?:how (?:many|much)|limit|quota|price|cost|wie ?viele?|combien|cuánt[oa]s?)\b", re.I)
MESSAGE_GIVEN = re.compile(r"[\"“„«`'].{6,}[\"”“»`']|\b(?:error|code|status)\s*:?\s*\d{2,}", re.I | re.S)
EXCERPT = 300
TOPICS_FROM = 4  # of the best passages; further down nobody can mean it
MEANT = 1 / 3  # of the telling words of a question; with fewer in its name, a topic is a guess
SAYS_MUCH = 8  # words; who wrote this many has said what they want, we only failed to understand


@dataclass(frozen=True, slots=True)
class Asked:
    """The question, and why this one; the reason is for the operator."""

    text: str
    why: str


def clarifying_question(request: DraftRequest, question: Question, phrases: Phrases) -> Asked:
    """Ask which of two, else for what is missing: the error's words, the plan, which topic at all, or the goal."""
    topics = _topics(question, request.articles)
    if len(topics) > 1:
        return Asked(phrases.which_of.format(a=topics[0], b=topics[1]), "two articles fit about equally well")
    if FAILS.search(question.text) and not MESSAGE_GIVEN.search(question.text):
        why = "something fails, but not what or where"
        return Asked(phrases.what_error_about.format(a=topics[0]) if topics else phrases.what_error, why)
    if topics and HOW_MUCH.search(question.text) and PLAN.search(request.articles[0].text):
        return Asked(phrases.which_plan, "the best passage answers differently by plan")
    if topics:
        return Asked(phrases.is_it.format(a=topics[0]), "one article comes near, but may be beside the point")
    if len(question.text.split()) >= SAYS_MUCH:
        return Asked(phrases.tell_more, "the message is clear enough, but nothing published speaks of it")
    return Asked(phrases.what_goal, "the message does not say what is to be done")


def _topics(question: Question, evidence: Sequence[Evidence]) -> list[str]:
    """The names of up to two passages that may be meant and are about different things, the best first."""
    asked = frozenset(stem for stem in stems(question.text) if not is_everyday(stem))
    names: list[str] = []
    for one in evidence[:TOPICS_FROM]:
        name = _name(one, asked)
        if name and not any(_alike(name, other) for other in names):
            names.append(name)
    return names[:2]


def _name(evidence: Evidence, asked: frozenset[str]) -> str:
    """What a customer would call the passage, if its heading or title speaks of enough that was asked; else nothing."""
    heading = evidence.heading.rpartition("›")[2].strip()
    in_heading, in_title = _spoken_of(asked, heading), _spoken_of(asked, evidence.title)
    if max(in_heading, in_title) < MEANT * len(asked) or not asked:
        return ""
    if in_heading < max(1, in_title):
        return evidence.title
    # One or two words are clear only below their title.
    return heading if len(heading.split()) > 2 else f"{heading} ({evidence.title})"


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
