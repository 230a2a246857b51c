"""What is wrong with a value, in words that say what to do: for whoever wrote it, wherever they are shown."""

from collections.abc import Mapping
from typing import Any

TEXT = "is no text"
OBJECT = "is no object"
LIST = "is no list"
WHOLE = "is no whole number"
NUMBER = "is no number"
SWITCH = "is neither true nor false"
INSTANT = "is no instant; write 2026-03-02T09:00:00Z"
DAY = "is no date; write 2026-03-02"
ID = "is no id; copy all of it, 36 characters like 3f0c1d9e-0b7a-4c55-9d0e-5a1c0f6f2b11"
# Of kinds that no model here knows yet.
OTHERWISE = "is not what belongs here"

# Texts that are written in one way only, and that way in words.
COLOUR = r"^#[0-9a-fA-F]{6}$"
SHORTCUT = r"^[a-z0-9][a-z0-9_-]{0,39}$"
SLUG = r"^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$"
SOURCE = r"^[a-z][a-z0-9_-]{0,30}$"
WRITTEN: Mapping[str, str] = {
    COLOUR: "is no colour; write one like #2f855a",
    SHORTCUT: "is no shortcut; write up to 40 small letters, digits, - and _, with a letter or digit first",
    SLUG: "is no slug; write up to 64 small letters, digits and -, with a letter or digit first and last",
    SOURCE: "is no source; write a word such as chat or email",
}

# By the validator's name for the kind of problem; the braces are filled with its bounds.
SAID: Mapping[str, str] = {
    "missing": "is missing",
    "extra_forbidden": "is not a field of this request",
    "invalid_key": "has a name that is no text",
    "model_type": OBJECT,
    "model_attributes_type": OBJECT,
    "dict_type": OBJECT,
    "mapping_type": OBJECT,
    "list_type": LIST,
    "tuple_type": LIST,
    "set_type": LIST,
    "string_type": TEXT,
    "string_unicode": "is no text in UTF-8",
    "string_too_short": "needs at least {min_length} characters",
    "string_too_long": "is longer than {max_length} characters",
    "too_short": "needs at least {min_length} entries",
    "too_long": "has more than {max_length} entries",
    "literal_error": "is not one of {expected}",
    "enum": "is not one of {expected}",
    "union_tag_invalid": "has a {discriminator} that is not one of {expected_tags}",
    "union_tag_not_found": "has no {discriminator}",
    "none_required": "has to be null",
    "bool_type": SWITCH,
    "bool_parsing": SWITCH,
    "int_type": WHOLE,
    "int_parsing": WHOLE,
    "int_from_float": WHOLE,
    "int_parsing_size": "is too large a number",
    "float_type": NUMBER,
    "float_parsing": NUMBER,
    "finite_number": NUMBER,
    "greater_than": "has to be more than {gt}",
    "greater_than_equal": "has to be at least {ge}",
    "less_than": "has to be less than {lt}",
    "less_than_equal": "has to be at most {le}",
    "date_type": DAY,
    "date_parsing": DAY,
    "date_from_datetime_parsing": DAY,
    "date_from_datetime_inexact": DAY,
    "datetime_type": INSTANT,
    "datetime_parsing": INSTANT,
    "datetime_object_invalid": INSTANT,
    "datetime_from_date_parsing": INSTANT,
    "timezone_aware": "has no time zone; write 2026-03-02T09:00:00Z",
    "uuid_type": ID,
    "uuid_parsing": ID,
}
EMPTY = "may not be empty"


def said(problem: Mapping[str, Any]) -> str:
    """One problem of a model's, in our own words, without what somebody wrote."""
    kind, bounds = problem["type"], problem.get("ctx", {})
    if kind == "value_error":
        return str(bounds["error"])
    # Texts that are tidied before they are measured are told apart from lists by what came.
    if kind in ("too_short", "too_long") and isinstance(problem.get("input"), str):
        kind = f"string_{kind}"
    if bounds.get("min_length") == 1:
        return EMPTY
    if kind == "string_pattern_mismatch":
        return WRITTEN.get(bounds["pattern"], OTHERWISE)
    return SAID.get(kind, OTHERWISE).format_map({name: _plain(bound) for name, bound in bounds.items()})


def _plain(bound: object) -> str:
    """`'a', 'b' or 'c'` without its quotes, as it would be written."""
    return str(bound).replace("' or '", "', '").replace("'", "")
