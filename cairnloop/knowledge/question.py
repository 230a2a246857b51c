"""A customer's words made into a query: the newest message first, without greetings, quotes and signatures."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from cairnloop.knowledge.everyday import STOP_WORDS
from cairnloop.knowledge.synonyms import spoken_phrases
from cairnloop.knowledge.words import ENGLISH, is_everyday, stem_of, words

# What a search may cost is bounded here: messages looked at, characters read, different words kept.
MESSAGES = 4
CHARACTERS = 2_000
TERMS = 48

# An older message still says what it is about ("and on Android?"), but less with every newer one.
FADING = 0.6
SUBJECT_WEIGHT = 0.6
PHRASE_WEIGHT = 0.7

_QUOTED = re.compile(r"^\s*>|^\s*On .{5,80} wrote:\s*$|^-{2,}\s*(?:original message|forwarded)", re.IGNORECASE)
_SIGNATURE = re.compile(r"^\s*(?:--\s*$|sent from my |get outlook for )", re.IGNORECASE)
_GREETING = re.compile(
    r"^\s*(?:hi|hello|hey|dear|good (?:morning|afternoon|evening|day)|greetings)\b[^.!?\n]{0,30}(?:[,!.]+|$)\s*",
    re.IGNORECASE,
)
_FAREWELL = re.compile(
    r"(?:^|(?<=[.!?\n]))\s*(?:many thanks|thanks|thank you|thx|cheers|(?:kind|best|warm) regards|regards|sincerely|"
    r"yours (?:sincerely|truly|faithfully))\b[^.!?\n]{0,40}[.!?,]*\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """One word of a question. `weight` fades with the age of its message; `joined` is a compound's joined form."""

    stem: str
    word: str
    weight: float
    everyday: bool
    joined: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """What is searched for: the words to show, and the stems to look up in order of appearance."""

    text: str
    asked: tuple[Asked, ...]


def question_from(messages: Sequence[str], subject: str = "", *, language: str = ENGLISH) -> Question:
    """Build the query from a customer's messages, oldest first, and the conversation's subject."""
    recent = [text for text in (essence(message) for message in reversed(messages)) if text][:MESSAGES]
    weighted = [(text, FADING**age) for age, text in enumerate(recent)]
    if subject.strip():
        weighted.append((subject.strip()[:CHARACTERS], SUBJECT_WEIGHT if recent else 1.0))
    return Question(" ".join(text for text, _ in reversed(weighted)), _asked(weighted, language))


def essence(message: str) -> str:
    """A message without quoted mail, signature, greeting and closing thanks; the whole of it when nothing is left."""
    lines: list[str] = []
    for line in message[: CHARACTERS * 2].splitlines():
        if _SIGNATURE.search(line):
            break
        if not _QUOTED.search(line):
            lines.append(line.strip())
    text = "\n".join(line for line in lines if line)[:CHARACTERS]
    bare = _GREETING.sub("", text, count=1)
    for _ in range(3):  # "Thanks!\nKind regards\nEva" is three farewells
        bare = _FAREWELL.sub("", bare.rstrip())
        bare = _without_name(bare)
    return " ".join((bare if _says_something(bare) else text).split())


def _without_name(text: str) -> str:
    """Drop a last line of one or two capitalised words: the name under a letter."""
    head, newline, last = text.rpartition("\n")
    is_name = newline and re.fullmatch(r"\s*[A-Z][\w'-]+(?: [A-Z][\w'-]+)?\s*", last)
    return head if is_name else text


def _says_something(text: str) -> bool:
    return any(word not in STOP_WORDS for word in re.findall(r"\w+", text.lower()))


def _asked(weighted: Sequence[tuple[str, float]], language: str) -> tuple[Asked, ...]:
    found: dict[str, Asked] = {}
    for text, weight in weighted:
        for word in words(text, language):
            surface = text[word.start : word.end].lower()
            _keep(found, Asked(word.stem, surface, weight, is_everyday(word.stem, language), word.joined))
        for pair in _pairs(text, language):
            _keep(found, Asked(stem_of(pair, language), pair, weight, everyday=False, joined=True))
        for phrase in spoken_phrases(text) if language == ENGLISH else ():
            _keep(found, Asked(stem_of(phrase), phrase, weight * PHRASE_WEIGHT, everyday=False, joined=True))
    kept = sorted(found.values(), key=lambda one: one.joined)  # the words themselves first, compounds if there is room
    return tuple(kept[:TERMS])


def _pairs(text: str, language: str) -> list[str]:
    """Neighbouring words written as one: what a customer calls a time zone may be a timezone in the articles."""
    simple = [word for word in words(text, language) if not word.joined]
    return [
        (text[one.start : one.end] + text[next_one.start : next_one.end]).lower()
        for one, next_one in pairwise(simple)
        if text[one.end : next_one.start] == " "
    ]


def _keep(found: dict[str, Asked], asked: Asked) -> None:
    # The first mention stands in the newest message, so it carries the greatest weight.
    known = found.get(asked.stem)
    if asked.stem and (known is None or known.weight < asked.weight):
        found[asked.stem] = asked
