"""Papers: what can be set about something, as a file for an editor, and what was changed in it when it comes back."""

import difflib
import json
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cairnloop.wire.toml import key, toml

Problems = Mapping[str, list[str]]


@dataclass(frozen=True, slots=True)
class Line:
    """One setting. `emptied` is what is sent when it was taken out; a setting that is `needed` cannot be."""

    name: str
    about: str
    emptied: Any = None
    needed: bool = False
    usual: Any = None  # what holds while nothing is set


@dataclass(frozen=True)
class Paper:
    """`key` tells it from others, `values` are as they stand. `outgoing` turns what is written into what the daemon
    is told, and raises ValueError with what cannot be read.
    """

    key: str
    title: str
    lines: tuple[Line, ...]
    values: Mapping[str, Any]
    outgoing: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)

    @property
    def about(self) -> dict[str, str]:
        return {line.name: line.about for line in self.lines}

    @property
    def text(self) -> str:
        """The file. What is not set stands behind a #, with what holds instead."""
        head = [f"# {self.title}", "# A line behind # is not set; put # before a line to take its setting out.", ""]
        return "\n".join([*head, *(part for line in self.lines for part in self._written(line))])

    def _written(self, line: Line) -> list[str]:
        value = self.values.get(line.name)
        said = f"# {line.about}"
        if _empty(value) and not line.needed:
            usual = next((one for one in (line.usual, line.emptied) if one is not None), "")
            return [said, f"# {key(line.name)} = {' '.join(toml(usual).split())}", ""]
        return [said, f"{key(line.name)} = {toml(value)}", ""]

    def read(self, text: str) -> "Filled":
        """What the file says now."""
        try:
            values = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            return Filled({}, {"the file": [f'{error}. Texts stand in quotation marks, as in title = "Hello".']})
        known = {line.name for line in self.lines}
        problems = {name: [_nearest(name, known)] for name in values if name not in known}
        changed: dict[str, Any] = {}
        for line in self.lines:
            try:
                self._take(line, values, changed)
            except ValueError as error:
                problems[line.name] = [str(error)]
        return Filled(changed, problems)

    def _take(self, line: Line, values: Mapping[str, Any], changed: dict[str, Any]) -> None:
        before, now = self.values.get(line.name), _plain(values.get(line.name))
        if now is None and line.needed:
            raise ValueError("cannot be left out")
        if _same(before, now):
            return
        if now is None:
            changed[line.name] = line.emptied
        else:
            changed[line.name] = self.outgoing[line.name](now) if line.name in self.outgoing else now


@dataclass(frozen=True, slots=True)
class Filled:
    """What is to be changed, and by the name of each setting what is wrong with it."""

    changed: Mapping[str, Any]
    problems: Problems


def _plain(value: Any) -> Any:
    """As JSON has it: dates are texts, and a text of several lines does not end in one."""
    if isinstance(value, str):
        return value.strip("\n") if "\n" in value else value
    return json.loads(json.dumps(value, default=lambda one: one.isoformat() if isinstance(one, date) else str(one)))


def _same(before: Any, now: Any) -> bool:
    if isinstance(before, str) and isinstance(now, str):
        return before.strip("\n") == now
    return before == now or (_empty(before) and _empty(now))


def _empty(value: Any) -> bool:
    return value is None or value == "" or value == [] or value == {}


def _nearest(name: str, known: set[str]) -> str:
    near = difflib.get_close_matches(name, known, 1)
    return f"there is no such setting{f'; did you mean {near[0]}?' if near else ''}"
