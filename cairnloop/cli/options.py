"""Options that many commands share, written once."""

from pathlib import Path
from typing import Annotated

import typer

from cairnloop.cli.panels import DAEMON, OUTPUT, Commands, Group

Config = Annotated[
    Path | None,
    typer.Option(
        "--config",
        "-c",
        envvar="CAIRNLOOP_CONFIG",
        metavar="FILE",
        help="Configuration; else ./config.toml.",
        rich_help_panel=DAEMON,
    ),
]
Url = Annotated[
    str | None,
    typer.Option(
        "--url",
        envvar="CAIRNLOOP_URL",
        metavar="URL",
        help="Where the daemon is; else the configuration.",
        rich_help_panel=DAEMON,
    ),
]
ApiKey = Annotated[
    str | None,
    typer.Option(
        "--api-key",
        envvar="CAIRNLOOP_API_KEY",
        metavar="KEY",
        help="The key to use; else credentials.toml beside the configuration.",
        rich_help_panel=DAEMON,
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.", rich_help_panel=OUTPUT)]
Csv = Annotated[bool, typer.Option("--csv", help="Print CSV with headings.", rich_help_panel=OUTPUT)]
Plain = Annotated[
    bool,
    typer.Option("--plain", help="Print tab-separated lines; the default in a pipe.", rich_help_panel=OUTPUT),
]
Watch = Annotated[
    bool,
    typer.Option("--watch", "-w", help="Stay, and show what changes until Ctrl-C.", rich_help_panel=OUTPUT),
]
Interval = Annotated[
    float,
    typer.Option(
        "--interval",
        min=0.2,
        max=3600,
        metavar="S",
        help="With --watch: look again at least this often.",
        rich_help_panel=OUTPUT,
    ),
]
Limit = Annotated[int, typer.Option("--limit", "-n", min=1, max=10_000, metavar="N", help="At most this many.")]
After = Annotated[str | None, typer.Option("--after", metavar="CURSOR", help="Go on after this cursor.")]


def examples(*lines: str) -> str:
    """The epilog of a command's help."""
    return "\n".join(["\b", "Examples:", *(f"  {line}" for line in lines)])


def group(help: str | None = None, *lines: str, cls: type[Group] = Group) -> Commands:
    """Commands that belong together, with examples of the first steps. Help is plain text: it is there at once, and it
    pipes."""
    return Commands(
        cls=cls,
        help=help,
        epilog=examples(*lines) if lines else None,
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
