"""The cells of a row as values: text of a dump, or JSON of an API; what does not fit is made to, and that is noted."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

# Postgres says of some zones only the hours.
HOURS_ONLY = re.compile(r"[+-]\d\d$")
TRUE = frozenset({"t", "true", "1", "yes"})
LINE = 255
MAX_DETAILS = 16_384


class Cells:
    """One row; `remarks` is what could not be kept of it."""

    def __init__(self, row: Mapping[str, Any]) -> None:
        self._row = row
        self.remarks: list[str] = []

    def has(self, name: str) -> bool:
        return self._row.get(name) not in (None, "")

    def id(self, name: str = "id") -> str | None:
        """As it is called over there; numbers are numbers in one source and text in the other."""
        value = self._row.get(name)
        return None if value in (None, "") or isinstance(value, dict | list) else str(value)

    def text(self, name: str, longest: int) -> str | None:
        value = self._row.get(name)
        if value is None or isinstance(value, dict | list):
            return None
        text = str(value).replace("\x00", "")
        if len(text) > longest:
            self.remarks.append(f"{name} was cut to {longest} characters")
            text = text[:longest]
        return text or None

    def line(self, name: str, longest: int = LINE) -> str | None:
        text = self.text(name, longest)
        return None if text is None else text.strip() or None

    def web(self, name: str, *, secure: bool = False) -> str | None:
        """An address of the web, or nothing; `secure` where strangers' browsers load it."""
        text = self.line(name, 2000)
        begins = text is not None and (text.startswith("https://") and len(text) > 11 if secure else is_web(text))
        if text is None or (begins and not any(one.isspace() for one in text)):
            return text
        self.remarks.append(f"{name} is no web address and was left out")
        return None

    def flag(self, name: str, otherwise: bool = False) -> bool:
        value = self._row.get(name)
        return otherwise if value in (None, "") else str(value).lower() in TRUE

    def number(self, name: str) -> int | None:
        try:
            value = int(float(str(self._row[name])))
        except (KeyError, ValueError, OverflowError):
            return None
        return value if 0 <= value < 2**31 else None

    def moment(self, name: str) -> str | None:
        """In UTC, which is what a time without a zone means over there."""
        value = self._row.get(name)
        if value in (None, ""):
            return None
        text = str(value).strip()
        try:
            at = datetime.fromisoformat(f"{text}:00" if HOURS_ONLY.search(text) and ":" in text else text)
            at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
        except (ValueError, OverflowError):
            self.remarks.append(f"{name} is no time and was left out")
            return None
        return at.isoformat()

    def mapping(self, name: str) -> dict[str, Any] | None:
        value = self._row.get(name)
        if isinstance(value, str) and value:
            try:
                value = json.loads(value)
            except (ValueError, RecursionError):
                value = [value]
        if value in (None, "", {}):
            return None
        if not isinstance(value, dict) or len(str(value)) > MAX_DETAILS:
            self.remarks.append(f"{name} is no object, or too large, and was left out")
            return None
        return value

    def choice(self, name: str, choices: tuple[str, ...], otherwise: str) -> str:
        value = self._row.get(name)
        if value in choices:
            return str(value)
        if value not in (None, ""):
            self.remarks.append(f"{name} is none that is known here; it is {otherwise}")
        return otherwise


def is_web(text: str) -> bool:
    return text.lower().startswith(("http://", "https://"))
