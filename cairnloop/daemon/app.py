"""The composition root: builds every part from the settings and wires them into one application."""

from collections.abc import Sequence
from functools import partial

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from cairnloop import __version__
from cairnloop.config import Settings
from cairnloop.daemon.cabinet import ENVELOPE, UPLOADS, cabinet
from cairnloop.daemon.here import Here
from cairnloop.daemon.http import static
from cairnloop.daemon.http.kinds import Kinds
from cairnloop.daemon.http.middleware import Gate
from cairnloop.daemon.http.refusals import refuse_in_our_shape
from cairnloop.daemon.http.routers import ROUTERS
from cairnloop.daemon.http.versions import Versions
from cairnloop.daemon.neighbours import Member, Neighbours
from cairnloop.daemon.origins import foreign_origin
from cairnloop.daemon.pace import Kind, Pace
from cairnloop.daemon.pulse import Pulse
from cairnloop.daemon.reactions import reactions
from cairnloop.daemon.services import Services
from cairnloop.daemon.sockets.endpoint import SocketEndpoint
from cairnloop.daemon.sockets.limits import Limits
from cairnloop.daemon.sockets.presence import Roster
from cairnloop.daemon.sockets.protocol import HangUp
from cairnloop.daemon.sockets.topics.caller import Caller, authenticate
from cairnloop.daemon.sockets.topics.routes import routes
from cairnloop.daemon.studio import studio
from cairnloop.desk.hours.calendars import Calendars
from cairnloop.desk.message.accept import Incoming, accept_all
from cairnloop.desk.search.indexer import Indexer
from cairnloop.kernel import telemetry
from cairnloop.kernel.batcher import Batcher
from cairnloop.kernel.clock import Clock, SystemClock
from cairnloop.kernel.database import Database
from cairnloop.kernel.fading import Fading
from cairnloop.kernel.hub import Hub
from cairnloop.kernel.jobs.engines import engine_for
from cairnloop.kernel.outside import Outside
from cairnloop.kernel.outside_rules import Bounds
from cairnloop.kernel.presence import Tracker
from cairnloop.kernel.ratelimit import Rate
from cairnloop.kernel.sealing import Sealer
from cairnloop.kernel.whispers import Whispers
from cairnloop.mail.postman import Postman
from cairnloop.people.access.leaving import Leaves, Watch
from cairnloop.people.access.throttle import SignInThrottle
from cairnloop.people.wishes import Wishes
from cairnloop.visits import recording
from cairnloop.visits.rules import Bounds as VisitBounds
from cairnloop.visits.visiting import seen_all
from cairnloop.webhooks.subscribed import Subscribed
from cairnloop.wire.desk import MessageOut


def build_services(settings: Settings, clock: Clock | None = None) -> Services:
    """Open every part. Nothing runs yet and nothing was asked of the outside world."""
    clock = clock or SystemClock()
    hub = Hub()
    db = Database(
        settings.database.url,
        clock=clock,
        hub=hub,
        synchronous=settings.database.synchronous,
        pool_size=settings.database.pool_size,
    )
    calendars = Calendars(hub)
    indexer = Indexer(db)
    db.reactions = reactions(settings, Subscribed(hub), calendars, indexer.wake, Wishes(hub))
    db.public_url = settings.server.public_url.rstrip("/")
    db.jobs = engine_for(db, rescue_seconds=settings.jobs.rescue_seconds)

    whispers = Whispers(hub)
    typing = Fading(whispers)

    room = settings.visits
    bounds = VisitBounds(room.event_bytes, room.visit_bytes, room.account_bytes, room.visit_events)
    return Services(
        settings=settings,
        clock=clock,
        db=db,
        hub=hub,
        whispers=whispers,
        typing=typing,
        sealer=Sealer.of(settings.security.secret_key.get_secret_value()),
        outside=Outside(
            Bounds.of(settings.outside.allow, http=settings.outside.allow_http, ports=settings.outside.ports)
        ),
        mail=Postman(settings.mail, clock),
        jobs=db.jobs,
        studio=studio(settings, typing),
        cabinet=cabinet(settings, clock),
        calendars=calendars,
        throttle=SignInThrottle(),
        pace=Pace.of(settings),
        messages=Batcher(partial(_accept, db), lanes=db.writers),
        visit_bounds=bounds,
        recorder=Batcher(partial(recording.take_all, db, bounds)),
        visitors=Batcher(partial(seen_all, db)),
        indexer=indexer,
        pulse=Pulse(Neighbours(Member.this(str(db.new_id()))), clock.now()),
        here=Here(),
    )


async def _accept(db: Database, items: Sequence[Incoming]) -> Sequence[MessageOut | Exception]:
    answers = await accept_all(db, items)
    telemetry.messages_accepted.labels("chat").inc(sum(not isinstance(one, Exception) for one in answers))
    return answers


def build_sockets(s: Services, node: str) -> SocketEndpoint[Caller]:
    limits = s.settings.limits
    sockets = SocketEndpoint(
        authenticate=lambda params, headers: authenticate(
            s.db, params, foreign_origin(headers, s.settings.server.public_url)
        ),
        routes=routes(s),
        hub=s.hub,
        roster=Roster(s.hub, Tracker(node)),
        limits=Limits(
            rate=Rate(limits.socket_frames_per_second, limits.socket_burst),
            frame=limits.frame_bytes,
            queued=limits.socket_queue,
        ),
        side=lambda caller: caller.side,
        admit=lambda visitor: s.pace.admit(Kind.SOCKET, visitor),
    )

    s.pulse.sockets_open = sockets.open_now
    s.here.look = sockets.roster.keys

    def hang_up(leaves: Leaves) -> None:
        sockets.hang_up(lambda caller: caller.operator is not None and leaves(caller.operator))

    def open_anew(sees: Leaves) -> None:
        sockets.hang_up(lambda caller: caller.operator is not None and sees(caller.operator), HangUp.SIGHT)

    Watch(s.hub, hang_up, open_anew)
    return sockets


def build_app(s: Services) -> FastAPI:
    """The HTTP application over running services."""
    app = FastAPI(
        title="Cairnloop",
        version=__version__,
        description="A self-hosted support desk: conversations, drafts and decisions, with a trail.",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
    )
    app.state.services = s
    # The routes as they were declared: including a router would work out all of them a second time.
    for module in ROUTERS:
        app.router.routes.extend(module.router.routes)
    app.router.routes.extend(static.routes())
    refuse_in_our_shape(app)
    app.add_middleware(Versions)
    app.add_middleware(
        Gate,
        body_bytes=s.settings.limits.body_bytes,
        uploads=dict.fromkeys(UPLOADS, s.settings.files.max_bytes + ENVELOPE),
        pace=s.pace,
        kinds=Kinds(app.router.routes),
    )
    # Outermost, so that a page of another site can read also why it was refused.
    app.add_middleware(
        CORSMiddleware,
        allow_origin_regex=".*",
        allow_credentials=True,
        allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
        allow_headers=["Content-Type", "Authorization", "X-Cairnloop-Identity"],
        max_age=86_400,
    )
    return app
