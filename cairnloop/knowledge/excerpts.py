"""Excerpts of passages: the stretch where the words of a question stand thickest, with each of them marked."""

from collections.abc import Collection

from cairnloop.knowledge.words import ENGLISH, words
from cairnloop.wire import excerpts
from cairnloop.wire.excerpts import LENGTH, Find


def excerpt(text: str, stems: Collection[str], *, length: int = LENGTH, language: str = ENGLISH) -> str:
    """At most about `length` characters around the matches, on one line; cut ends show an ellipsis."""
    line = excerpts.one_line(text)
    finds = [Find(word.stem, word.start, word.end) for word in words(line, language) if word.stem in stems]
    return excerpts.excerpt(line, finds, length=length)
