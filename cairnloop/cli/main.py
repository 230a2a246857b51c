"""The `cairnloop` command: all its sub-commands, and how it ends."""

import errno
import os
import sys
from collections.abc import Sequence
from typing import Annotated, NoReturn

import typer

from cairnloop import __version__
from cairnloop.cli import (
    attachments,
    canned,
    companies,
    context,
    conversation_moves,
    customers,
    drafts,
    health,
    hours,
    house,
    identity,
    inboxes,
    jobs,
    kb,
    keys,
    logs,
    mail,
    options,
    password,
    report,
    running,
    search,
    session,
    sessions,
    shell,
    tags,
    top,
    totp,
    trail,
    users,
    visits,
    web,
    webhooks,
)
from cairnloop.cli.exits import Exit, exit_for, line_for
from cairnloop.cli.importing import command as importing
from cairnloop.cli.output import say
from cairnloop.cli.panels import Group
from cairnloop.cli.triage import command as triage
from cairnloop.errors import CairnloopError

# What a full or broken disk says to whoever writes the result there.
UNWRITABLE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})


class Root(Group):
    """The commands by what one wants: a command that stands in no panel is shown below them."""

    panels = {  # noqa: RUF012 - the same for every instance
        "Decide and answer": (
            *("tui", "triage", "search", "drafts", "conversations", "files", "customers"),
            *("companies", "visits", "tags", "canned", "kb"),
        ),
        "Look after the desk": (
            *("inboxes", "hours", "context", "users", "keys", "sessions", "totp", "identity", "webhooks", "jobs"),
            *("audit", "report"),
        ),
        "Run it": ("demo", "init", "import", "daemon", "web", "migrate", "doctor", "mail", "logs", "top"),
        "This command line": ("login", "join", "logout", "password", "completion", "version"),
    }


app = options.group(
    "A self-hosted support desk: drafts from your knowledge, decided by people, with a trail.", cls=Root
)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"cairnloop {__version__}")
        raise typer.Exit


@app.callback(
    epilog=options.examples(
        "cairnloop demo                                                try it, without an account or a key",
        "cairnloop init desk --account Acme --email you@acme.example   then cd desk",
        "cairnloop daemon                                              and in another terminal: cairnloop tui",
    )
)
def root(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Say which.")] = False,
) -> None:
    pass


for module in (house, running, web, health, logs, top):
    app.add_typer(module.app)
app.add_typer(conversation_moves.app, name="conversations")  # with the commands of cli/conversations.py
for module in (kb, customers, companies, visits, tags, canned, drafts, inboxes, hours, context):
    app.add_typer(module.app, name=module.__name__.rpartition(".")[2])
for module in (users, keys, sessions, totp, identity, webhooks, jobs, mail):
    app.add_typer(module.app, name=module.__name__.rpartition(".")[2])
app.add_typer(attachments.app, name="files")
app.add_typer(importing.app, name="import")
for module in (search, trail, report, triage, session, password, shell):
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
        return _failed("interrupted; what was said to be done is done", Exit.FAILED)
    except CairnloopError as error:
        return _failed(line_for(error), exit_for(error))
    except BrokenPipeError:
        return _nobody_reads()
    except OSError as error:
        if error.errno not in UNWRITABLE:
            return _failed(_defect(error), Exit.FAILED)
        return _unwritten(error)
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
    line = " ".join(said.replace("Value error, ", "").split()).rstrip(".")
    see = f" See `{path} --help`" if line.endswith("?") else f"; see `{path} --help`"
    say(f"{path}: {line[:1].lower()}{line[1:]}{see}")
    return Exit.USAGE


def _failed(line: str, code: Exit) -> int:
    say(f"cairnloop: {line}")
    return code


def _nobody_reads() -> int:
    # What is still buffered must not be tried again when the interpreter ends.
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    return Exit.FAILED


def _unwritten(error: OSError) -> int:
    """The disk that the result is sent to is full, or gone."""
    _nobody_reads()
    return _failed(f"the result could not be written ({error.strerror})", Exit.FAILED)


def _defect(error: Exception) -> str:
    import tempfile
    import traceback

    with tempfile.NamedTemporaryFile("w", prefix="cairnloop-", suffix=".txt", delete=False, encoding="utf-8") as file:
        traceback.print_exception(error, file=file)
    return f"this is a defect of ours ({type(error).__name__}); the details are in {file.name}"


def main() -> NoReturn:
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:  # closed by whoever started us
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115 - stays open to the end
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    code = run(sys.argv[1:])
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        code = _nobody_reads()
    except OSError as error:
        code = _unwritten(error)
    sys.exit(code)
