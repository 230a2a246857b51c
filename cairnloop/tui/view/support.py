"""Which sentence of the evidence says what a sentence of the answer claims: found by the words they share."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from cairnloop.tui.state.drafts import Citation

# Characters of scripts without blanks between words count one by one.
WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|\w+")
ENDING = re.compile(r"[.!?…]+[\"'”’»)\]*_]*(?=\s+[^\sa-zß-öø-ÿ])|[。！？]+")
LIST_MARK = re.compile(r"\s*(?:[-*•–]|\d{1,3}[.)])\s+")
# Endings differ (“download”, “downloaded”); so many letters tell most words apart.
STEM = 5
# A sentence of the evidence has to share this part of the claim and so many full words of it (or half the claim), or
# none is shown as its support.
PART, WORDS = 0.2, 2.0


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence of an answer, body[start:end], and the numbers of the evidence it names."""

    start: int
    end: int
    evidence: tuple[int, ...] = ()


@lru_cache(maxsize=256)
def claims(body: str, citations: tuple[Citation, ...]) -> tuple[Claim, ...]:
    """The sentences of an answer in their order: those that name evidence as the draft has them, and the rest."""
    found: list[Claim] = []
    at = 0
    for citation in sorted(citations, key=lambda one: one.start):
        if not at <= citation.start < citation.end <= len(body):
            continue
        found += [Claim(start, end) for start, end in sentences(body, at, citation.start)]
        found.append(Claim(citation.start, citation.end, citation.evidence))
        at = citation.end
    return (*found, *(Claim(start, end) for start, end in sentences(body, at, len(body))))


def sentences(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Where sentences begin and end; a line break ends one, and a list mark belongs to none."""
    end = len(text) if end is None else end
    for line in re.finditer(r"[^\n]+", text[start:end]):
        first, last = start + line.start(), start + line.end()
        mark = LIST_MARK.match(text, first, last)
        first = mark.end() if mark else first
        for ending in ENDING.finditer(text, first, last):
            yield from _span(text, first, ending.end())
            first = ending.end()
        yield from _span(text, first, last)


def _span(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    words = text[start:end]
    start, end = start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())
    if any(one.isalnum() for one in text[start:end]):
        yield start, end


@lru_cache(maxsize=1024)
def support(claim: str, passage: str) -> tuple[int, int] | None:
    """The sentence of the passage that shares most of the claim's words; None when none shares enough of them."""
    wanted = _words(claim)
    whole = sum(map(_weight, wanted))
    enough = max(PART * whole, min(WORDS, whole / 2))
    best: tuple[float, int, tuple[int, int]] | None = None
    for start, end in sentences(passage):
        shared = sum(_weight(word) for word in wanted & _words(passage[start:end]))
        # Of two that share the same words the shorter one says less besides.
        found = (shared, start - end, (start, end))
        if shared and shared >= enough and (best is None or found[:2] > best[:2]):
            best = found
    return best[2] if best else None


def supported(body: str, found: Sequence[Claim], number: int, passage: str) -> dict[int, tuple[int, int]]:
    """For each claim (by its place) that names this piece of evidence, the sentence there that supports it."""
    spans = {at: support(body[one.start : one.end], passage) for at, one in enumerate(found) if number in one.evidence}
    return {at: span for at, span in spans.items() if span is not None}


def _words(text: str) -> frozenset[str]:
    return frozenset(word[:STEM] for word in WORD.findall(text.casefold()))


def _weight(word: str) -> float:
    """Figures say most; short words say little in most languages."""
    if any(one.isdigit() for one in word):
        return 2.0
    return 1.0 if len(word) > 3 or not word.isascii() else 0.25
