"""The full-text index itself: words in, words out, and which passages hold a word; FTS5 and tsvector alike."""

import json
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import text

from cairnloop.kernel.database import Tx

_ADD = {
    "sqlite": "INSERT INTO search_index (rowid, words) VALUES (:key, :words)",
    "postgresql": "INSERT INTO search_index (key, words) VALUES (:key, CAST(:words AS tsvector))",
}
# FTS5 without content has to be told what it forgets; on Postgres the row leaves with its passage.
_FORGET = "INSERT INTO search_index (search_index, rowid, words) VALUES ('delete', :key, :words)"
_FIND = {
    "sqlite": "SELECT asked.key AS asked, search_index.rowid AS passage FROM json_each(:asked) AS asked "
    "JOIN search_index ON search_index.search_index MATCH asked.value",
    "postgresql": "SELECT asked.at - 1 AS asked, search_index.key AS passage FROM "
    "jsonb_array_elements_text(CAST(:asked AS jsonb)) WITH ORDINALITY AS asked (word, at) "
    "JOIN search_index ON search_index.words @@ CAST(asked.word AS tsquery)",
}


def indexed(corpus: int, above: Collection[str], body: Collection[str]) -> list[str]:
    """The index words of a passage. Each is led by its corpus; words of title or heading stand there twice."""
    return [anywhere(corpus, stem) for stem in sorted({*above, *body})] + [
        titled(corpus, stem) for stem in sorted(above)
    ]


def anywhere(corpus: int, stem: str) -> str:
    return f"{corpus}_{stem}"


def titled(corpus: int, stem: str) -> str:
    return f"{corpus}t_{stem}"


async def add(tx: Tx, entries: Iterable[tuple[int, Sequence[str]]]) -> None:
    """Make passages findable by their index words."""
    await _write(tx, _ADD[tx.dialect], entries)


async def remove(tx: Tx, entries: Iterable[tuple[int, Sequence[str]]]) -> None:
    """Forget passages. The words must be those they were added with."""
    if tx.dialect == "sqlite":
        await _write(tx, _FORGET, entries)


async def find(tx: Tx, lookups: Sequence[Sequence[str]]) -> list[tuple[int, int]]:
    """(lookup's position, passage key) for every passage that holds all words of that lookup."""
    joint = " AND " if tx.dialect == "sqlite" else " & "
    asked = [joint.join(_quoted(tx.dialect, word) for word in words) for words in lookups]
    found = await tx.session.execute(text(_FIND[tx.dialect]), {"asked": json.dumps(asked, ensure_ascii=False)})
    return [(int(at), int(key)) for at, key in found.all()]


async def _write(tx: Tx, statement: str, entries: Iterable[tuple[int, Sequence[str]]]) -> None:
    rows: list[dict[str, Any]] = [
        {"key": key, "words": " ".join(_quoted(tx.dialect, word) for word in words)} for key, words in entries
    ]
    if rows:
        await tx.session.execute(text(statement), rows)


def _quoted(dialect: str, word: str) -> str:
    # Index words are letters, digits and underscores only, so quoting cannot be broken out of.
    return f'"{word}"' if dialect == "sqlite" else f"'{word}'"
