"""Taking out of a conversation what points at a person before it is kept to learn from."""

import re
from collections.abc import Callable
from dataclasses import dataclass

_EMAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
_URL = re.compile(r"\b([a-z][a-z0-9+.-]{1,15})://([^\s<>\"'()\[\]]+)", re.IGNORECASE)
_SECRET = re.compile(
    r"\b(bearer|token|password|passwd|pwd|secret|api[-_ ]?key|pin)(\s*[:=]\s*|\s+is\s+(?=\S*\d))(\S+)", re.IGNORECASE
)
_TOKEN = re.compile(r"(?<![\w/])(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[A-Za-z0-9_-]{20,}(?![\w/])")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,4})?\b")
# Phone, card and account numbers: seven digits or more, however they are grouped.
_NUMBER = re.compile(r"(?<![\w.])(?!\d{4}-\d\d-\d\d\b)\+?\(?\d(?:[\s().\-/]{0,2}\d){6,}(?![\w])")


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text without the parts that identify somebody, and how many were taken out."""

    text: str
    count: int


def redact(text: str) -> Redacted:
    """Replace addresses, numbers and secrets by what they were; a link keeps its host and path."""
    count = 0
    for pattern, instead in (
        (_URL, _bare_link),
        (_EMAIL, "[e-mail]"),
        (_SECRET, r"\1\2[secret]"),
        (_IBAN, "[account number]"),
        (_TOKEN, "[token]"),
        (_NUMBER, "[number]"),
    ):
        text, times = _replace(pattern, instead, text)
        count += times
    return Redacted(text, count)


def _replace(pattern: re.Pattern[str], instead: str | Callable[[re.Match[str]], str], text: str) -> tuple[str, int]:
    changed = 0

    def one(found: re.Match[str]) -> str:
        nonlocal changed
        new = found.expand(instead) if isinstance(instead, str) else instead(found)
        changed += new != found.group()
        return new

    return pattern.sub(one, text), changed


def _bare_link(found: re.Match[str]) -> str:
    """Scheme, host and path; what carries sessions, searches and secrets (user, query, fragment) goes."""
    scheme, rest = found.groups()
    host, slash, path = re.split(r"[?#]", rest, maxsplit=1)[0].partition("/")
    kept = f"{scheme}://{host.rpartition('@')[2]}{slash}{path}"
    ending = rest[-1] if rest[-1] in ".,;:!" and not kept.endswith(rest[-1]) else ""
    return kept + ending
