"""What a customer asks for, as weighted stems, and how much of it a text answers."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cairnloop.drafting.request import Author, DraftRequest
from cairnloop.drafting.sentences import sentences
from cairnloop.knowledge.question import essence
from cairnloop.knowledge.synonyms import relatives, spoken_phrases
from cairnloop.knowledge.words import is_everyday, stems

# How much a word counts, by where it was said.
ASKED, TOLD, SUBJECT, WISHED, EARLIER = 1.0, 0.6, 0.5, 0.6, 0.25
EVERYDAY = 0.25
RELATIVE = 0.6  # a word that often stands for the one that was asked

HOW_TO = re.compile(
    r"\b(?:how (?:do|can|to|would|should|could)|where (?:do|can|is|are)|wie (?:kann|komme|geht)|wo)\b", re.I
)
# Many customers leave the question mark out, and many ask two things in one breath.
ASKS = re.compile(r"(?:how|what|where|when|who|which|why|can|could|do|does|is|are|will)\b", re.I)
ALSO = re.compile(
    r",?\s+(?:and|or|und|oder|et|y)\s+(?:also\s+)?(?=(?:how|what|where|when|who|which|why|can|could|will|wie|was|wo)\b)",
    re.I,
)
TROUBLE = re.compile(
    r"\b(?:error|fail\w*|broken|crash\w*|hangs?|stuck|blank|empty|nothing|never (?:got|came|arriv\w*)|not|lost|missing|"
    r"declined|stop(?:s|ped)|refus\w*|reject\w*|wrong|bug|problems?|cannot|\w+n['’]t|"
    r"fehler\w*|nicht|erreur|pas|no funciona)\b",
    re.I,
)
UPSET = re.compile(
    r"\b(?:annoy\w*|frustrat\w*|angry|furious|ridiculous|unacceptable|fed up|terrible|disappoint\w*|third time|"
    r"lost (?:all|everything|hours|days)|waste\w*|still (?:not|doesn['’]?t|can['’]?t|broken)|ärger\w*|frustriert)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Question:
    """The customer's open question: the text since anybody answered, and its separate parts."""

    text: str
    parts: tuple[str, ...]
    weights: Mapping[str, float]


def question_of(request: DraftRequest) -> Question:
    """Read what is asked now; what was said before, the subject and an operator's wish weigh less."""
    open_turns: list[str] = []
    earlier: list[str] = []
    answered = False
    for turn in reversed(request.turns):
        if turn.author is Author.CUSTOMER:
            (earlier if answered else open_turns).append(essence(turn.text))
        elif open_turns:
            answered = True
    said = [sentence for text in reversed(open_turns) for line in text.splitlines() for sentence in sentences(line)]
    asked = [sentence for sentence in said if sentence.rstrip("\"'”’) ").endswith(("?", "？")) or ASKS.match(sentence)]
    weights: dict[str, float] = {}
    house = frozenset(stems(request.business.name)) if request.business else frozenset()
    for texts, weight in (
        (asked or said, ASKED),
        (said, TOLD),
        ([request.subject], SUBJECT),
        ([request.instruction or ""], WISHED),
        (earlier, EARLIER),
    ):
        for stem in (stem for text in texts for stem in (*stems(text), *stems(" ".join(spoken_phrases(text))))):
            weights[stem] = max(weights.get(stem, 0.0), weight * _substance(stem, house))
    parts = tuple(part for sentence in asked for part in ALSO.split(sentence))
    return Question("\n".join(reversed(open_turns)), parts, weights)


def _substance(stem: str, house: frozenset[str]) -> float:
    """Everyday words, the house's own name and small numbers say little about what is asked; a 429 may say it all."""
    small_number = stem.isdigit() and len(stem) < 3
    return EVERYDAY if is_everyday(stem) or stem in house or small_number else 1.0


class Relevance:
    """How well texts answer a question, judged among the texts that were found for it."""

    def __init__(self, weights: Mapping[str, float], texts: Sequence[str]) -> None:
        self.kin = {stem: relatives(stem) for stem in weights}
        self._read: dict[str, frozenset[str]] = {}
        read = [self._stems([text]) for text in texts]
        among = {stem: sum(self._told(stem, found) > 0 for found in read) for stem in weights}
        # A word that no passage has tells none of them apart.
        self.worth = {
            stem: weight * math.log(1 + (len(read) + 1) / (among[stem] + 0.5))
            for stem, weight in weights.items()
            if among[stem]
        }
        self.total = sum(self.worth.values())

    def covered(self, texts: Iterable[str], only: Iterable[str] | None = None) -> float:
        """The share (0..1) of the question's worth, or of `only` these stems of it, that the texts mention."""
        worth = self.worth if only is None else {stem: self.worth[stem] for stem in only if stem in self.worth}
        total = sum(worth.values())
        found = self._stems(texts)
        return sum(value * self._told(stem, found) for stem, value in worth.items()) / total if total else 0.0

    def left_by(self, texts: Iterable[str]) -> frozenset[str]:
        """The stems of the question that the texts do not mention."""
        found = self._stems(texts)
        return frozenset(stem for stem in self.worth if not self._told(stem, found))

    def share(self, some: Iterable[str]) -> float:
        """How much of the whole question these stems are worth."""
        return sum(self.worth.get(stem, 0.0) for stem in some) / self.total if self.total else 0.0

    def _stems(self, texts: Iterable[str]) -> frozenset[str]:
        """All stems of some texts; each text is read once, for it is asked about many times."""
        found: set[str] = set()
        for text in texts:
            if text not in self._read:
                self._read[text] = frozenset(stems(text))
            found |= self._read[text]
        return frozenset(found)

    def _told(self, stem: str, found: frozenset[str]) -> float:
        if stem in found:
            return 1.0
        return RELATIVE if not self.kin[stem].isdisjoint(found) else 0.0
