"""What is kept of a visit: when it began, which pages it saw, and how much of a recording has room."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

# A page's clock is believed so far back, and not at all ahead.
CLOCKS_DIFFER = timedelta(days=1)
# Whoever was not seen for so long has left, whether or not their browser said so.
GONE_AFTER = timedelta(hours=1)
# Being seen is written down so often.
SEEN_EVERY = timedelta(minutes=1)
MOST_PAGES = 50
LONGEST_PAGE = 250
TOLD_PAGES = 5
# What rrweb calls the event that tells where a page is.
META = 4


@dataclass(frozen=True, slots=True)
class Bounds:
    """In bytes: of one event, of one visit, of all visits of an account; and how many events a visit has."""

    event: int
    visit: int
    account: int
    events: int


@dataclass(frozen=True, slots=True)
class Room:
    """What a visit and its account hold so far."""

    events: int
    visit: int
    account: int

    def with_one(self, size: int) -> "Room":
        return Room(self.events + 1, self.visit + size, self.account + size)


def records(house: bool, account: bool | None) -> bool:
    """Whether an account's visits are recorded: where the house allows it, unless the account does without."""
    return house and account is not False


def full(room: Room, size: int, bounds: Bounds) -> str | None:
    """Why one more event of this size is not kept; None when it is."""
    if room.events >= bounds.events:
        return f"this visit has {bounds.events} events, and no more are kept"
    if room.visit + size > bounds.visit:
        return f"this visit may take {bounds.visit} bytes, and no more are kept"
    if room.account + size > bounds.account:
        return f"the visits of this account may take {bounds.account} bytes, and no more are kept"
    return None


def began(said: datetime | None, now: datetime) -> datetime:
    """When a visit began, as far as its page can be believed."""
    return said if said is not None and now - CLOCKS_DIFFER <= said <= now else now


def is_news(finished_at: datetime | None, last_seen_at: datetime, now: datetime) -> bool:
    """Whether it is to be written down that a visitor is there: once a minute, however often a page comes and goes."""
    return finished_at is not None or now - last_seen_at >= SEEN_EVERY


def happened(event: Mapping[str, Any], now: datetime) -> datetime:
    """When an event happened: recorders say it in milliseconds, or nonsense."""
    at = event.get("timestamp")
    if isinstance(at, bool) or not isinstance(at, int | float) or not math.isfinite(at) or not 0 <= at < 2**42:
        return now
    return began(datetime.fromtimestamp(at / 1000, UTC), now)


def page_in(event: Mapping[str, Any]) -> str | None:
    """The page that an event says one is on, without what stands behind `?` and `#`: that may be anybody's secret."""
    data = event.get("data")
    if event.get("type") != META or not isinstance(data, Mapping):
        return None
    return page_of(data.get("href"))


def page_of(address: object) -> str | None:
    if not isinstance(address, str):
        return None
    try:
        parts = urlsplit(address.strip())
        port = "" if parts.port is None else f":{parts.port}"
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return None
    return f"{parts.scheme}://{parts.hostname}{port}{parts.path or '/'}"[:LONGEST_PAGE]


def walked(pages: Sequence[str]) -> str | None:
    """The pages of a visit in one line."""
    if not pages:
        return None
    more = len(pages) - TOLD_PAGES
    return " → ".join(pages[:TOLD_PAGES]) + (f" and {more} more" if more > 0 else "")


def visited(pages: Sequence[str], page: str | None) -> list[str]:
    """The pages in the order they were seen; where one stays there is no second line, and a long walk is cut."""
    if page is None or len(pages) >= MOST_PAGES or (pages and pages[-1] == page):
        return list(pages)
    return [*pages, page]
