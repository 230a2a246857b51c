"""Every example in a command's help is a command line that this program understands."""

import re
import shlex
from collections.abc import Iterator
from typing import Any

import pytest
from typer.main import get_command

from cairnloop.cli.main import app
from tests.cli.test_main import commands

ROOT: Any = get_command(app)
MOST = 4
# Three spaces and more set a remark apart.
REMARK = re.compile(r" {3,}.*")
INNER = re.compile(r"\$\(([^)]*)\)")


def examples(command: Any) -> list[str]:
    return [line.strip() for line in (command.epilog or "").splitlines() if line.startswith("  ")]


def calls(line: str) -> Iterator[list[str]]:
    """The arguments of each `cairnloop` in a line of shell."""
    line = REMARK.sub("", line)
    for inner in INNER.findall(line):
        yield from calls(inner)
    words = shlex.shlex(line, posix=True, punctuation_chars="|<>;&")
    words.whitespace_split = True
    call: list[str] = []
    for word in [*words, "|"]:
        if set(word) <= set("|<>;&"):
            while call and re.match(r"[A-Z_]+=", call[0]):
                call.pop(0)
            if call and call[0] == "cairnloop":
                yield call[1:]
            call = []
        else:
            call.append(word)


def understand(command: Any, arguments: list[str], parent: Any = None) -> None:
    """Parse without doing anything. Raises typer.TyperException for what the command would refuse."""
    with command.make_context("cairnloop", list(arguments), parent=parent) as context:
        if hasattr(command, "commands"):
            _, inner, rest = command.resolve_command(context, [*context._protected_args, *context.args])
            understand(inner, rest, context)


@pytest.mark.parametrize(("path", "command"), [("", ROOT), *commands()], ids=lambda one: one if one != "" else "root")
def test_every_example_is_understood(path: str, command: Any) -> None:
    lines = examples(command)
    assert 1 <= len(lines) <= MOST
    shown = [call for line in lines for call in calls(line)]
    assert all(any(calls(line)) for line in lines)
    assert not path or any(" ".join(call).startswith(path) for call in shown)
    for call in shown:
        understand(ROOT, call)


def test_pipes_variables_and_remarks_are_seen_through() -> None:
    line = """X=1 cairnloop a 'b | c' | grep d > e; eval "$(cairnloop f)"     then more"""
    assert list(calls(line)) == [["f"], ["a", "b | c"]]
