"""`audit` and `jobs`: what happened, and what is still to happen."""

from typing import Any

from tests.cli.conftest import Command, Desk

NOBODY = "00000000-0000-4000-8000-000000000000"


def test_the_trail_of_a_conversation_begins_with_its_opening(written: str, cairnloop: Command) -> None:
    ended = cairnloop("audit", "--conversation", written, "--json")
    assert ended.json["data"][-1]["action"] == "conversation.opened"


def test_the_trail_is_walked_by_its_cursor(written: str, cairnloop: Command) -> None:
    first = cairnloop("audit", "--limit", 1, "--json").json
    then = cairnloop("audit", "--limit", 1, "--after", first["next"], "--json").json
    assert then["data"][0]["seq"] < first["data"][0]["seq"]


def test_jobs_are_counted_beside_their_list(desk: Desk, cairnloop: Command) -> None:
    assert set(cairnloop("jobs", "list", "--json").json["counts"]) == {"waiting", "running", "dead", "due"}
    dead = cairnloop("jobs", "dead")
    assert (dead.code, dead.out, dead.err) == (0, "", "No job was given up.\n")


def test_jobs_are_walked_by_their_cursor(drafted: dict[str, Any], cairnloop: Command) -> None:
    both = cairnloop("jobs", "list", "--limit", 2, "--json").json["data"]
    first = cairnloop("jobs", "list", "--limit", 1)
    assert "There is more: add --after " in first.err
    cursor = cairnloop("jobs", "list", "--limit", 1, "--json").json["next"]
    then = cairnloop("jobs", "list", "--limit", 1, "--after", cursor, "--json").json["data"]
    assert [first.rows[0][0], then[0]["id"]] == [one["id"] for one in both]


def test_a_key_that_nobody_knows_is_said_once_for_all(desk: Desk, cairnloop: Command) -> None:
    others = (f"00000000-0000-4000-8000-{n:012}" for n in range(3))
    ended = cairnloop("jobs", "retry", *others, "--api-key", "cl_key_nobody")
    assert (ended.code, ended.err.count("\n")) == (6, 1)


def test_only_the_dead_can_be_revived_or_removed(desk: Desk, cairnloop: Command) -> None:
    for action in ("retry", "discard"):
        ended = cairnloop("jobs", action, NOBODY)
        assert ended.code == 5
        assert ended.err == f"cairnloop: {NOBODY}: no dead job has this id\n"


def test_the_trail_is_asked_by_actor_action_and_time(written: str, cairnloop: Command) -> None:
    asked = ("audit", "--conversation", written, "--actor", "customer", "--action", "conversation.", "--json")
    assert [one["action"] for one in cairnloop(*asked, "--since", "1h").json["data"]] == ["conversation.opened"]
    assert cairnloop(*asked, "--until", "yesterday").json["data"] == []
    assert cairnloop("audit", "--subject", written, "--json").json["data"][-1]["subject_id"] == written


def test_what_cannot_be_asked_of_the_trail_says_why(desk: Desk, cairnloop: Command) -> None:
    ended = cairnloop("audit", "--since", "soon")
    assert (ended.code, ended.err.partition(";")[0]) == (2, "cairnloop: --since: “soon” is no time")
    ended = cairnloop("audit", "--actor", "nobody-of-us")
    assert ended.code == 3
    assert "actor: nobody here is called" in ended.err
