"""Is it alive, is it ready, how is it doing."""

from collections.abc import Awaitable, Callable

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy.exc import SQLAlchemyError
from starlette.responses import PlainTextResponse, Response

from cairnloop.daemon.conditions import of_drafting
from cairnloop.daemon.http.answers import json
from cairnloop.daemon.http.auth import House
from cairnloop.daemon.http.bodies import Router
from cairnloop.daemon.services import Services
from cairnloop.daemon.studio import doing
from cairnloop.errors import CairnloopError
from cairnloop.kernel import telemetry
from cairnloop.kernel.schema_version import check_version

router = Router(tags=["health"])


@router.get("/health")
async def health() -> Response:
    """The process answers. Says nothing of its parts."""
    return PlainTextResponse("ok\n")


@router.get("/ready")
async def ready(s: House) -> Response:
    """Whether each part we need answers now: 200 when all do, else 503; each with what it said.

    `degraded` names what works, but not as it should: that is no reason to take the daemon out of service.
    """
    parts = {
        "database": await _ask(s.db.ping),
        "jobs": await _ask(lambda: _jobs(s)),
        "migrations": await _ask(lambda: check_version(s.db)),
    }
    fine = all(said == "ready" for said in parts.values())
    drafting = of_drafting(doing(s.studio)).wrong
    said = {
        "status": "ready" if fine else "blocked",
        "parts": parts,
        "degraded": {"drafting": drafting} if drafting else {},
    }
    return json(said, 200 if fine else 503)


async def _jobs(s: Services) -> None:
    async with s.db.read() as tx:
        await s.jobs.check(tx)


async def _ask(question: Callable[[], Awaitable[None]]) -> str:
    try:
        await question()
    except CairnloopError as error:
        return error.detail
    except (SQLAlchemyError, OSError) as error:
        return f"does not answer ({type(error).__name__})"
    return "ready"


@router.get("/metrics")
async def metrics() -> Response:
    """Counters for Prometheus."""
    return Response(generate_latest(telemetry.REGISTRY), media_type=CONTENT_TYPE_LATEST)
