"""What was read, kept on disk until it is sent: in the order of time, and each row beside those that belong to it."""

import json
import os
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from types import TracebackType
from typing import Any, Self

from cairnloop.cli.importing.sources import OWNERS, Raw, Unreadable

TABLES = """
CREATE TABLE rows (
    seq INTEGER PRIMARY KEY,
    tbl TEXT NOT NULL,
    id TEXT NOT NULL,
    at TEXT NOT NULL,
    owner TEXT,
    place TEXT NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (tbl, id)
);
CREATE INDEX by_time ON rows (tbl, at, seq);
CREATE INDEX by_owner ON rows (tbl, owner);
"""
# Of a row that comes again the newer words count, in the place of the first.
ADD = """
INSERT INTO rows (tbl, id, at, owner, place, body) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (tbl, id) DO UPDATE SET at = excluded.at, owner = excluded.owner, place = excluded.place,
    body = excluded.body
"""


class Staging:
    """A database of its own in the folder for temporary files, readable by nobody else and gone at the end."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="cairnloop-import-")
        self._db = sqlite3.connect(os.path.join(self._folder.name, "rows.db"), isolation_level=None)
        self._db.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {TABLES}")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._db.close()
        self._folder.cleanup()

    def add(self, page: Sequence[Raw]) -> None:
        """Raises Unreadable when there is no room for it."""
        try:
            self._db.execute("BEGIN")
            self._db.executemany(ADD, [_kept(raw) for raw in page])
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            raise Unreadable(f"{self._folder.name}: cannot be written ({error}); TMPDIR names another place") from error

    def count(self, table: str) -> int:
        found: int = self._db.execute("SELECT count(*) FROM rows WHERE tbl = ?", (table,)).fetchone()[0]
        return found

    def rows(self, table: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """Where each was found, and itself; as old as they are, those of one second as they came."""
        query = "SELECT place, body FROM rows WHERE tbl = ? ORDER BY at, seq"
        for place, body in self._db.execute(query, (table,)):
            yield place, json.loads(body)

    def one(self, table: str, id: str) -> dict[str, Any]:
        """Empty where there is none."""
        found = self._db.execute("SELECT body FROM rows WHERE tbl = ? AND id = ?", (table, id)).fetchone()
        return {} if found is None else dict(json.loads(found[0]))

    def of(self, table: str, owner: str) -> list[dict[str, Any]]:
        """What belongs to one row of another table."""
        query = "SELECT body FROM rows WHERE tbl = ? AND owner = ? ORDER BY seq"
        return [json.loads(body) for (body,) in self._db.execute(query, (table, owner))]


def _kept(raw: Raw) -> tuple[str, str, str, str | None, str, str]:
    row: Mapping[str, Any] = raw.row
    owner = row.get(OWNERS.get(raw.table, ""))
    at = row.get("inserted_at") or row.get("created_at") or row.get("sent_at") or ""
    owned = None if owner is None else _text(owner)
    return raw.table, _text(identity(raw)), _text(at), owned, raw.where, json.dumps(row)


def _text(value: Any) -> str:
    """As any encoding writes it: JSON may hold halves of characters."""
    return str(value).encode("utf-8", "replace").decode()


def identity(raw: Raw) -> str:
    """By which a row is known; what has no id of its own by all that it is."""
    if (id := raw.row.get("id")) is not None:
        return str(id)
    return "\x1f".join(str(value) for value in raw.row.values())
