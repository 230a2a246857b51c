"""The marks a model cites by ([1], [2, 3]): taken out of the customer's text, kept as sentence → evidence."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from cairnloop.drafting.request import Citation
from cairnloop.drafting.sentences import sentence_spans

NUMBERS = r"\d{1,2}(?:\s*[-–,;&]\s*\^?\d{1,2})*"
MARK = re.compile(
    rf"(?P<gap>[ \t]*)(?:\[\^?(?:(?:source|evidence)s?\s*)?(?P<a>{NUMBERS})\]|【(?P<b>{NUMBERS})[^】]*】)", re.I
)
CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]*`", re.S)
# `[1](…)` is a link and `[1]: …` a definition: neither is a citation.
LINKISH = re.compile(r"\(|:\s*\S*(?:://|www\.|@)")


@dataclass(frozen=True, slots=True)
class Cited:
    """A text without its marks, what each sentence cited, and what could not be kept."""

    body: str
    citations: tuple[Citation, ...]
    notes: tuple[str, ...]


def take_citations(text: str, known: Collection[int]) -> Cited:
    """Strip every mark; a mark belongs to the sentence it stands in or right behind.

    Marks that name evidence which was never given are dropped too, and noted. Marks inside code stay: there, `[1]`
    is an index.
    """
    found: list[tuple[int, list[int]]] = []
    while mark := _first_mark(text):
        start, end = mark.span()
        # At the head of a line nothing stands before the mark, so the blank behind it goes instead.
        if text[start - 1 : start] in ("", "\n") and not mark["gap"] and text[end : end + 1] == " ":
            end += 1
        text = text[:start] + text[end:]
        found.append((start, _numbers(mark["a"] or mark["b"])))
    return _attach(text, found, known)


def _first_mark(text: str) -> re.Match[str] | None:
    code = [match.span() for match in CODE.finditer(text)]
    for mark in MARK.finditer(text):
        inside = any(start <= mark.start() < end for start, end in code)
        if not inside and not LINKISH.match(text, mark.end()):
            return mark
    return None


def _numbers(said: str) -> list[int]:
    numbers: list[int] = []
    for part in re.split(r"[,;&]", said):
        ends = [int(number) for number in re.findall(r"\d+", part)]
        if len(ends) == 2 and ends[0] < ends[1] <= ends[0] + 10:
            numbers.extend(range(ends[0], ends[1] + 1))
        else:
            numbers.extend(ends)
    return numbers


def _attach(body: str, found: list[tuple[int, list[int]]], known: Collection[int]) -> Cited:
    shift = len(body) - len(body.lstrip())
    body = body.strip()
    spans = sentence_spans(body)
    cited: dict[tuple[int, int], dict[int, None]] = {}
    unknown: dict[int, None] = {}
    for place, numbers in found:
        unknown |= dict.fromkeys(number for number in numbers if number not in known)
        kept = dict.fromkeys(number for number in numbers if number in known)
        span = _sentence_at(place - shift, body, spans)
        if kept and span:
            cited[span] = cited.get(span, {}) | kept
    citations = tuple(Citation(start, end, tuple(cited[start, end])) for start, end in sorted(cited))
    notes = tuple(f"took out a citation of [{number}]: there is no such evidence" for number in unknown)
    return Cited(body, citations, notes)


def _sentence_at(place: int, body: str, spans: list[tuple[int, int]]) -> tuple[int, int] | None:
    """The last sentence begun before `place` on its line; at the head of a line, the one that follows."""
    line = body.rfind("\n", 0, max(place, 0)) + 1
    before = [span for span in spans if line <= span[0] < place]
    if before:
        return before[-1]
    after = [span for span in spans if span[0] >= place]
    return after[0] if after else (spans[-1] if spans else None)
