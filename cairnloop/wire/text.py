"""Text and JSON as they may be stored: what people send us, made safe to keep without changing what they said."""

import hashlib
import math
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, StringConstraints

from cairnloop.errors import Invalid
from cairnloop.wire import problems

MAX_BODY = 65_536
MAX_DETAILS = 16_384
MAX_DEPTH = 8
MAX_KEY = 100


def storable(text: str) -> str:
    """The text without NUL (no database keeps it) and with lone surrogates replaced (no encoding keeps them)."""
    if "\x00" in text:
        text = text.replace("\x00", "")
    try:
        text.encode()
    except UnicodeEncodeError:
        text = text.encode("utf-8", "replace").decode()
    return text


def storable_json(value: Any, depth: int = MAX_DEPTH) -> Any:
    """The same for a JSON value; what is nested deeper than `depth` is dropped."""
    match value:
        case str():
            return storable(value)
        case dict():
            return {storable(str(k)): storable_json(v, depth - 1) for k, v in value.items()} if depth else None
        case list():
            return [storable_json(item, depth - 1) for item in value] if depth else None
        case float() if not math.isfinite(value):
            return None
        case int() | float() if abs(value) >= 2**63:
            return str(value)  # a database may give it back as digits that no JSON reader agrees on
        case _:
            return value


def deeper_than(limit: int, value: object) -> bool:
    """Whether a JSON value is nested in more levels than this; found out without any recursion."""
    level: list[object] = [value]
    for _ in range(limit):
        level = [child for value in level for child in _children(value)]
        if not level:
            return False
    return True


def _children(value: object) -> Iterable[object]:
    match value:
        case dict():
            return value.values()
        case list():
            return value
    return ()


def absent(value: str | None) -> bool:
    """Whether a parameter was not really given: published clients send the words for what they do not have."""
    return value is None or value in ("", "undefined", "null")


def unless_absent(value: Any) -> Any:
    """The same as a validator: None for what was not really given."""
    return None if isinstance(value, str) and absent(value) else value


def read_id(value: Any, field: str) -> UUID:
    """The id that somebody wrote into a field. Raises Invalid."""
    try:
        return UUID(value)
    except (ValueError, TypeError, AttributeError) as error:
        raise Invalid.field(field, problems.ID) from error


def _not_blank(text: str) -> str:
    if not text.strip():
        raise ValueError("write something; it cannot be blank")
    return text


def _not_vast(value: dict[str, Any]) -> dict[str, Any]:
    if len(str(value)) > MAX_DETAILS:
        raise ValueError(f"is larger than {MAX_DETAILS} characters")
    return value


def _clean(value: Any) -> Any:
    return storable(value) if isinstance(value, str) else value


Clean = BeforeValidator(_clean)
# A message, a note, an article: kept exactly, never blank.
BodyText = Annotated[str, Clean, StringConstraints(max_length=MAX_BODY), AfterValidator(_not_blank)]
# A name, a title, a reason: one line, trimmed.
Line = Annotated[
    str, Clean, StringConstraints(strip_whitespace=True, min_length=1, max_length=255), AfterValidator(_not_blank)
]
LongLine = Annotated[str, Clean, StringConstraints(strip_whitespace=True, max_length=2000)]
Details = Annotated[dict[str, Any], BeforeValidator(storable_json), AfterValidator(_not_vast)]


def _instant(value: Any) -> datetime | None:
    """A page's clock is a courtesy: what cannot be read as a time is no reason to refuse a message."""
    if not isinstance(value, str):
        return None
    try:
        at = datetime.fromisoformat(value)
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _key(value: Any) -> str | None:
    """The sender's key; a long one by its hash, since two that begin alike are still two."""
    if not isinstance(value, str | int) or isinstance(value, bool) or value == "":
        return None
    key = storable(str(value))
    return key if len(key) <= MAX_KEY else "sha256:" + hashlib.sha256(key.encode()).hexdigest()


def _utc(value: datetime) -> datetime:
    try:
        return value.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("is no time anybody will see") from error


# A moment that matters: with its time zone, or it is refused.
Moment = Annotated[AwareDatetime, AfterValidator(_utc)]
Instant = Annotated[datetime | None, BeforeValidator(_instant)]
# A key the sender chose so that sending twice stores once.
ClientKey = Annotated[str | None, BeforeValidator(_key)]
