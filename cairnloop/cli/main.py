"""The `cairnloop` command: all its sub-commands, and how it ends."""

import os
import sys
from collections.abc import Sequence
from typing import Annotated, NoReturn

import typer

from cairnloop import __version__
from cairnloop.cli import (
    conversations,
    drafts,
    health,
    house,
    inboxes,
    jobs,
    kb,
    keys,
    options,
    running,
    session,
    shell,
    trail,
    users,
)
from cairnloop.cli.exits import Exit, exit_for, line_for
from cairnloop.cli.output import say
from cairnloop.errors import CairnloopError

app = options.group("A self-hosted support desk: drafts from your knowledge, decided by people, with a trail.")


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"cairnloop {__version__}")
        raise typer.Exit


@app.callback(
    epilog=options.examples(
        "cairnloop demo                                   try it, without an account or a key",
        "cairnloop init desk --account Acme --email you@acme.example",
        "cairnloop daemon --config desk/config.toml       then, in another terminal:",
        "cairnloop tui --config desk/config.toml",
    )
)
def root(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Say which.")] = False,
) -> None:
    pass


for module in (house, running, health):
    app.add_typer(module.app)
for module in (kb, conversations, drafts, inboxes, users, keys, jobs):
    app.add_typer(module.app, name=module.__name__.rpartition(".")[2])
for module in (trail, session, shell):
    app.add_typer(module.app)


def run(arguments: Sequence[str]) -> int:
    """Run one command line; returns its exit code. What goes wrong is one line on stderr, never a traceback."""
    if "_CAIRNLOOP_COMPLETE" in os.environ:
        from typer._completion_classes import completion_init

        completion_init()
    try:
        ended = typer.main.get_command(app).main(list(arguments), prog_name="cairnloop", standalone_mode=False)
    except typer.TyperException as error:
        return _misused(error)
    except typer.Abort:
        return _failed("nothing was done", Exit.FAILED)
    except CairnloopError as error:
        return _failed(line_for(error), exit_for(error))
    except BrokenPipeError:
        return _nobody_reads()
    except Exception as error:  # noqa: BLE001 - the last resort: our own defects are told calmly too
        return _failed(_defect(error), Exit.FAILED)
    return ended if isinstance(ended, int) else Exit.OK


def _misused(error: typer.TyperException) -> int:
    said = error.format_message()
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "cairnloop"
    if "\n\nOptions:" in said:  # a group without a command: its help is the answer
        say(said)
        return Exit.USAGE
    line = " ".join(said.split()).rstrip(".")
    say(f"{path}: {line[:1].lower()}{line[1:]}; see `{path} --help`")
    return Exit.USAGE


def _failed(line: str, code: Exit) -> int:
    say(f"cairnloop: {line}")
    return code


def _nobody_reads() -> int:
    # What is still buffered must not be tried again when the interpreter ends.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return Exit.FAILED


def _defect(error: Exception) -> str:
    import tempfile
    import traceback

    with tempfile.NamedTemporaryFile("w", prefix="cairnloop-", suffix=".txt", delete=False, encoding="utf-8") as file:
        traceback.print_exception(error, file=file)
    return f"this is a defect of ours ({type(error).__name__}); the details are in {file.name}"


def main() -> NoReturn:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    code = run(sys.argv[1:])
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        code = _nobody_reads()
    sys.exit(code)
