"""Words of a text as a search for messages sees them: folded to plain letters, each with its place in the text."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

# A longer run of letters is a code or a blob; it is known by how it begins.
LONGEST = 40

# Chinese, Japanese and Korean put no spaces between words.
_UNSPACED = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_RUN = re.compile(rf"(?P<unspaced>[{_UNSPACED}]+)|[^\W_{_UNSPACED}]+(?:['’][^\W\d_{_UNSPACED}]+)*")
_RUN_OF_ONE = re.compile(f"[{_UNSPACED}]")
_ASCII_RUN = re.compile(r"[a-z0-9]+(?:'[a-z]+)*")


class Token(NamedTuple):
    """A word, and where it stands in the text."""

    word: str
    start: int
    end: int


def tokens(text: str) -> Iterator[Token]:
    """Every word of a text in NFC, in order. Unspaced writing comes as pairs of characters, and its last one alone."""
    for run in _RUN.finditer(text):
        whole, start = run.group(), run.start()
        if run["unspaced"] is None:
            if word := fold(whole):
                yield Token(word, start, run.end())
            continue
        for at in range(len(whole)):
            yield Token(whole[at : at + 2], start + at, start + at + len(whole[at : at + 2]))


def plain_words(text: str) -> list[str]:
    """The words of `tokens` alone; nearly all text is plain, and that goes ten times as fast."""
    if text.isascii():
        return [run.replace("'", "")[:LONGEST] for run in _ASCII_RUN.findall(text.lower())]
    return [token.word for token in tokens(composed(text))]


def sought(text: str) -> tuple[tuple[str, ...], bool]:
    """The words of a text as one looks for them, and whether the last may go on."""
    found = plain_words(text)
    alone = found and _RUN_OF_ONE.fullmatch(found[-1]) is not None
    # The last of a pair is in it already; one that has no pair is the first half of any.
    if alone and len(found) > 1 and found[-2].endswith(found[-1]) and not found[-2].isascii():
        return tuple(found[:-1]), False
    return tuple(found), bool(alone)


def composed(text: str) -> str:
    """The text in NFC: a letter and its accent are one character."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


@lru_cache(maxsize=20_000)
def fold(word: str) -> str:
    """One word without case, accents and apostrophes; empty where nothing of it is a letter or a digit."""
    if not word.isascii():
        word = unicodedata.normalize("NFKD", word)
    return "".join(char for char in word.casefold() if char.isalnum())[:LONGEST]
