"""`import`: leaving another desk with all that was said there."""

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cairnloop.cli import options, reach, reading
from cairnloop.cli.asking import Asking, asks
from cairnloop.cli.exits import Exit, Usage
from cairnloop.cli.house import given_password
from cairnloop.cli.importing.sources import KINDS
from cairnloop.cli.interrupts import until_interrupted
from cairnloop.cli.output import say

if TYPE_CHECKING:
    from cairnloop.cli.importing.road import Pass
    from cairnloop.cli.importing.sources import Source

app = options.group(
    "Bring in what another desk kept.",
    "cairnloop import papercups dump/ --dry-run",
    "cairnloop import papercups https://papercups.acme.example --email you@acme.example",
)
GO_ON = "Run the same command again to go on; what is here already is not taken twice."


@asks(
    app,
    "papercups",
    "cairnloop import papercups dump/ --dry-run",
    "cairnloop import papercups dump/ --files bucket/ --skipped skipped.csv",
    "cairnloop import papercups https://papercups.acme.example --email you@acme.example",
    "cairnloop import papercups https://papercups.acme.example --token-file key.txt --only users,customers",
)
async def papercups(
    it: Asking,
    source: Annotated[
        str, typer.Argument(metavar="SOURCE", help="Where a Papercups runs, or a folder with its tables as CSV.")
    ],
    account: Annotated[
        str | None, typer.Option("--account", metavar="UUID", help="Of a dump with several accounts, this one.")
    ] = None,
    email: Annotated[str | None, typer.Option("--email", metavar="E", help="Who signs in over there.")] = None,
    password: Annotated[
        str | None, typer.Option("--password", metavar="P", help="- reads a line of stdin; else you are asked.")
    ] = None,
    token_file: Annotated[
        str | None,
        typer.Option("--token-file", metavar="FILE", help="With a session's token or an API key; - reads stdin."),
    ] = None,
    only: Annotated[
        str | None, typer.Option("--only", metavar="KINDS", help="Only these, with commas; else everything.")
    ] = None,
    files: Annotated[
        list[str] | None,
        typer.Option(
            "--files", metavar="WHERE", help="Bring files: a folder with copies, or the address they lie at; repeat it."
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read and check everything, and send nothing.")] = False,
    learn: Annotated[bool, typer.Option("--learn", help="Learn from conversations that were resolved.")] = False,
    skipped: Annotated[
        Path | None, typer.Option("--skipped", metavar="FILE", help="Write a CSV of every row that was passed over.")
    ] = None,
) -> Exit:
    """Import a Papercups: people, inboxes, customers, conversations, messages, tags, notes, canned replies, files.

    Nothing follows from what is imported: nobody is mailed, told, assigned or held to a deadline. A second run takes
    what is new or has changed over there, and leaves alone what was changed here.
    """
    from cairnloop.cli.importing.contents import Contents
    from cairnloop.cli.importing.report import Report, SkippedFile
    from cairnloop.cli.importing.running import Run

    kinds = _kinds(only, files)
    contents = Contents(files) if files else None
    desk = _source(source, email, password, token_file)
    with SkippedFile(skipped) as file:
        run = Run(it.client, desk, Report(file), kinds, account, learn=learn, dry_run=dry_run, contents=contents)
        try:
            await until_interrupted(run.work())
        finally:
            await desk.close()
            if contents is not None:
                await contents.close()
            if run.begun:
                it.out.thing(run.document(), run.report.lines())
                if not run.finished:
                    say(GO_ON)
    if not run.begun:
        say("Interrupted before anything was read; nothing was sent.")
    return Exit.OK if run.finished else Exit.FAILED


def _kinds(only: str | None, files: list[str] | None) -> Sequence[str]:
    """In the order in which they have to come. Raises Usage for what is no kind, and files that lie nowhere."""
    if only is None:
        return KINDS
    wanted = {one.strip() for one in only.split(",") if one.strip()}
    if not wanted or not wanted <= set(KINDS):
        raise Usage(f"--only: choose among {', '.join(KINDS)}")
    if ("files" in wanted) != bool(files):
        raise Usage("--only files and --files WHERE need each other")
    return [kind for kind in KINDS if kind in wanted]


def _source(source: str, email: str | None, password: str | None, token_file: str | None) -> "Source":
    """Raises Usage for what is neither an address nor a folder."""
    if not source.lower().startswith(("http://", "https://")):
        from cairnloop.cli.importing.csv_folder import CsvFolder

        if not Path(source).is_dir():
            raise Usage(f"SOURCE: there is no folder {source}; or write an address with https://")
        if email is not None or token_file is not None:
            raise Usage("--email and --token-file are for a Papercups that runs, not for a folder")
        return CsvFolder(Path(source))
    from cairnloop.cli.importing.papercups_api import PapercupsApi
    from cairnloop.cli.importing.road import PapercupsRoad

    address = reach.checked_url(source, "SOURCE")
    return PapercupsApi(PapercupsRoad(address, _pass(email, password, token_file), asyncio.sleep))


def _pass(email: str | None, password: str | None, token_file: str | None) -> "Pass":
    from cairnloop.cli.importing.road import Pass

    if (email is None) == (token_file is None):
        raise Usage("give either --email or --token-file: how Papercups knows you")
    if email is not None:
        return Pass(email=email, password=given_password(password))
    try:
        token = sys.stdin.readline() if token_file == reading.STDIN else Path(str(token_file)).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Usage(f"--token-file: {token_file} cannot be read") from error
    token = token.strip().removeprefix("Bearer ").strip()
    if not token or not all("!" <= character <= "~" for character in token):
        raise Usage("--token-file: there is no token in it")
    return Pass(token=token)
