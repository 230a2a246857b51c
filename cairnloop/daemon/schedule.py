"""What the daemon does at set times: the one table of schedules."""

from datetime import UTC, datetime

from apscheduler.triggers.interval import IntervalTrigger

from cairnloop.daemon.handlers import FORGET_NEWS, FORGET_SESSIONS
from cairnloop.kernel.schedules import Schedule

# An interval counts from here, so that it keeps its beat over restarts.
START = datetime(2026, 1, 1, tzinfo=UTC)

SCHEDULES: list[Schedule] = [
    Schedule("forget_sessions", IntervalTrigger(hours=1, start_date=START, timezone=UTC), FORGET_SESSIONS),
    Schedule("forget_news", IntervalTrigger(minutes=5, start_date=START, timezone=UTC), FORGET_NEWS),
]
