"""Issues, and the customers who wait for them."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from starlette.responses import Response

from cairnloop.daemon.http.answers import answer
from cairnloop.daemon.http.auth import Converser, House, Reader
from cairnloop.daemon.http.bodies import Router
from cairnloop.daemon.http.paging import After, Limit, answer_page, place
from cairnloop.desk.issue import issues, links
from cairnloop.desk.issue.rules import State
from cairnloop.desk.issue.shapes import issue_out
from cairnloop.people.customer.customers import get_customer
from cairnloop.wire.issues import IssueChange, IssueOut, Link, LinkedOut, NewIssue
from cairnloop.wire.text import storable

router = Router(prefix="/api", tags=["issues"])


@router.get("/issues", response_model=None, responses={200: {"model": list[IssueOut]}})
async def list_all(
    s: House,
    by: Reader,
    state: State | None = None,
    customer_id: Annotated[UUID | None, Query(description="what this customer waits for")] = None,
    github_issue_url: Annotated[str | None, Query(max_length=2000)] = None,
    after: After = None,
    limit: Limit = 50,
) -> Response:
    """Issues, newest first."""
    before = place(after)
    address = None if github_issue_url is None else storable(github_issue_url).strip()
    async with s.db.read() as tx:
        if customer_id is not None:
            customer_id = (await get_customer(tx, by.account_id, customer_id)).id
        asked = issues.Asked(state, address, customer_id)
        rows = await issues.list_issues(tx, by.account_id, asked, before=before, limit=limit + 1)
    return answer_page(rows, limit, issue_out, lambda row: (row.created_at, row.id))


@router.post("/issues", status_code=201, response_model=None, responses={201: {"model": IssueOut}})
async def create(s: House, by: Converser, body: NewIssue) -> Response:
    """Keep what somebody has to build or repair."""
    issue = await issues.open_issue(s.db, body.issue, by)
    return answer(issue_out(issue), 201, headers={"location": f"/api/issues/{issue.id}"})


@router.get("/issues/{issue_id}", response_model=None, responses={200: {"model": IssueOut}})
async def show(s: House, by: Reader, issue_id: UUID) -> Response:
    async with s.db.read() as tx:
        return answer(issue_out(await issues.get_issue(tx, by.account_id, issue_id)))


@router.put("/issues/{issue_id}", response_model=None, responses={200: {"model": IssueOut}})
@router.patch("/issues/{issue_id}", response_model=None, responses={200: {"model": IssueOut}})
async def change(s: House, by: Converser, issue_id: UUID, body: IssueChange) -> Response:
    """What is left out stays; null empties it."""
    return answer(issue_out(await issues.change_issue(s.db, issue_id, body.issue, by)))


@router.delete("/issues/{issue_id}", status_code=204)
async def remove(s: House, by: Converser, issue_id: UUID) -> Response:
    """The issue goes, and nobody waits for it any more."""
    await issues.remove_issue(s.db, issue_id, by)
    return Response(status_code=204)


@router.post("/customers/{customer_id}/issues", response_model=None, responses={200: {"model": LinkedOut}})
async def link(s: House, by: Converser, customer_id: UUID, body: Link) -> Response:
    """This customer waits for it too. One that is linked already changes nothing."""
    return answer({"ok": True, "issues": await links.link(s.db, customer_id, body.issue_id, by)})


@router.delete("/customers/{customer_id}/issues/{issue_id}", response_model=None, responses={200: {"model": LinkedOut}})
async def unlink(s: House, by: Converser, customer_id: UUID, issue_id: UUID) -> Response:
    return answer({"ok": True, "issues": await links.unlink(s.db, customer_id, issue_id, by)})
