"""Every table of the house in one metadata: importing this module imports them all."""

import cairnloop.desk.tables
import cairnloop.drafting.tables
import cairnloop.kernel.announcements
import cairnloop.kernel.audit
import cairnloop.kernel.jobs.tables
import cairnloop.kernel.schedules
import cairnloop.knowledge.tables
import cairnloop.people.tables  # noqa: F401 - imported for their tables
from cairnloop.kernel.tables import Row

metadata = Row.metadata
