"""Decisions from a script: every line is answered, and no line stops the others."""

import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cairnloop.cli.triage.script import LINE_CHARACTERS, Action, Decision, decision, lines_of, object_of
from cairnloop.errors import Invalid
from tests.cli.conftest import Command, Desk

ID = "7f9c24e8-3b12-4fef-91e0-56a2d5a0f1c3"
NOBODY = "00000000-0000-4000-8000-000000000000"
GOOD = {"draft_id": ID, "version": 1, "action": "approve"}


@pytest.mark.parametrize(
    ("more", "text"),
    [
        ({}, None),
        ({"action": "edit", "body": "Hello"}, "Hello"),
        ({"action": "discard"}, None),
        ({"action": "discard", "reason": "spam", "body": None}, "spam"),
        ({"action": "regenerate", "instruction": "shorter"}, "shorter"),
    ],
)
def test_a_decision_is_read_with_the_text_that_belongs_to_it(more: dict[str, Any], text: str | None) -> None:
    said = {**GOOD, **more}
    assert decision(said) == Decision(ID, 1, Action(said["action"]), text)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"draft_id": "7"}, "draft_id"),
        ({"draft_id": None}, "draft_id"),
        ({"version": None}, "version"),
        ({"version": "1"}, "version"),
        ({"version": True}, "version"),
        ({"version": 0}, "version"),
        ({"version": 10**30}, "version"),
        ({"action": "send"}, "action"),
        ({"action": ["approve"]}, "action"),
        ({"action": "edit"}, "body"),
        ({"action": "edit", "body": " "}, "body"),
        ({"action": "edit", "body": "\ud800"}, "body"),
        ({"body": "changed"}, "body"),
        ({"action": "discard", "reason": 7}, "reason"),
        ({"action": "discard", "instruction": "x"}, "instruction"),
        ({"action": "edit", "bdoy": "x"}, "bdoy"),
    ],
)
def test_the_field_that_is_wrong_is_named(more: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as caught:
        decision({**GOOD, **more})
    assert list(caught.value.errors) == [field]


@pytest.mark.parametrize("line", ["{", "[1]", "nothing", "[" * 100_000, "1" * 5000, "\udcff", None])
def test_what_is_no_object_is_said(line: str | None) -> None:
    with pytest.raises(Invalid, match="line"):
        object_of(line)


@given(st.dictionaries(st.sampled_from([*GOOD, "body", "x"]), st.none() | st.booleans() | st.integers() | st.text()))
def test_any_object_is_a_decision_or_a_named_field(said: dict[str, Any]) -> None:
    try:
        found = decision(said)
    except Invalid:
        return
    assert found.draft_id == said["draft_id"]


def test_a_line_without_end_is_never_held_whole() -> None:
    class Endless(io.StringIO):
        longest = 0

        def readline(self, size: int | None = -1, /) -> str:
            assert size is not None
            assert 0 < size <= LINE_CHARACTERS + 1
            return super().readline(size)

    given_lines = Endless("x" * (3 * LINE_CHARACTERS) + "\nshort\nlast")
    assert list(lines_of(given_lines)) == [None, "short\n", "last"]


def results(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


def test_what_waits_is_listed_one_a_line_and_can_be_decided(drafted: dict[str, Any], cairnloop: Command) -> None:
    listed = cairnloop("triage", "--json", "--list")
    mine = next(row for row in results(listed.out) if row["draft_id"] == drafted["id"])
    assert {"version", "body", "question", "customer", "ruling", "evidence", "confidence", "status"} <= mine.keys()
    line = json.dumps({"draft_id": mine["draft_id"], "version": mine["version"], "action": "approve"})
    ended = cairnloop("triage", "--json", "--undo-seconds", 300, stdin=line)
    (result,) = results(ended.out)
    assert (ended.code, result["ok"], result["status"], result["line"]) == (0, True, "approved", 1)
    assert cairnloop("drafts", "undo", result["message_id"]).code == 0


def test_a_bad_line_is_answered_and_the_rest_is_done(drafted: dict[str, Any], cairnloop: Command) -> None:
    good = {"draft_id": drafted["id"], "version": 1, "action": "discard", "reason": "no"}
    lines = [
        "{",
        json.dumps({**good, "draft_id": NOBODY}),
        "",
        json.dumps({**good, "version": 7}),
        json.dumps(good),
        json.dumps(good),
    ]
    ended = cairnloop("triage", "--json", stdin="\n".join(lines))
    said = results(ended.out)
    assert [one["line"] for one in said] == [1, 2, 4, 5, 6]
    assert [one["ok"] for one in said] == [False, False, False, True, False]
    assert [one["error"]["reason"] for one in said if not one["ok"]] == [
        "invalid", "not_found", "stale_version", "illegal_move",
    ]  # fmt: skip
    assert said[0]["error"]["field"] == "line"
    assert (said[3]["draft_id"], said[3]["status"]) == (drafted["id"], "discarded")
    assert ended.code == 1
    assert ended.err == ""


def test_one_kind_of_failure_is_told_by_the_exit_code(desk: Desk, cairnloop: Command) -> None:
    assert cairnloop("triage", "--json", stdin=json.dumps({**GOOD, "draft_id": NOBODY})).code == 5
    assert cairnloop("triage", "--json", stdin="{}\n{}\n").code == 3
    assert cairnloop("triage", "--json", stdin="").code == 0


def test_without_a_daemon_it_stops_at_the_first_line(desk: Desk, cairnloop: Command) -> None:
    lines = f"{json.dumps(GOOD)}\n{json.dumps(GOOD)}\n"
    ended = cairnloop("triage", "--json", "--url", "http://127.0.0.1:1", stdin=lines)
    (result,) = results(ended.out)
    assert (ended.code, result["error"]["reason"]) == (7, "unreachable")
    assert "line 1 may be undecided" in ended.err


def test_a_key_that_nobody_knows_stops_it_at_the_first_line(desk: Desk, cairnloop: Command) -> None:
    lines = f"{json.dumps(GOOD)}\n{json.dumps(GOOD)}\n"
    ended = cairnloop("triage", "--json", "--api-key", "cl_key_nobody", stdin=lines)
    (result,) = results(ended.out)
    assert (ended.code, result["error"]["status"]) == (6, 401)
    assert "cairnloop login" in ended.err
    assert "line 1 is undecided, and so is what follows" in ended.err


@pytest.mark.parametrize("arguments", [(), ("--list",), ("--plain", "--json")])
def test_how_it_shall_be_done_has_to_be_clear(arguments: tuple[str, ...], desk: Desk, cairnloop: Command) -> None:
    ended = cairnloop("triage", *arguments)
    assert (ended.code, ended.out) == (2, "")
    assert "--plain" in ended.err or "--json" in ended.err
