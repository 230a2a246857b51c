"""The full-text index itself: words in, words out, and which passages hold a word; FTS5 and tsvector alike."""

import json
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from cairnloop.kernel.database import Tx

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Keys = NDArray[np.int64]

_ADD = {
    "sqlite": "INSERT INTO search_index (rowid, words) VALUES (:key, :words)",
    "postgresql": "INSERT INTO search_index (key, words) VALUES (:key, CAST(:words AS tsvector))",
}
# FTS5 without content has to be told what it forgets; on Postgres the row leaves with its passage.
_FORGET = "INSERT INTO search_index (search_index, rowid, words) VALUES ('delete', :key, :words)"
# One row a lookup: thousands of keys as one text cost a tenth of thousands of rows.
_FIND = {
    "sqlite": "SELECT asked.key AS asked, group_concat(search_index.rowid) AS keys FROM json_each(:asked) AS asked "
    "JOIN search_index ON search_index.search_index MATCH asked.value GROUP BY asked.key",
    "postgresql": "SELECT asked.at - 1 AS asked, string_agg(CAST(search_index.key AS text), ',') AS keys FROM "
    "jsonb_array_elements_text(CAST(:asked AS jsonb)) WITH ORDINALITY AS asked (word, at) "
    "JOIN search_index ON search_index.words @@ CAST(asked.word AS tsquery) GROUP BY asked.at",
}


def indexed(corpus: int, above: Collection[str], body: Collection[str]) -> list[str]:
    """The index words of a passage. Each is led by its corpus; words of title or heading stand there twice."""
    return [anywhere(corpus, stem) for stem in sorted({*above, *body})] + [
        titled(corpus, stem) for stem in sorted(above)
    ]


def anywhere(corpus: int, stem: str) -> str:
    return f"{corpus}{_spelt(stem)}"


def titled(corpus: int, stem: str) -> str:
    return f"{corpus}t{_spelt(stem)}"


def _spelt(stem: str) -> str:
    # The databases disagree on what a letter is outside ASCII, so they are shown ASCII only.
    return f"_{stem}" if stem.isascii() else f"u_{stem.encode().hex()}"


async def add(tx: Tx, entries: Iterable[tuple[int, Sequence[str]]]) -> None:
    """Make passages findable by their index words."""
    await _write(tx, _ADD[tx.dialect], entries)


async def remove(tx: Tx, entries: Iterable[tuple[int, Sequence[str]]]) -> None:
    """Forget passages. The words must be those they were added with."""
    if tx.dialect == "sqlite":
        await _write(tx, _FORGET, entries)


async def find(tx: Tx, lookups: Sequence[Sequence[str]]) -> "list[Keys]":
    """For each lookup the keys of all passages that hold all of its words, in no particular order."""
    # With the first search: a daemon at rest does without.
    import numpy as np

    joint = " AND " if tx.dialect == "sqlite" else " & "
    asked = [joint.join(_quoted(tx.dialect, word) for word in words) for words in lookups]
    rows = await tx.session.execute(text(_FIND[tx.dialect]), {"asked": json.dumps(asked, ensure_ascii=False)})
    found: list[Keys] = [np.empty(0, dtype=np.int64)] * len(lookups)
    for at, keys in rows:
        found[int(at)] = np.fromstring(keys, dtype=np.int64, sep=",")
    return found


async def _write(tx: Tx, statement: str, entries: Iterable[tuple[int, Sequence[str]]]) -> None:
    rows: list[dict[str, Any]] = [
        {"key": key, "words": " ".join(_quoted(tx.dialect, word) for word in words)} for key, words in entries
    ]
    if rows:
        await tx.session.execute(text(statement), rows)


def _quoted(dialect: str, word: str) -> str:
    # Index words are ASCII letters, digits and underscores only, so quoting cannot be broken out of.
    return f'"{word}"' if dialect == "sqlite" else f"'{word}'"
