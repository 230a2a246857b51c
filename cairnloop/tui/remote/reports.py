"""Reading a report: what the daemon says, or why it could not be read, as an event."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from cairnloop.client import Client, Refused, Unreachable
from cairnloop.tui.state.events import Event
from cairnloop.tui.state.reports import Read, ReportRead, ReportUnread, Wish
from cairnloop.tui.state.trouble import Trouble

SAFE = "Nothing was changed by asking. What was read before stays."
PRESS = "Press . to try it again."


async def read_report(daemon: Client, wish: Wish, now: datetime) -> Event:
    """The last so many days, today included."""
    first = now.date() - timedelta(days=wish.days - 1)
    try:
        found = await daemon.report(wish.name, from_date=str(first), to_date=str(now.date()))
        return ReportRead(wish, Read(_checked(found), now))
    except (Refused, Unreachable) as error:
        what = f"This report could not be read: {error.detail}"
    except (KeyError, TypeError):
        what = "This report could not be read: the daemon answered in a way this console does not understand."
    return ReportUnread(wish, Trouble(what, SAFE, PRESS))


def _checked(found: Mapping[str, Any]) -> Mapping[str, Any]:
    """What every report has. Raises KeyError or TypeError for what is none."""
    for name in ("rows", "from_date", "to_date", "time_zone"):
        found[name]
    return found
