"""Excerpts: the stretch of a passage where the matched words stand thickest, with each of them marked."""

from collections.abc import Collection

from cairnloop.knowledge.words import ENGLISH, Word, words

# Private use characters: no text carries a meaning in them, so no front end can mistake them for markup.
START, END = "\ue000", "\ue001"
LENGTH = 240


def excerpt(text: str, stems: Collection[str], *, length: int = LENGTH, language: str = ENGLISH) -> str:
    """At most about `length` characters around the matches, on one line; cut ends show an ellipsis."""
    text = " ".join(text.translate({ord(START): None, ord(END): None}).split())
    matches = [word for word in words(text, language) if word.stem in stems]
    first, last = _window(text, matches, length)
    kept = [word for word in matches if word.start >= first and word.end <= last]
    return ("… " if first else "") + _marked(text, kept, first, last) + (" …" if last < len(text) else "")


def _window(text: str, matches: Collection[Word], length: int) -> tuple[int, int]:
    """The stretch with the most different matched stems; the earliest of equals. Its ends stand at word borders."""
    if len(text) <= length:
        return 0, len(text)
    best = (0, 0)
    for word in matches:
        reach = {other.stem for other in matches if word.start <= other.start and other.end <= word.start + length}
        best = max(best, (len(reach), -word.start))
    first = max(0, -best[1] - length // 6)
    first = text.find(" ", first - 1) + 1 if first else 0
    last = min(len(text), first + length)
    if last < len(text):
        space = text.rfind(" ", first, last + 1)
        last = space if space > first else last
    return first, last


def _marked(text: str, matches: Collection[Word], first: int, last: int) -> str:
    pieces: list[str] = []
    at = first
    for word in sorted(matches, key=lambda word: (word.start, -word.end)):
        if word.start < at:
            continue  # a part of a compound that is marked already
        pieces += [text[at : word.start], START, text[word.start : word.end], END]
        at = word.end
    return "".join([*pieces, text[at:last]])
