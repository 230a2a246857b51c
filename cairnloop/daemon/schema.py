"""Every table of the house in one metadata: importing this module imports them all."""

import cairnloop.kernel.audit
import cairnloop.kernel.jobs.tables  # noqa: F401 - imported for their tables
from cairnloop.kernel.tables import Row

metadata = Row.metadata
