"""The configuration as a file: every setting with its default and why one would change it."""

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic import BaseModel

HEADER = """\
# Cairnloop's settings. Each line shows the default; remove what you do not change.
# Any of them can also be given as a variable: CAIRNLOOP_SERVER_PORT is port of [server], and wins over this file.
# A setting that does not exist is an error, never ignored.
"""
NEW_HEADER = """\
# Cairnloop's settings. What is commented out is the default.
# Any of them can also be given as a variable: CAIRNLOOP_SERVER_PORT is port of [server], and wins over this file.
"""


def example() -> str:
    """All settings at their defaults."""
    return HEADER + _sections({}, commented=False)


def new(**given: dict[str, Any]) -> str:
    """A file to begin with: what is given is set, all else stands there as a comment. `given` is by section."""
    return NEW_HEADER + _sections(given, commented=True)


def _sections(given: dict[str, dict[str, Any]], *, commented: bool) -> str:
    from cairnloop.config import Settings

    defaults = Settings()
    return "".join(
        f"\n[{name}]\n{_section(getattr(defaults, name), given.get(name, {}), name, commented=commented)}"
        for name in Settings.model_fields
    )


def _section(defaults: "BaseModel", given: dict[str, Any], path: str, *, commented: bool) -> str:
    lines = []
    for name, field in type(defaults).model_fields.items():
        value = given.get(name, getattr(defaults, name))
        if hasattr(type(value), "model_fields"):  # a section within the section, and the last of it
            inside = _section(value, {}, f"{path}.{name}", commented=commented)
            lines.append(f"\n# {field.description}\n[{path}.{name}]\n{inside}")
            continue
        mark = "# " if commented and name not in given else ""
        lines.append(f"# {field.description}\n{mark}{name} = {toml(value)}\n")
    return "".join(lines)


def toml(value: object) -> str:
    """A value as TOML writes it. A secret's default is nothing, and nothing else of it is ever written."""
    if hasattr(value, "get_secret_value"):
        return '""'
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            return repr(value)
        case str():
            # JSON and TOML escape alike, but for DEL, which TOML wants escaped.
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case tuple() | list():
            return "[" + ", ".join(map(toml, value)) + "]"
        case dict():
            return "{" + ", ".join(f"{json.dumps(name)} = {toml(one)}" for name, one in value.items()) + "}"
    raise TypeError(f"a setting of type {type(value).__name__} has no form in the file")
