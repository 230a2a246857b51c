"""Options that many commands share, written once."""

from pathlib import Path
from typing import Annotated

import typer

DAEMON = "Daemon"

Config = Annotated[
    Path | None,
    typer.Option(
        "--config", "-c", envvar="CAIRNLOOP_CONFIG", metavar="FILE", help="Configuration; else ./config.toml."
    ),
]
Url = Annotated[
    str | None,
    typer.Option("--url", envvar="CAIRNLOOP_URL", metavar="URL", help="Where the daemon is; else the configuration."),
]
ApiKey = Annotated[
    str | None,
    typer.Option(
        "--api-key",
        envvar="CAIRNLOOP_API_KEY",
        metavar="KEY",
        help="The key to use; else credentials.toml beside the configuration.",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Csv = Annotated[bool, typer.Option("--csv", help="Print CSV with headings.")]
Plain = Annotated[bool, typer.Option("--plain", help="Print tab-separated lines; the default in a pipe.")]
Limit = Annotated[int, typer.Option("--limit", "-n", min=1, max=10_000, metavar="N", help="At most this many.")]
After = Annotated[str | None, typer.Option("--after", metavar="CURSOR", help="Go on after this cursor.")]
Ids = Annotated[
    list[str], typer.Argument(metavar="ID...", help="One or more ids; - reads them from stdin, one a line.")
]


def examples(*lines: str) -> str:
    """The epilog of a command's help."""
    return "\n".join(["\b", "Examples:", *(f"  {line}" for line in lines)])


def group(help: str | None = None) -> typer.Typer:
    """Commands that belong together. Help is plain text: it is there at once, and it pipes."""
    return typer.Typer(
        help=help,
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
