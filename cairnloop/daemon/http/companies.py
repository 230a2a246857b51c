"""Companies, and the customers who belong to them."""

from uuid import UUID

from starlette.responses import Response

from cairnloop.daemon.http.answers import answer
from cairnloop.daemon.http.auth import Converser, House, Reader
from cairnloop.daemon.http.bodies import Router
from cairnloop.daemon.http.paging import After, Limit, answer_page, cursor, place
from cairnloop.desk.customer.timeline import company_timeline, read_place, write_place
from cairnloop.people.customer import companies
from cairnloop.people.customer.pages import Wanted, page
from cairnloop.people.customer.shapes import company_out
from cairnloop.people.shapes import customer_out
from cairnloop.wire.customers import CompanyChange, CompanyOut, NewCompany, TimelineOut
from cairnloop.wire.people import CustomerOut

router = Router(prefix="/api/companies", tags=["customers"])


@router.get("", response_model=None, responses={200: {"model": list[CompanyOut]}})
async def list_all(s: House, by: Reader, after: After = None, limit: Limit = 50) -> Response:
    """Companies, newest first."""
    async with s.db.read() as tx:
        rows = await companies.list_companies(tx, by.account_id, before=place(after), limit=limit + 1)
    return answer_page(rows, limit, company_out, lambda row: (row.created_at, row.id))


@router.post("", status_code=201, response_model=None, responses={201: {"model": CompanyOut}})
async def create(s: House, by: Converser, body: NewCompany) -> Response:
    company = await companies.add_company(s.db, body.company, by)
    return answer(company_out(company), 201, headers={"location": f"/api/companies/{company.id}"})


@router.get("/{company_id}", response_model=None, responses={200: {"model": CompanyOut}})
async def show(s: House, by: Reader, company_id: UUID) -> Response:
    async with s.db.read() as tx:
        return answer(company_out(await companies.get_company(tx, by.account_id, company_id)))


@router.put("/{company_id}", response_model=None, responses={200: {"model": CompanyOut}})
@router.patch("/{company_id}", response_model=None, responses={200: {"model": CompanyOut}})
async def change(s: House, by: Converser, company_id: UUID, body: CompanyChange) -> Response:
    """What is left out stays; null empties it."""
    return answer(company_out(await companies.change_company(s.db, company_id, body.company, by)))


@router.delete("/{company_id}", status_code=204)
async def remove(s: House, by: Converser, company_id: UUID) -> Response:
    """The company goes; its customers stay, and belong to none."""
    await companies.remove_company(s.db, company_id, by)
    return Response(status_code=204)


@router.get("/{company_id}/customers", response_model=None, responses={200: {"model": list[CustomerOut]}})
async def list_customers(s: House, by: Reader, company_id: UUID, after: After = None, limit: Limit = 50) -> Response:
    """Who belongs to it, last changed first."""
    async with s.db.read() as tx:
        await companies.get_company(tx, by.account_id, company_id)
        found = await page(tx, Wanted(by.account_id, company_id=company_id), before=place(after), limit=limit)
    shapes = [customer_out(row) for row in found.rows]
    return answer(shapes, next=cursor(found.seen_to), previous=None, limit=limit)


@router.get("/{company_id}/timeline", response_model=None, responses={200: {"model": list[TimelineOut]}})
async def show_timeline(s: House, by: Reader, company_id: UUID, after: After = None, limit: Limit = 50) -> Response:
    """What happened with those who belong to it, newest first; of more than 200, with those who changed last."""
    async with s.db.read() as tx:
        before = None if after is None else read_place(after)
        steps, seen_to = await company_timeline(tx, by.account_id, company_id, before=before, limit=limit)
    following = None if seen_to is None else write_place(seen_to)
    return answer([step.shape for step in steps], next=following, previous=None, limit=limit)
