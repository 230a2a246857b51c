"""What a visitor's page asks about its own visit, without signing in: whoever knows the visit's id may."""

from uuid import UUID

from fastapi import Depends, Request
from starlette.responses import Response

from cairnloop.daemon.http.answers import answer
from cairnloop.daemon.http.auth import House
from cairnloop.daemon.http.bodies import Router
from cairnloop.daemon.http.pages import Claimed, known_page
from cairnloop.daemon.origins import foreign_origin
from cairnloop.desk.inbox.entrances import require_page
from cairnloop.visits import queries, visiting
from cairnloop.visits.shapes import own_visit_out, visit_out
from cairnloop.wire.visits import Identify, NewVisit, VisitOut


async def own_page(request: Request, s: House, visit_id: UUID) -> None:
    """A dependency: the page may come in by one of the inboxes of the visit's account. Raises NotFound, WrongOrigin."""
    origin = foreign_origin(request.headers, s.settings.server.public_url)
    async with s.db.read() as tx:
        await require_page(tx, origin, await queries.account_of(tx, visit_id), None)


router = Router(prefix="/api/browser_sessions", tags=["public"])
Own = Depends(own_page)


@router.post(
    "",
    status_code=201,
    response_model=None,
    responses={201: {"model": VisitOut}},
    dependencies=[Depends(known_page)],
)
async def begin(s: House, claim: Claimed, body: NewVisit) -> Response:
    """Somebody came to the website. Unknown fields are ignored, and so is a customer whom nobody knows any more."""
    visit = await visiting.begin(s.db, body.browser_session, claim)
    return answer(visit_out(visit), 201, headers={"location": f"/api/browser_sessions/{visit.id}"})


@router.get("/{visit_id}/exists")
async def exists(s: House, visit_id: UUID) -> Response:
    """Whether a page may go on with the visit it remembers."""
    async with s.db.read() as tx:
        return answer(await queries.exists(tx, visit_id))


@router.post("/{visit_id}/identify", response_model=None, responses={200: {"model": VisitOut}}, dependencies=[Own])
async def identify(s: House, claim: Claimed, visit_id: UUID, body: Identify) -> Response:
    """The page knows now who it is."""
    return answer(visit_out(await visiting.identify(s.db, visit_id, body.customer_id, claim)))


@router.post("/{visit_id}/finish", response_model=None, responses={200: {"model": VisitOut}}, dependencies=[Own])
async def finish(s: House, visit_id: UUID) -> Response:
    """The page is closed. Whatever body comes along is not looked at."""
    return answer(own_visit_out(await visiting.finish(s.db, visit_id)))


@router.post("/{visit_id}/restart", response_model=None, responses={200: {"model": VisitOut}}, dependencies=[Own])
async def restart(s: House, visit_id: UUID) -> Response:
    """The page is there again. Whatever body comes along is not looked at."""
    return answer(own_visit_out(await visiting.restart(s.db, visit_id)))
