"""docs/reference/cli.md: every command with its options and examples, from the application itself."""

from collections.abc import Iterator
from typing import Any

from typer.main import get_command

from cairnloop.cli import options
from cairnloop.cli.exits import MEANINGS
from cairnloop.cli.main import app
from cairnloop.cli.panels import record

# What nearly every command takes is told once: the options that stand in one place, known by their help.
SHARED = {kind.__metadata__[0].help for kind in vars(options).values() if hasattr(kind, "__metadata__")}

HEAD = """\
# The command line

Generated from the commands themselves; `cairnloop COMMAND --help` says the same.

Results go to stdout, everything said to people to stderr. At a terminal lists are tables; in a pipe they are
tab-separated lines whose first field is an id, so that one command feeds the next:

```
cairnloop conversations list --section mine | cairnloop conversations resolve - --reason done
```

`--json` prints one JSON document (one line for each thing where several are acted on). What customers wrote is shown
harmless everywhere else: control characters and bidi overrides are made visible. `--csv` and `--plain` choose the other
shapes of lists, one at a time; `--limit N` says how much is wanted, and `--after CURSOR` goes on where a list ended.
The columns of a list stay as they are, in their order: new ones come last. Times are UTC; only the tables at a terminal
show them short, and as they are where you sit. In CSV a cell that a spreadsheet would run as a formula (it begins with
`=`, `+`, `-`, `@`, a tab or a line break) has a `'` before it. Nothing is cut, broken or coloured unless stdout is a
terminal; a reader that goes away early, such as `head`, ends a command quietly with 1.

`--watch` stays until Ctrl-C, which ends it with 0. At a terminal the list is drawn anew whenever the daemon has news,
and at least every `--interval S` seconds; with `--json` each state that differs from the one before is a document on
a line of its own, and with `--plain` or in a pipe each row is printed when it comes and when it changes. Watching is
not being at work: nobody is shown as present because of it.

The daemon is found by `--url`, then `CAIRNLOOP_URL`, then the configuration (`--config`, `CAIRNLOOP_CONFIG`,
`./config.toml`); the key by `--api-key`, then `CAIRNLOOP_API_KEY`, then `credentials.toml` beside the configuration.
"""


def page() -> str:
    root: Any = get_command(app)
    lines = [HEAD, "## Exit codes", "", "| code | meaning |", "|---|---|"]
    lines += [f"| {code.value} | {meaning} |" for code, meaning in MEANINGS.items()]
    with root.make_context("cairnloop", [], resilient_parsing=True) as context:
        for name, command in root.commands.items():
            lines += ["", f"## {name}", *_command(context, command, f"cairnloop {name}")]
    return "\n".join([*lines, ""])


def _command(parent: Any, command: Any, path: str) -> Iterator[str]:
    with command.make_context(path.split()[-1], [], parent=parent, resilient_parsing=True) as context:
        yield ""
        yield from (command.help or "").strip().splitlines()
        if hasattr(command, "commands"):
            for name, inner in command.commands.items():
                yield from ("", f"### {path.split()[-1]} {name}")
                yield from _command(context, inner, f"{path} {name}")
            return
        yield from ("", "```", " ".join([path, *command.collect_usage_pieces(context)]), "```", "")
        yield from _parameters(context, command)
        yield from ("", "```", *_examples(command.epilog), "```")


def _parameters(context: Any, command: Any) -> Iterator[str]:
    taken = []
    for parameter in command.get_params(context):
        if "--help" in parameter.opts:
            continue
        if parameter.param_type_name == "option" and parameter.help in SHARED:
            taken.append(f"`{max(parameter.opts, key=len)}`")
            continue
        said = record(parameter, context)
        if said is not None:
            name, about = said
            yield f"- `{name}`: {about}"
    if taken:
        yield f"- also {', '.join(sorted(taken))}"


def _examples(epilog: str | None) -> list[str]:
    lines = (epilog or "").splitlines()
    return [line.strip() for line in lines if line.startswith("  ")]
