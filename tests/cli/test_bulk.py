"""Several conversations at once, and choosing them with a query."""

import json

import pytest

from tests.cli.conftest import Command, Desk
from tests.cli.test_conversations import NOBODY


def test_several_are_moved_by_one_request_and_each_has_its_line(written: str, cairnloop: Command) -> None:
    ended = cairnloop("conversations", "resolve", NOBODY, written, "--reason", "the outage is over")
    assert (ended.code, ended.out) == (5, f"{written}\tresolved\n")
    assert ended.err == f"cairnloop: {NOBODY}: no such conversation\n"
    trail = cairnloop("audit", "--conversation", written, "--json").json["data"]
    assert ("conversation.resolved", "the outage is over") in [(one["action"], one["reason"]) for one in trail]
    again = cairnloop("conversations", "resolve", NOBODY, written)
    assert (again.code, again.out, again.err.count("\n")) == (1, "", 2)
    back = cairnloop("conversations", "reopen", written, "--json")
    assert json.loads(back.out)["status"] == "open"


def test_what_is_resolved_is_put_out_of_sight_and_what_is_not_is_refused(written: str, cairnloop: Command) -> None:
    refused = cairnloop("conversations", "archive", written)
    assert (refused.code, refused.out) == (4, "")
    assert "resolve the conversation before archiving it" in refused.err
    cairnloop("conversations", "resolve", written)
    assert cairnloop("conversations", "archive", written).out == f"{written}\tarchived\n"
    listed = cairnloop("conversations", "list", "--section", "archived").rows
    assert written in [row[0] for row in listed]


def test_a_conversation_is_read_and_stands_out_again(written: str, cairnloop: Command) -> None:
    def is_read() -> str:
        rows = cairnloop("conversations", "list", "--limit", 200).rows
        return next(row[-1] for row in rows if row[0] == written)

    assert is_read() == "no"
    assert cairnloop("conversations", "read", written).out == f"{written}\tread\n"
    assert is_read() == "yes"
    assert cairnloop("conversations", "unread", written).out == f"{written}\tunread\n"
    assert is_read() == "no"


def test_more_than_one_request_takes_are_moved_all_the_same(written: str, cairnloop: Command) -> None:
    many = "\n".join(f"00000000-0000-4000-8000-{number:012d}" for number in range(1, 203))
    ended = cairnloop("conversations", "assign", "-", "--to", "nobody", stdin=f"{many}\n{written}\n")
    assert (ended.code, ended.out) == (5, f"{written}\tassigned to nobody\n")
    assert ended.err.count("\n") == 202


def test_what_is_wrong_with_all_of_them_is_said_once(written: str, cairnloop: Command) -> None:
    ended = cairnloop("conversations", "assign", written, NOBODY, "--to", "99999")
    assert (ended.code, ended.out, ended.err) == (5, "", "cairnloop: no such user\n")


def test_a_query_chooses(written: str, cairnloop: Command) -> None:
    def listed(query: str) -> list[str]:
        ended = cairnloop("conversations", "list", "--query", query, "--limit", 200)
        assert ended.code == 0, ended.err
        return [row[0] for row in ended.rows]

    assert written in listed("status:open awaiting:operator source:chat")
    assert written not in listed("status:resolved")
    assert written not in listed("older:2d")
    assert written not in listed("source:email")


@pytest.mark.parametrize(
    ("query", "code", "said"),
    [
        ("sorce:email", 2, "--query: there is no word “sorce”; did you mean “source”?"),
        ("status:opn", 2, "--query: status:opn is not understood; use open, snoozed, resolved or archived"),
        ("assignee:who@else.example", 3, "nobody here has the e-mail who@else.example"),
    ],
)
def test_a_query_that_cannot_be_answered_is_refused(
    query: str, code: int, said: str, desk: Desk, cairnloop: Command
) -> None:
    ended = cairnloop("conversations", "list", "--query", query)
    assert (ended.code, ended.out) == (code, "")
    assert said in ended.err
