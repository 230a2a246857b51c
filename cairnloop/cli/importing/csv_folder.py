"""A folder of CSV files, one a table, as `\\copy table TO 'table.csv' CSV HEADER` writes them; read as a stream."""

import csv
import re
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path
from typing import Protocol

from cairnloop.cli.importing.sources import TABLES, Account, Raw, Unreadable

PAGE = 500
# Larger than any message somebody could have written.
LONGEST_CELL = 64 * 1024 * 1024
# Columns without which a row cannot be told apart or placed, or says nothing.
NEEDED = {
    "user_profiles": ("user_id",),
    "conversations": ("id", "customer_id"),
    "messages": ("id", "conversation_id", "body"),
    "notes": ("id", "customer_id", "body"),
    "customer_tags": ("customer_id", "tag_id"),
    "conversation_tags": ("conversation_id", "tag_id"),
    "message_files": ("message_id", "file_id"),
    "inbox_members": ("inbox_id", "user_id"),
}
# What a file that is not UTF-8 has in the places of its bytes.
HALVES = re.compile("[\udc80-\udcff]")


class Reader(Protocol):
    """What `csv.reader` makes."""

    @property
    def line_num(self) -> int: ...
    def __iter__(self) -> Iterator[list[str]]: ...
    def __next__(self) -> list[str]: ...


class CsvFolder:
    """Each row is looked at once, and nothing but the row is kept in memory; a table that two kinds need comes once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read_before: set[str] = set()
        self.left_out: list[str] = []
        if not any(self._file(table) for tables in TABLES.values() for table in tables):
            raise Unreadable(f"{folder}: there is no accounts.csv, customers.csv or other table in it")

    async def accounts(self) -> Sequence[Account]:
        """From their own table, or from whom users, customers and conversations belong to."""
        if self._file("accounts") is not None:
            rows = [raw.row for raw in self._rows("accounts") if raw.problem is None]
            return [Account(str(row["id"]), row.get("company_name")) for row in rows if row.get("id")]
        for table in ("users", "inboxes", "tags", "customers", "conversations"):
            found: dict[str, None] = {}
            for raw in self._rows(table) if self._file(table) is not None else ():
                if raw.row.get("account_id"):
                    found[str(raw.row["account_id"])] = None
            if found:
                return [Account(one, None) for one in found]
        return []

    async def pages(self, kind: str, account: str) -> AsyncIterator[Sequence[Raw]]:
        for table in TABLES[kind]:
            if self._file(table) is None:
                if table == TABLES[kind][0]:
                    self.left_out.append(f"{kind}: there is no {table}.csv")
                continue
            if table in self._read_before:
                continue
            self._read_before.add(table)
            page: list[Raw] = []
            for raw in self._rows(table):
                owner = raw.row.get("id" if table == "accounts" else "account_id")
                if raw.problem is None and owner is not None and owner != account:
                    continue
                page.append(raw)
                if len(page) == PAGE:
                    yield page
                    page = []
            yield page

    async def close(self) -> None:
        """Every file is closed as soon as it was read."""

    def _file(self, table: str) -> Path | None:
        path = self._folder / f"{table}.csv"
        return path if path.is_file() else None

    def _rows(self, table: str) -> Iterator[Raw]:
        """Raises Unreadable for what is no table; a row that is wrong alone comes with its problem."""
        path = self._folder / f"{table}.csv"
        csv.field_size_limit(LONGEST_CELL)
        try:
            with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
                reader = csv.reader(file, strict=True)
                try:
                    columns = self._heading(path, table, reader)
                    yield from self._read(table, path, reader, columns)
                except csv.Error as error:
                    raise Unreadable(f"{path.name}: line {reader.line_num}: is no CSV ({error})") from error
        except OSError as error:
            raise Unreadable(f"{path}: cannot be read ({error.strerror})") from error

    def _heading(self, path: Path, table: str, reader: Reader) -> list[str]:
        columns = [name.strip() for name in next(reader, [])]
        for name in NEEDED.get(table, ("id",)):
            if name not in columns:
                raise Unreadable(f"{path.name}: line 1: the column {name} is missing; write it with CSV HEADER")
        if len(set(columns)) < len(columns):
            twice = next(name for name in columns if columns.count(name) > 1)
            raise Unreadable(f"{path.name}: line 1: the column {twice} is there twice")
        return columns

    def _read(self, table: str, path: Path, reader: Reader, columns: list[str]) -> Iterator[Raw]:
        for cells in reader:
            where = f"{path.name}:{reader.line_num}"
            if not cells:
                continue
            # Postgres writes nothing at all for NULL; an empty text means no more to us.
            row = {name: cell for name, cell in zip(columns, cells, strict=False) if cell != ""}
            problem = None
            if len(cells) != len(columns):
                problem = f"has {len(cells)} cells where the heading has {len(columns)}"
            elif (spoilt := next((name for name, cell in row.items() if HALVES.search(cell)), None)) is not None:
                problem = f"column {spoilt} is not UTF-8 text"
            if problem is not None:
                row = {"id": HALVES.sub("\ufffd", cells[columns.index("id")])[:100] if _has_id(columns, cells) else ""}
            yield Raw(table, row, where, problem)


def _has_id(columns: Sequence[str], cells: Sequence[str]) -> bool:
    return "id" in columns and columns.index("id") < len(cells)
