"""Visits of the website as operators see them; what visitors' pages ask is in visiting.py."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from starlette.responses import Response

from cairnloop.daemon.http.answers import answer
from cairnloop.daemon.http.auth import Converser, Eraser, House, Reader
from cairnloop.daemon.http.bodies import Router
from cairnloop.daemon.http.paging import After, Limit, answer_page, place
from cairnloop.people.customer.customers import get_customer
from cairnloop.visits import managing, queries
from cairnloop.visits.queries import Asked
from cairnloop.visits.shapes import event_out, visit_out
from cairnloop.wire.visits import CountOut, VisitChange, VisitOut, VisitWithEventsOut

router = Router(prefix="/api/browser_sessions", tags=["visits"])
OfCustomer = Annotated[UUID | None, Query(description="only this customer's")]
Active = Annotated[bool | None, Query(description="true: those that go on; false: those that are over")]


@router.get("", response_model=None, responses={200: {"model": list[VisitOut]}})
async def list_visits(
    s: House,
    by: Reader,
    customer_id: OfCustomer = None,
    active: Active = None,
    ids: Annotated[list[UUID], Query(alias="ids[]", max_length=200)] = [],  # noqa: B006
    after: After = None,
    limit: Limit = 50,
) -> Response:
    """Visits, newest first. `recording` says whether the account keeps what recorders see."""
    before = place(after)
    async with s.db.read() as tx:
        if customer_id is not None:
            customer_id = (await get_customer(tx, by.account_id, customer_id)).id
        asked = Asked(customer_id, active, ids)
        rows = await queries.list_visits(tx, by.account_id, asked, before=before, limit=limit + 1)
        recording = await queries.recording(tx, by.account_id, house=s.settings.visits.record)
    return answer_page(
        rows, limit, lambda row: visit_out(*row), lambda row: (row[0].started_at, row[0].id), recording=recording
    )


@router.get("/count", response_model=None, responses={200: {"model": CountOut}})
async def count(s: House, by: Reader, customer_id: OfCustomer = None, active: Active = None) -> Response:
    """How many there are, counted up to 10,000; then it means at least so many."""
    async with s.db.read() as tx:
        if customer_id is not None:
            customer_id = (await get_customer(tx, by.account_id, customer_id)).id
        return answer({"count": await queries.count_visits(tx, by.account_id, Asked(customer_id, active))})


@router.get("/{visit_id}", response_model=None, responses={200: {"model": VisitWithEventsOut}})
async def show(
    s: House,
    by: Reader,
    visit_id: UUID,
    after: Annotated[int, Query(ge=0, lt=2**31, description="the `next` of the page before")] = 0,
    limit: Annotated[int, Query(ge=1, le=1000, description="events; a page ends at 2 MB, too")] = 500,
) -> Response:
    """A visit with what was recorded of it, in the order it came."""
    async with s.db.read() as tx:
        visit = await queries.get_visit(tx, by.account_id, visit_id)
        customer = await queries.customer_of(tx, visit)
        some = await queries.events_of(tx, visit.id, after=after, limit=limit)
        recording = await queries.recording(tx, by.account_id, house=s.settings.visits.record)
    shape = {**visit_out(visit, customer), "browser_replay_events": [event_out(row) for row in some.rows]}
    return answer(shape, next=some.after, recording=recording)


@router.put("/{visit_id}", response_model=None, responses={200: {"model": VisitOut}})
@router.patch("/{visit_id}", response_model=None, responses={200: {"model": VisitOut}})
async def change(s: House, by: Converser, visit_id: UUID, body: VisitChange) -> Response:
    """What is left out stays; null empties it."""
    visit = await managing.change(s.db, visit_id, body.browser_session, by)
    async with s.db.read() as tx:
        return answer(visit_out(visit, await queries.customer_of(tx, visit)))


@router.delete("/{visit_id}", status_code=204)
async def remove(s: House, by: Eraser, visit_id: UUID) -> Response:
    """The visit goes, with everything that was recorded of it."""
    await managing.remove(s.db, visit_id, by)
    return Response(status_code=204)
