"""Every listing in every shape: the same columns from one release to the next, and nothing that is cut or coloured."""

import csv
import io
from typing import Any

import pytest

from cairnloop.cli import conversations, drafts, inboxes, jobs, kb, keys, trail, users, webhooks
from cairnloop.cli.output import Columns
from tests.cli.conftest import Command

# Scripts count on these. A new column comes last.
LISTINGS: dict[str, tuple[Columns, list[str]]] = {
    "conversations list": (
        conversations.COLUMNS,
        ["id", "status", "waits for", "due", "assignee", "customer", "preview", "read"],
    ),
    "drafts list": (drafts.COLUMNS, ["id", "version", "kind", "sure", "customer", "question", "draft"]),
    "kb list": (kb.COLUMNS, ["id", "status", "updated", "title", "path"]),
    "kb search": (kb.HITS, ["source", "score", "title", "excerpt", "why"]),
    "inboxes list": (inboxes.COLUMNS, ["id", "name", "policy", "primary"]),
    "users list": (users.COLUMNS, ["id", "email", "role", "name", "disabled"]),
    "keys list": (keys.COLUMNS, ["id", "label", "begins with", "created", "last used", "revoked"]),
    "jobs list": (jobs.COLUMNS, ["id", "kind", "state", "attempt", "due", "error", "about"]),
    "jobs dead": (jobs.COLUMNS, ["id", "kind", "state", "attempt", "due", "error", "about"]),
    "jobs counts": (jobs.COUNTS, ["state", "jobs"]),
    "webhooks list": (webhooks.COLUMNS, ["id", "url", "state", "events", "why not"]),
    "audit": (trail.COLUMNS, ["seq", "at", "who", "action", "on", "why"]),
}
# What the daemon does by itself shows here between two readings.
MOVING = {"audit", "jobs list", "jobs counts"}


@pytest.mark.parametrize("path", LISTINGS)
def test_columns_stay(path: str) -> None:
    columns, known = LISTINGS[path]
    assert list(columns)[: len(known)] == known


@pytest.mark.parametrize("path", LISTINGS)
def test_a_listing_is_the_same_in_every_shape(path: str, drafted: dict[str, Any], cairnloop: Command) -> None:
    words = [*path.split(), *(["workspace"] if path == "kb search" else [])]
    plain, table, as_json = (cairnloop(*words, *more) for more in (["--plain"], ["--csv"], ["--json"]))
    assert (plain.code, table.code, as_json.code) == (0, 0, 0)
    rows = list(csv.reader(io.StringIO(table.out)))
    assert rows[0] == list(LISTINGS[path][0])
    if path not in MOVING:
        assert len(rows) - 1 == len(plain.rows) == len(as_json.json["data"])
    assert all(len(row) == len(rows[0]) for row in [*rows, *plain.rows])
    assert "\x1b" not in plain.out + table.out + as_json.out
