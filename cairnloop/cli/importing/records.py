"""Records as the daemon takes them: told from rows, checked by the wire's own words, in batches that fit a request."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from cairnloop.cli.importing.cells import Cells
from cairnloop.cli.importing.sources import TABLES
from cairnloop.cli.importing.staging import Staging
from cairnloop.cli.importing.telling import TELL
from cairnloop.wire.imports import KINDS, MOST_RECORDS, RECORDS, Kind
from cairnloop.wire.problems import said

# What one request carries: well below the daemon's limit for bodies, with room for one long message more.
BYTES_AT_ONCE = 400_000
# What has no id of its own goes by both that it joins.
JOINED = ("customer", "conversation", "inbox", "tag", "user")
EMPTY = "it has no words and no files"


@dataclass(frozen=True, slots=True)
class Told:
    """A row as a record, or why it is none; `remarks` is what could not be kept of it."""

    id: str
    where: str
    record: dict[str, Any] | None
    size: int
    problem: str | None
    remarks: Sequence[str]


def told(staging: Staging, kind: str) -> Iterator[Told]:
    """All of one kind, as old as they are."""
    known = kind_of(kind)
    for where, row in staging.rows(TABLES[kind][0]):
        cells = Cells(row)
        record = TELL[kind](cells, staging)
        id = name_of(record)
        if known == "messages" and not record["body"]:
            yield Told(id, where, None, 0, EMPTY, ())
            continue
        try:
            checked = RECORDS[known].model_validate(record)
        except ValidationError as error:
            yield Told(id, where, None, 0, _said(error), ())
            continue
        size = len(checked.model_dump_json(exclude_none=True))
        yield Told(id, where, checked.model_dump(mode="json", exclude_none=True), size, None, cells.remarks)


def name_of(record: dict[str, Any]) -> str:
    """As the daemon speaks of it."""
    if "id" in record:
        return str(record["id"] or "")
    return " ".join(str(record[name]) for name in JOINED if name in record)


def batches(found: Iterator[Told]) -> Iterator[list[Told]]:
    """Also those that are none, with the others they came with."""
    batch: list[Told] = []
    size = 0
    for one in found:
        if batch and (size + one.size > BYTES_AT_ONCE or len(batch) == MOST_RECORDS):
            yield batch
            batch, size = [], 0
        batch.append(one)
        size += one.size
    if batch:
        yield batch


def kind_of(name: str) -> Kind:
    return next(kind for kind in KINDS if kind == name)


def _said(error: ValidationError) -> str:
    """The first thing that is wrong, without what somebody wrote."""
    first = error.errors(include_url=False)[0]
    field = ".".join(str(part) for part in first["loc"])
    return f"{field}: {'is missing' if first['type'] == 'string_type' else said(first)}"
