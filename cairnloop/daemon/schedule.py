"""What the daemon does at set times: the one table of schedules."""

from datetime import UTC, datetime

from apscheduler.triggers.interval import IntervalTrigger

from cairnloop.daemon.handlers import FORGET_NEWS, FORGET_SESSIONS
from cairnloop.desk.conversation.archiving import ARCHIVE_STALE
from cairnloop.desk.conversation.assignment import HAND_OUT_ALL
from cairnloop.desk.search.indexer import INDEX_MESSAGES
from cairnloop.files.forgetting import FORGET_ORPHANS, GIVE_UP_UPLOADS
from cairnloop.kernel.schedules import Schedule
from cairnloop.reports.counting import COUNT_REPORTS
from cairnloop.visits.forgetting import FORGET_VISITS
from cairnloop.webhooks.pruning import FORGET_WEBHOOKS

# An interval counts from here, so that it keeps its beat over restarts.
START = datetime(2026, 1, 1, tzinfo=UTC)

SCHEDULES: list[Schedule] = [
    Schedule("forget_sessions", IntervalTrigger(hours=1, start_date=START, timezone=UTC), FORGET_SESSIONS),
    Schedule("forget_news", IntervalTrigger(minutes=5, start_date=START, timezone=UTC), FORGET_NEWS),
    Schedule("index_messages", IntervalTrigger(minutes=1, start_date=START, timezone=UTC), INDEX_MESSAGES),
    Schedule("hand_out", IntervalTrigger(minutes=1, start_date=START, timezone=UTC), HAND_OUT_ALL),
    Schedule("archive_stale", IntervalTrigger(hours=1, start_date=START, timezone=UTC), ARCHIVE_STALE),
    Schedule("forget_orphans", IntervalTrigger(hours=1, start_date=START, timezone=UTC), FORGET_ORPHANS),
    Schedule("give_up_uploads", IntervalTrigger(hours=6, start_date=START, timezone=UTC), GIVE_UP_UPLOADS),
    Schedule("forget_webhooks", IntervalTrigger(hours=1, start_date=START, timezone=UTC), FORGET_WEBHOOKS),
    Schedule("forget_visits", IntervalTrigger(hours=1, start_date=START, timezone=UTC), FORGET_VISITS),
    Schedule("count_reports", IntervalTrigger(minutes=1, start_date=START, timezone=UTC), COUNT_REPORTS),
]
