"""Help in panels: options and commands stand under a heading that says what they are about, without drawing boxes."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

import typer
from typer.core import TyperCommand, TyperGroup

OPTIONS, OUTPUT, DAEMON = "Options", "Output", "Daemon"
OTHERS = "Commands"

Function = TypeVar("Function", bound=Callable[..., Any])
Rows = list[tuple[str, str]]


class Command(TyperCommand):
    """A command whose help groups its options."""

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        return ["[OPTIONS]", *(_usage(one) for one in self.get_params(ctx) if one.param_type_name == "argument")]

    def format_options(self, ctx: Any, formatter: Any) -> None:
        _options(self, ctx, formatter)


class Group(TyperGroup):
    """A group whose help groups its commands: each panel names those that stand in it."""

    panels: Mapping[str, Sequence[str]] = {}

    def format_options(self, ctx: Any, formatter: Any) -> None:
        _options(self, ctx, formatter)
        self.format_commands(ctx, formatter)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        names = [name for name in self.list_commands(ctx) if not self.commands[name].hidden]
        width = max(map(len, names))

        def row(name: str) -> tuple[str, str]:
            # As wide as the widest of all, so that the panels stand below each other.
            return f"{name:<{width}}", self.commands[name].get_short_help_str(formatter.width - 6 - width)

        known = {name for among in self.panels.values() for name in among}
        panels = {**self.panels, OTHERS: [name for name in names if name not in known]}
        _write(formatter, ((panel, [row(name) for name in among if name in names]) for panel, among in panels.items()))


class Commands(typer.Typer):
    """Commands that belong together, with their help in panels."""

    def command(self, name: str | None = None, **given: Any) -> Callable[[Function], Function]:
        return super().command(name, **{"cls": Command, **given})


def _usage(argument: Any) -> str:
    """`ID`, `ID...` for several, in brackets where it may be left out."""
    name = argument.metavar if argument.required else f"[{argument.metavar}]"
    return f"{name}..." if argument.nargs != 1 else str(name)


def record(parameter: Any, ctx: Any) -> tuple[str, str] | None:
    """What stands in the help for an option or an argument; None for one that is hidden."""
    said: tuple[str, str] | None = parameter.get_help_record(ctx)
    if said is None or parameter.param_type_name != "argument":
        return said
    return _usage(parameter), said[1].removesuffix("[required]").rstrip()


def _options(command: Any, ctx: Any, formatter: Any) -> None:
    panels: dict[str, Rows] = {"Arguments": [], OPTIONS: []}
    for parameter in command.get_params(ctx):
        said = record(parameter, ctx)
        if said is not None:
            first = "Arguments" if parameter.param_type_name == "argument" else OPTIONS
            panels.setdefault(getattr(parameter, "rich_help_panel", None) or first, []).append(said)
    _write(formatter, panels.items())


def _write(formatter: Any, panels: Iterable[tuple[str, Rows]]) -> None:
    for heading, rows in panels:
        if rows:
            with formatter.section(heading):
                formatter.write_dl(rows)
