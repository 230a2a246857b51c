"""`init` and `migrate`: a house to work in, and its tables up to date."""

import os
import secrets
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cairnloop.cli import config_file, credentials, options, reach, reading
from cairnloop.cli.asking import shape_of
from cairnloop.cli.exits import Usage
from cairnloop.cli.output import Out, fields, say
from cairnloop.errors import ConfigError

if TYPE_CHECKING:
    from cairnloop.config import Settings
    from cairnloop.daemon.founding import Opened

app = options.group()


@app.command(
    epilog=options.examples(
        "cairnloop init desk --account Acme --email you@acme.example",
        "echo $SECRET | cairnloop init desk --account Acme --email you@acme.example --password - --json",
        "CAIRNLOOP_DATABASE_URL=postgresql://cairn@db/desk cairnloop init desk --account Acme --email you@acme.example",
    )
)
def init(
    directory: Annotated[
        Path, typer.Argument(metavar="DIR", help="The folder to live in; made when missing.")
    ] = Path(),
    account: Annotated[str | None, typer.Option("--account", metavar="NAME", help="Name of the team.")] = None,
    email: Annotated[str | None, typer.Option("--email", metavar="E", help="E-mail of the first admin.")] = None,
    password: Annotated[
        str | None, typer.Option("--password", metavar="P", help="At least 8 characters; - reads a line of stdin.")
    ] = None,
    database_url: Annotated[
        str | None, typer.Option("--database-url", metavar="URL", help="postgresql://...; else a SQLite file in DIR.")
    ] = None,
    json: options.Json = False,
) -> None:
    """Make a home: configuration, tables, and an account.

    The account has its first admin and an API key, which is shown this once and kept for the commands on this machine.
    Whoever is there already is left alone: running it again changes nothing.
    """
    out = Out(shape_of(json=json, plain=True))
    was_there = directory.exists()
    path, made = _config_in(directory, database_url)
    try:
        settings, _ = reach.settings_from(path)
        opened = _open(settings, account, email, password)
    except BaseException:
        if made:
            path.unlink(missing_ok=True)
        if not was_there:
            with suppress(OSError):  # the tables may lie there already
                path.parent.rmdir()
        raise
    _tell(out, settings, path, opened)


def _config_in(directory: Path, database_url: str | None) -> tuple[Path, bool]:
    """The configuration of this folder, and whether it was written just now."""
    path = directory.resolve() / "config.toml"
    if path.is_file():
        if database_url is not None:
            say(f"{path} is kept as it is; --database-url was not used.")
        return path, False
    try:
        # What customers write will lie here.
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # It may hold the password of a database: nobody else can read it at any moment.
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with open(handle, "w", encoding="utf-8") as file:
            file.write(
                config_file.new(
                    database={"url": database_url or "sqlite:///cairnloop.db"},
                    security={"secret_key": secrets.token_urlsafe(32)},
                )
            )
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written ({error.strerror})") from error
    return path, True


def _open(settings: "Settings", account: str | None, email: str | None, password: str | None) -> "Opened":
    from cairnloop.daemon import founding

    email = email or _asked("--email", "E-mail of the first admin")
    return founding.known(settings, email) or founding.found(
        settings,
        name=account or _asked("--account", "Name of the team"),
        email=email,
        password=given_password(password, twice=True),
    )


def _tell(out: Out, settings: "Settings", path: Path, opened: "Opened") -> None:
    from cairnloop.daemon.guard import shown

    made: dict[str, Any] = {
        "account_id": str(opened.account_id),
        "user_id": opened.user_id,
        "email": opened.email,
        "api_key": opened.api_key,
        "config": str(path),
        "database_url": shown(settings.database.url),
        "created": opened.api_key is not None,
    }
    out.thing(made, fields(made))
    if opened.api_key is None:
        say(f"{opened.email} has a seat here already; nothing was changed.")
        return
    place = credentials.place_of(path)
    if place.exists():
        say(f"{place} is kept as it is. The key is shown this once.")
    else:
        credentials.write(place, credentials.Credentials(opened.email, opened.api_key))
        say(f"The key is shown this once; commands find it in {place}.")
    say(f"Next: cairnloop daemon --config {path}")


def _asked(option: str, question: str) -> str:
    """Ask the person at the terminal. Raises Usage when there is none."""
    if not sys.stdin.isatty():
        raise Usage(f"{option} is missing")
    return reading.asked(f"{question}:")


def given_password(given: str | None, *, twice: bool = False) -> str:
    """The password from the option, a line of stdin, or a person who types it unseen. Raises Usage without any."""
    if given == "-":
        return sys.stdin.readline().rstrip("\r\n")
    if given is not None:
        return given
    if not sys.stdin.isatty():
        raise Usage("--password is missing; - reads it from stdin")
    return reading.asked_unseen("Password", twice=twice)


@app.command(epilog=options.examples("cairnloop migrate", "cairnloop migrate --config desk/config.toml --json"))
def migrate(config: options.Config = None, json: options.Json = False) -> None:
    """Bring the database's tables up to date, all or nothing. Stop the daemon first."""
    out = Out(shape_of(json=json, plain=True))
    settings, _ = reach.settings_from(config)
    from cairnloop.daemon import founding
    from cairnloop.daemon.guard import shown

    before, after = founding.migrate(settings)
    told = {
        "before": before,
        "after": after,
        "changed": before != after,
        "database_url": shown(settings.database.url),
    }
    moved = f"from {before} to {after}" if before else f"to {after}"
    out.thing(told, [f"migrated {moved}" if before != after else f"nothing to do; the tables are at {after}"])
