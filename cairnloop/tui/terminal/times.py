"""Instants off the wire, and how long ago or how soon they are, in few letters."""

from datetime import UTC, datetime, timedelta

MINUTE, HOUR, DAY = 60, 3600, 86400


def instant(text: str | None) -> datetime | None:
    """An instant of the wire; those without a zone are UTC. What cannot be read is no instant."""
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at


def brief(length: timedelta) -> str:
    """`12m`, `2h`, `3d`; under a minute `<1m`."""
    seconds = int(abs(length.total_seconds()))
    if seconds < MINUTE:
        return "<1m"
    if seconds < HOUR:
        return f"{seconds // MINUTE}m"
    if seconds < 2 * DAY:
        return f"{seconds // HOUR}h"
    return f"{seconds // DAY}d"


def age(at: datetime | None, now: datetime) -> str:
    """How long ago: `now`, `12m`, `2h`, `3d`."""
    if at is None:
        return ""
    return "now" if now - at < timedelta(seconds=MINUTE) else brief(now - at)


def clock(at: datetime, now: datetime) -> str:
    """The time of day where the operator sits."""
    return f"{at.astimezone(now.tzinfo):%H:%M}"


def day(at: datetime, now: datetime) -> str:
    """`Today`, `Yesterday`, `Thu 19 Nov`, and the year when it is another one."""
    here, today = at.astimezone(now.tzinfo).date(), now.date()
    if here == today:
        return "Today"
    if here == today - timedelta(days=1):
        return "Yesterday"
    said = f"{here:%a} {here.day} {here:%b}"
    return said if here.year == today.year else f"{said} {here.year}"


def seconds_left(until: datetime, now: datetime) -> int:
    """Whole seconds, rounded up: a countdown shows 1 until it is over."""
    return max(0, -int(-(until - now).total_seconds() // 1))


def when(at: datetime, now: datetime) -> str:
    """A time to come: `until 15:30`, `until Tue 3 Mar 09:00`."""
    here = at.astimezone(now.tzinfo)
    return f"until {clock(at, now)}" if here.date() == now.date() else f"until {day(at, now)} {clock(at, now)}"
