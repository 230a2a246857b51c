"""`search`: found by words from the shell."""

import time

import pytest

from cairnloop.cli.exits import Exit
from tests.cli.conftest import Command, Desk


def test_a_message_is_found_within_moments_and_cannot_take_over_the_terminal(written: str, cairnloop: Command) -> None:
    until = time.monotonic() + 20
    while written not in (found := cairnloop("search", '"move a workspace" from:eve')).out and time.monotonic() < until:
        time.sleep(0.05)
    [row] = [row for row in found.rows if row[0] == written]
    assert row[5] == "How do I «move a workspace»?␛]0;gone␇"
    told = cairnloop("search", "worksp* -balloon", "--limit", 1, "--json").json
    assert len(told["data"]) == 1
    assert "«" not in told["data"][0]["message"]["excerpt"]
    assert written not in {row[0] for row in cairnloop("search", "workspace", "is:archived").rows}
    assert cairnloop("search", "workspace", "--csv").out.startswith("id,status,written,customer,subject,excerpt")


@pytest.mark.parametrize(
    ("words", "said"),
    [("form:ada", "did you mean “from”?"), ("th*", "begins too many words"), ("tag:none-such", "no tag is called")],
)
def test_what_is_wrong_is_named(desk: Desk, cairnloop: Command, words: str, said: str) -> None:
    ended = cairnloop("search", words)
    assert ended.code in (Exit.USAGE, Exit.REFUSED)
    assert said in ended.err
