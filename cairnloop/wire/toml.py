"""Values as TOML, for people who change them in an editor; reading it back is the standard library's."""

import json
import re
from collections.abc import Mapping
from typing import Any

BARE = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
ESCAPED = re.compile(r'[\x00-\x09\x0b-\x1f\x7f\\]|"""|"$')
NARROW = 100


def toml(value: Any) -> str:
    """One value. A text of several lines stands as it reads; null, which TOML lacks, is left out of lists and maps."""
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            return str(value)
        case list() | tuple():
            return _list([toml(one) for one in value if one is not None])
        case Mapping():
            inside = ", ".join(f"{key(name)} = {_one_line(one)}" for name, one in value.items() if one is not None)
            return f"{{ {inside} }}" if inside else "{}"
        case _:
            return _text(str(value))


def key(name: str) -> str:
    return name if BARE.fullmatch(name) else _quoted(name)


def _one_line(value: Any) -> str:
    """What may stand within braces, where no line may end."""
    match value:
        case str():
            return _quoted(value)
        case list() | tuple():
            return f"[{', '.join(_one_line(one) for one in value if one is not None)}]"
        case _:
            return toml(value)


def _list(parts: list[str]) -> str:
    short = f"[{', '.join(parts)}]"
    if len(short) <= NARROW and "\n" not in short:
        return short
    return "".join(["[\n", *(f"  {part},\n" for part in parts), "]"])


def _text(text: str) -> str:
    if "\n" not in text:
        return _quoted(text)
    # A quotation mark at the end would run into those that close the text.
    return f'"""\n{ESCAPED.sub(_escape, text)}"""'


def _escape(found: re.Match[str]) -> str:
    text = found.group()
    if text == '"""':
        return '\\"\\"\\"'
    return _quoted(text)[1:-1]


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")
