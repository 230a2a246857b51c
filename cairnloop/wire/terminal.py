"""Text from strangers, made harmless for terminals, logs and files that people open."""

import re

# Bidi embeddings, overrides and isolates; they can make a line read as something else.
BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
# Halves of surrogate pairs: no encoding writes them, so a log or a terminal would fail over one.
HALVES = "\ud800-\udfff"
_UNSAFE_LINE = re.compile(f"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff{BIDI}{HALVES}]")
_UNSAFE_BLOCK = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff{BIDI}{HALVES}]")


def harmless(text: str) -> str:
    """One line in which every control character and bidi override is shown instead of obeyed."""
    return _UNSAFE_LINE.sub(_shown, text) if _UNSAFE_LINE.search(text) else text


def harmless_block(text: str) -> str:
    """The same for text of several lines: line breaks and tabs stay."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return _UNSAFE_BLOCK.sub(_shown, text) if _UNSAFE_BLOCK.search(text) else text


def _shown(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code < 0x20:
        return chr(0x2400 + code)  # the control pictures: ␛ for escape
    if code == 0x7F:
        return "␡"
    return f"‹U+{code:04X}›"
