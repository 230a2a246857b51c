"""Every table of the house in one metadata: importing this module imports them all."""

import cairnloop.desk.conversation.moving_tables
import cairnloop.desk.hours.tables
import cairnloop.desk.imports.tables
import cairnloop.desk.inbox.tables
import cairnloop.desk.issue.tables
import cairnloop.desk.marks.tables
import cairnloop.desk.search.tables
import cairnloop.desk.sections.tables
import cairnloop.desk.tables
import cairnloop.drafting.context_tables
import cairnloop.drafting.tables
import cairnloop.files.tables
import cairnloop.kernel.announcements
import cairnloop.kernel.audit
import cairnloop.kernel.jobs.tables
import cairnloop.kernel.schedules
import cairnloop.knowledge.tables
import cairnloop.notices.tables
import cairnloop.people.access.tables
import cairnloop.people.customer.tables
import cairnloop.people.tables
import cairnloop.reports.tables
import cairnloop.visits.tables
import cairnloop.webhooks.tables  # noqa: F401 - imported for their tables
from cairnloop.kernel.tables import Row

metadata = Row.metadata
