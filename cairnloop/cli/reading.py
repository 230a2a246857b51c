"""What commands take in: ids from arguments or stdin, and text from arguments, stdin or an editor."""

import json
import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import typer

from cairnloop.cli.exits import Usage
from cairnloop.errors import Invalid

STDIN = "-"


@dataclass(frozen=True, slots=True)
class Target:
    """Something a command acts on. `version` is the one its list showed, where it came from such a list."""

    id: str
    version: int | None = None


def uuid(text: str) -> str:
    """Raises Usage for what is no id."""
    try:
        return str(UUID(text))
    except ValueError:
        raise Usage(f"{text[:60]!r} is no id; ids look like 7f9c24e8-3b12-4fef-91e0-56a2d5a0f1c3") from None


def number(text: str) -> str:
    """Raises Usage for what is no number."""
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise Usage(f"{text[:60]!r} is no number; `cairnloop users list` shows them")
    return text


def query(text: str | None) -> None:
    """Raises Usage for a query that nobody could answer; without one there is nothing to say."""
    from cairnloop.wire.query import parse

    try:
        parse(text or "")
    except Invalid as error:
        raise Usage(f"--query: {'; '.join(error.errors['query'])}") from None


def targets(given: Sequence[str], check: Callable[[str], str] = uuid) -> list[Target]:
    """The things that were named; `-` stands for those on stdin. Raises Usage when there are none."""
    found = [one for text in given for one in (_from_stdin(check) if text == STDIN else [Target(check(text))])]
    if not found:
        raise Usage("no id was given")
    return list(dict.fromkeys(found))


def proper(text: str, option: str) -> str:
    """The text itself. Raises Usage where it was not UTF-8 when it was read."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise Usage(f"{option}: this is not UTF-8 text (character {error.start + 1})") from None
    return text


def _lines_of_stdin() -> Iterator[str]:
    try:
        for line in sys.stdin:
            yield proper(line, "stdin")
    except UnicodeDecodeError as error:
        raise Usage("stdin: this is not UTF-8 text") from error


def _from_stdin(check: Callable[[str], str]) -> Iterator[Target]:
    """Each line begins with an id, as --plain lists print it, or is a JSON object that has one."""
    for line in _lines_of_stdin():
        if not line.strip():
            continue
        if line.lstrip().startswith("{"):
            yield from _from_json(line, check)
            continue
        first, *rest = line.split()
        version = int(rest[0]) if rest and rest[0].isascii() and rest[0].isdigit() and len(rest[0]) < 10 else None
        yield Target(check(first), version)


def _from_json(line: str, check: Callable[[str], str]) -> Iterator[Target]:
    try:
        value = json.loads(line)
        rows = value["data"] if isinstance(value.get("data"), list) else [value]
        for row in rows:
            yield Target(check(str(row["id"])), row.get("version"))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Usage("stdin: a line of JSON must be an object with an id") from None


def text(given: str | None, option: str, *, start: str = "") -> str:
    """The text that was given, that stdin holds, or that is written now in the editor. Raises Usage without any."""
    if given == STDIN:
        written = "".join(_lines_of_stdin())
    elif given is not None:
        written = given
    elif sys.stdin.isatty() and sys.stdout.isatty():
        written = edited(start)
    else:
        raise Usage(f"{option}: give the text, or - to read it from stdin")
    if not written.strip():
        raise Usage(f"{option}: there is no text; nothing was done")
    return proper(written.strip("\n"), option)


def edited(start: str) -> str:
    """What the person makes of `start` in $VISUAL or $EDITOR."""
    import tempfile

    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    with tempfile.TemporaryDirectory(prefix="cairnloop-") as folder:
        path = Path(folder) / "text.md"
        path.write_text(start, "utf-8")
        try:
            with _interrupts_left_to_the_editor():
                ended = subprocess.run([*shlex.split(editor), str(path)], check=False)  # noqa: S603 - their own
        except (OSError, ValueError) as error:
            raise Usage(f"$EDITOR: {editor!r} cannot be started ({type(error).__name__})") from error
        if ended.returncode != 0:
            raise Usage(f"$EDITOR: {editor!r} ended with {ended.returncode}; nothing was done")
        try:
            return path.read_text("utf-8")
        except UnicodeDecodeError as error:
            raise Usage(f"$EDITOR: what {editor!r} left is not UTF-8 text; nothing was done") from error


@contextmanager
def _interrupts_left_to_the_editor() -> Iterator[None]:
    """Ctrl-C reaches everybody at the terminal; while somebody writes it is the editor's."""
    before = signal.signal(signal.SIGINT, lambda number, frame: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def sure(question: str) -> bool:
    """Ask before something that cannot be taken back. The safe answer is the default."""
    return asked(f"{question} [y/N]").lower() in ("y", "yes")


def asked(question: str) -> str:
    """What the person at the terminal answers; nothing of it touches stdout."""
    typer.echo(f"{question} ", nl=False, err=True)
    return sys.stdin.readline().strip()


def asked_unseen(question: str, *, twice: bool) -> str:
    """A password, typed without being shown. Raises Usage when the second time is another one."""
    from getpass import getpass

    answer = getpass(f"{question}: ", stream=sys.stderr)
    if twice and getpass("Once more: ", stream=sys.stderr) != answer:
        raise Usage("the two passwords are not the same; nothing was done")
    return answer
