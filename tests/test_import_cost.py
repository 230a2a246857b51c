"""What the command line may cost before it does anything."""

import resource
import subprocess
import sys

import pytest

HEAVY = {
    "sqlalchemy",
    "textual",
    "openai",
    "fastapi",
    "starlette",
    "pydantic",
    "httpx",
    "websockets",
    "uvicorn",
    "rich",
}
HELP_SECONDS = 0.25


def loaded_after(statement: str) -> set[str]:
    told = subprocess.run(
        [sys.executable, "-c", f"import sys; {statement}; print(*{{name.partition('.')[0] for name in sys.modules}})"],
        capture_output=True,
        text=True,
        check=True,
    )
    return set(told.stdout.split())


def test_the_command_line_loads_nothing_heavy() -> None:
    assert loaded_after("import cairnloop.cli.main") & HEAVY == set()


@pytest.mark.parametrize("arguments", ["--help", "kb import --help", "drafts approve --help"])
def test_help_loads_nothing_heavy(arguments: str) -> None:
    quiet = "import contextlib, io; from cairnloop.cli.main import run"
    asked = f"contextlib.redirect_stdout(io.StringIO()).__enter__(); run({arguments.split()!r})"
    loaded = loaded_after(f"{quiet}; {asked}; sys.stdout = sys.__stdout__")
    assert loaded & HEAVY <= {"pydantic"}  # Typer itself reads arguments with it


def test_the_first_screen_of_the_console_waits_for_nothing_it_does_not_show() -> None:
    loaded = loaded_after("import cairnloop.tui.app, cairnloop.tui.running")
    assert loaded & HEAVY <= {"textual", "rich", "pydantic"}  # the configuration is read with pydantic


def test_help_is_there_at_once() -> None:
    def seconds() -> float:
        """Of the processor, which is the same on an idle and on a busy machine."""
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-m", "cairnloop", "--help"], capture_output=True, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime

    assert min(seconds() for _ in range(5)) < HELP_SECONDS
