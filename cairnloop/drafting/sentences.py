"""Where sentences begin and end, in text as people write it in support."""

import re
from collections.abc import Iterator

# A dot after these does not end a sentence, or not surely enough to cut there.
SHORTENED = (
    "e.g i.e etc vs approx incl excl inc ltd co corp mr mrs ms dr prof st sr jr fig eq vol dept est nr "
    "z.b d.h u.a bzw ca usw evtl ggf inkl zzgl mme mlle p.ex p.ej ecc env"
)
ABBREVIATIONS = frozenset(SHORTENED.split())

ENDING = re.compile(r"[.!?…]+[\"'”’»)\]*_]*(?=\s+\S)|[。！？]+[」』”’）]*")
NEXT_OPENS = re.compile(r"\s+[\"'“‘«(\[*_]*[^\W_a-zß-öø-ÿ]")
LIST_MARK = re.compile(r"\s*(?:[-*•–]|\d{1,3}[.)])\s+")


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """(start, end) of each sentence; a line break ends one, and a list mark belongs to none."""
    return [span for start, end in _lines(text) for span in _within(text, start, end)]


def sentences(text: str) -> list[str]:
    """The sentences of one paragraph, its line breaks read as blanks."""
    flat = " ".join(text.split())
    return [flat[start:end] for start, end in sentence_spans(flat)]


def _lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in text.splitlines(keepends=True):
        mark = LIST_MARK.match(line)
        yield start + (mark.end() if mark else 0), start + len(line)
        start += len(line)


def _within(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    for ending in ENDING.finditer(text, start, end):
        if ending.end() > start and _ends(text, start, ending):
            yield start, ending.end()
            start = ending.end()
            while start < end and text[start].isspace():
                start += 1
    if start < end:
        yield start, end


def _ends(text: str, start: int, ending: re.Match[str]) -> bool:
    if ending[0][0] in "。！？":
        return True
    if not NEXT_OPENS.match(text, ending.end()):
        return False
    if ending[0] != ".":
        return True
    word = text[start : ending.start()].rsplit(None, 1)[-1:] or [""]
    bare = word[0].lstrip("(\"'“‘«[").lower()
    initial = len(bare) == 1 and bare.isalpha()
    only_a_number = text[start : ending.start()].isdigit()
    return not (initial or only_a_number or bare in ABBREVIATIONS)
