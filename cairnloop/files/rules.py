"""What may be taken in, and how a file is handed out: limits, ranges, and what a browser may show by itself."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from cairnloop.files.sniffing import RASTER

# What was uploaded, or let go of, and is carried by no message is forgotten after this.
ORPHANED_AFTER = timedelta(days=1)
# An upload takes minutes at most; what is left of one after this was cut short.
CUT_SHORT_AFTER = timedelta(days=1)
# More dots than these are not drawn small: an image of few bytes may unfold to many.
MOST_PIXELS = 25_000_000
RANGE = re.compile(r"bytes\s*=\s*(\d{0,18})-(\d{0,18})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Limits:
    """In bytes: of one file, of all files of an account, and of one address without a key in a day."""

    file: int
    account: int
    address: int


def shown_inline(content_type: str) -> bool:
    """Whether a browser may show it where it stands; everything else is saved."""
    return content_type in RASTER


def drawable(content_type: str, width: int | None, height: int | None) -> bool:
    """Whether a small picture can be made of it."""
    return content_type in RASTER and width is not None and height is not None and 0 < width * height <= MOST_PIXELS


def tomorrow(now: datetime) -> datetime:
    """When a day's allowance begins anew."""
    return (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)


def in_words(size: int) -> str:
    """A number of bytes as people say it."""
    for unit in ("bytes", "kB", "MB"):
        if size < 1024 or unit == "MB":
            break
        size = round(size / 1024)
    return f"{size} {unit}"


@dataclass(frozen=True, slots=True)
class Span:
    """The bytes from `start` up to, and without, `end`."""

    start: int
    end: int


def span_of(asked: str, size: int) -> Span | None:
    """The part of a file that a Range header asks for (RFC 9110, 14.2), empty when there is no such part.

    None for what is no range or several: then the whole is the answer.
    """
    found = RANGE.fullmatch(asked.strip())
    if found is None or found[1] == found[2] == "":
        return None
    if found[1] == "":
        return Span(max(0, size - int(found[2])), size)
    start = int(found[1])
    end = int(found[2]) + 1 if found[2] else size
    if found[2] and end <= start:
        return None
    return Span(min(start, size), max(min(start, size), min(end, size)))
