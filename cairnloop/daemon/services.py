"""Everything a running daemon hands to its edges."""

from dataclasses import dataclass
from typing import cast
from uuid import UUID

from starlette.requests import HTTPConnection

from cairnloop.config import Settings
from cairnloop.daemon.here import Here
from cairnloop.daemon.pace import Pace
from cairnloop.daemon.pulse import Pulse
from cairnloop.desk.hours.calendars import Calendars
from cairnloop.desk.message.accept import Incoming
from cairnloop.desk.search.indexer import Indexer
from cairnloop.drafting.proposals import Studio
from cairnloop.files.cabinet import Cabinet
from cairnloop.kernel.batcher import Batcher
from cairnloop.kernel.clock import Clock
from cairnloop.kernel.database import Database
from cairnloop.kernel.fading import Fading
from cairnloop.kernel.hub import Hub
from cairnloop.kernel.jobs.port import JobEngine
from cairnloop.kernel.outside import Outside
from cairnloop.kernel.sealing import Sealer
from cairnloop.kernel.whispers import Whispers
from cairnloop.mail.postman import Postman
from cairnloop.people.access.throttle import SignInThrottle
from cairnloop.visits.recording import Seen
from cairnloop.visits.rules import Bounds
from cairnloop.wire.desk import MessageOut


@dataclass(frozen=True, slots=True)
class Services:
    settings: Settings
    clock: Clock
    db: Database
    hub: Hub
    whispers: Whispers
    typing: Fading
    sealer: Sealer
    outside: Outside
    mail: Postman
    jobs: JobEngine
    studio: Studio
    cabinet: Cabinet
    calendars: Calendars
    throttle: SignInThrottle
    pace: Pace
    messages: Batcher[Incoming, MessageOut]
    visit_bounds: Bounds
    recorder: Batcher[Seen, str | None]
    visitors: Batcher[UUID, None]
    indexer: Indexer
    pulse: Pulse
    here: Here


def services(connection: HTTPConnection) -> Services:
    """The services of the application that serves this request."""
    return cast(Services, connection.app.state.services)
