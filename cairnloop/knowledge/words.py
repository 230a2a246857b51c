"""Words as the index sees them: folded, stemmed, without the ones that carry no subject."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple, Protocol

import snowballstemmer

from cairnloop.knowledge.everyday import EVERYDAY_WORDS, STOP_WORDS
from cairnloop.knowledge.spelling import base_form

ENGLISH = "english"
# A longer run of letters is a token or a blob, and nobody asks for it by heart.
LONGEST = 40

# Letters and digits, possibly held together by one connector: e-mail, read_only, config.toml, can't.
_RUN = re.compile(r"[^\W_]+(?:[-_.'’][^\W_]+)*")
_PART = re.compile(r"[^\W_]+")
_APOSTROPHE = re.compile(r"['’](?:s|t|d|m|ll|re|ve)\b")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


class Stemmer(Protocol):
    def stemWord(self, word: str) -> str: ...  # noqa: N802 - the library's name


class Word(NamedTuple):
    """One word of a text: its stem, and where it stands (offsets into the text that was read).

    `joined` marks the joined form of a compound whose parts are words of their own (sign-in: sign, signin).
    """

    stem: str
    start: int
    end: int
    joined: bool = False


def words(text: str, language: str = ENGLISH) -> Iterator[Word]:
    """Every indexable word of a text, in order. A joined word (e-mail) also yields its joined form (email)."""
    for run in _RUN.finditer(text):
        whole = run.group()
        if whole.isascii() and whole.isalnum():
            stem = stem_of(whole, language)
            if stem:
                yield Word(stem, run.start(), run.end())
            continue
        whole = _APOSTROPHE.sub(lambda found: " " * len(found.group()), whole)
        parts = list(_PART.finditer(whole))
        for part in parts:
            yield from _emit(part.group(), run.start() + part.start(), language)
        if 2 <= len(parts) <= 3:
            joined = "".join(part.group() for part in parts)
            stem = stem_of(joined, language)
            if stem and len(joined) <= LONGEST:
                yield Word(stem, run.start() + parts[0].start(), run.start() + parts[-1].end(), joined=True)


def stems(text: str, language: str = ENGLISH) -> list[str]:
    return [word.stem for word in words(text, language)]


def is_everyday(stem: str, language: str = ENGLISH) -> bool:
    """Whether this stem belongs to words people use about anything. Small numbers do too: two weeks, 20 mails."""
    return stem in _everyday_stems(language) or (stem.isdigit() and len(stem) <= 2)


@lru_cache(maxsize=20_000)
def stem_of(word: str, language: str = ENGLISH) -> str:
    """The stem of one word, or an empty string for a word that is not indexed."""
    folded = unicodedata.normalize("NFKC", word).lower()
    if folded in STOP_WORDS or len(folded) > LONGEST or (len(folded) == 1 and folded.isascii() and folded.isalpha()):
        return ""
    if folded.isascii() and folded.isdigit():
        return folded.lstrip("0") or "0"
    if language == ENGLISH:
        folded = base_form(folded)
    return _indexable(_without_marks(_stemmer(language).stemWord(folded)))


def _emit(part: str, start: int, language: str) -> Iterator[Word]:
    if _UNSPACED.search(part):
        # Chinese, Japanese and Korean put no spaces between words; pairs of characters search well enough.
        for at in range(max(1, len(part) - 1)):
            yield Word(part[at : at + 2], start + at, start + min(at + 2, len(part)))
        return
    stem = stem_of(part, language)
    if stem:
        yield Word(stem, start, start + len(part))


def _without_marks(text: str) -> str:
    if text.isascii():
        return text
    kept = (char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return unicodedata.normalize("NFKC", "".join(kept))


def _indexable(text: str) -> str:
    """Without what is no letter or digit: ⑴ folds to (1), and brackets mean something to an index."""
    if text.isalnum():
        return text
    return "".join(char for char in text if char.isalnum() or unicodedata.category(char).startswith("M"))


@cache
def _stemmer(language: str) -> Stemmer:
    known = language if language in snowballstemmer.algorithms() else ENGLISH
    stemmer: Stemmer = snowballstemmer.stemmer(known)
    return stemmer


@cache
def _everyday_stems(language: str) -> frozenset[str]:
    if language != ENGLISH:
        return frozenset()
    return frozenset(stem for word in EVERYDAY_WORDS if (stem := stem_of(word)))
