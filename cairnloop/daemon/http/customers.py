"""Customers as operators see and change them; what customers' pages ask is in public.py."""

import math
from collections.abc import AsyncIterator
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Query
from starlette.responses import Response, StreamingResponse

from cairnloop.daemon.http.answers import answer
from cairnloop.daemon.http.auth import Converser, House, Reader, Steward
from cairnloop.daemon.http.bodies import Router
from cairnloop.daemon.http.paging import Limit, cursor, place
from cairnloop.desk.customer import export as customer_export
from cairnloop.desk.customer.cards import card, cards
from cairnloop.desk.customer.timeline import read_place, timeline, write_place
from cairnloop.desk.marks import tags
from cairnloop.errors import Invalid
from cairnloop.people.customer import customers
from cairnloop.people.customer import erasure as customer_erasure
from cairnloop.people.customer import merge as customer_merge
from cairnloop.people.customer.pages import COUNTED, Wanted, numbered, page, portion
from cairnloop.people.customer.shapes import csv_lines
from cairnloop.people.shapes import customer_out
from cairnloop.wire.customers import (
    CSV_COLUMNS,
    CustomerChange,
    CustomerExpandedOut,
    DuplicateOut,
    ErasingOut,
    Expandable,
    Merge,
    TimelineOut,
)
from cairnloop.wire.people import CustomerOut
from cairnloop.wire.sheets import csv_line
from cairnloop.wire.tags import PutOn, TaggedOut
from cairnloop.wire.text import storable

router = Router(prefix="/api/customers", tags=["customers"])
Cursor = Annotated[str | None, Query(max_length=300, description="the `next` of the page before")]
Expand = Annotated[list[Expandable], Query(alias="expand[]", max_length=6)]
CSV_PORTION = 500


@router.get("", response_model=None, responses={200: {"model": list[CustomerExpandedOut]}})
async def list_customers(
    s: House,
    by: Reader,
    expand: Expand = [],  # noqa: B006
    q: Annotated[str, Query(max_length=255, description="how a name or an address begins, or an id")] = "",
    company_id: UUID | None = None,
    tag_id: UUID | None = None,
    number: Annotated[int | None, Query(alias="page", ge=1, le=COUNTED)] = None,
    page_size: Annotated[int | None, Query(ge=1, le=200)] = None,
    limit: Limit = 50,
    after: Cursor = None,
    format: Literal["json", "csv"] = "json",
) -> Response:
    """Customers, last changed first: by cursor, by number with `page`, or with `format=csv` all of them as a file.

    `total_entries` is counted up to 10,000; then it means at least so many.
    """
    wanted = Wanted(by.account_id, storable(q).strip(), company_id, tag_id)
    if format == "csv":
        name = {"content-disposition": 'attachment; filename="customers.csv"'}
        return StreamingResponse(_csv(s, wanted), media_type="text/csv; charset=utf-8", headers=name)
    size = page_size or limit
    if number is not None:
        if after is not None:
            raise Invalid.field("after", "and `page` exclude each other")
        async with s.db.read() as tx:
            found = await numbered(tx, wanted, number=number, size=size)
            shapes = await cards(tx, found.rows, expand)
        pages = math.ceil(found.total / size)
        return answer(
            shapes, page_number=number, page_size=size, total_pages=pages, total_entries=found.total, limit=size
        )
    async with s.db.read() as tx:
        some = await page(tx, wanted, before=place(after), limit=size)
        shapes = await cards(tx, some.rows, expand)
    return answer(shapes, next=cursor(some.seen_to), previous=None, limit=size)


async def _csv(s: House, wanted: Wanted) -> AsyncIterator[str]:
    """A portion a transaction: however many there are, few are in memory, and nobody waits for us."""
    yield csv_line(CSV_COLUMNS)
    after = None
    while True:
        async with s.db.read() as tx:
            rows = await portion(tx, wanted, after=after, limit=CSV_PORTION)
        yield "".join(csv_lines(rows))
        if len(rows) < CSV_PORTION:
            return
        after = rows[-1].id


@router.get("/{customer_id}", response_model=None, responses={200: {"model": CustomerExpandedOut}})
async def show(s: House, by: Reader, customer_id: UUID, expand: Expand = []) -> Response:  # noqa: B006
    """A customer; for one who was merged it is whom they turned out to be, under that one's id."""
    async with s.db.read() as tx:
        return answer(await card(tx, await customers.get_customer(tx, by.account_id, customer_id), expand))


@router.put("/{customer_id}", response_model=None, responses={200: {"model": CustomerOut}})
@router.patch("/{customer_id}", response_model=None, responses={200: {"model": CustomerOut}})
async def change(s: House, by: Converser, customer_id: UUID, body: CustomerChange) -> Response:
    """What is left out stays; null empties it."""
    return answer(customer_out(await customers.change(s.db, customer_id, body.customer, by)))


@router.delete("/{customer_id}", status_code=202, response_model=None, responses={202: {"model": ErasingOut}})
async def erase(s: House, by: Steward, customer_id: UUID) -> Response:
    """Forget a customer with everything they wrote and everything that was kept of it. It cannot be taken back.

    They are gone for everybody at once; a job removes the rest. One line of the trail stays, which does not say who.
    """
    gone = await customer_erasure.erase(s.db, customer_id, by)
    return answer({"id": str(gone), "object": "customer", "erasing": True}, 202)


@router.get("/{customer_id}/export")
async def export(s: House, by: Steward, customer_id: UUID, private: bool = False) -> Response:
    """All that we hold about a customer, as one JSON document. With `private` also colleagues' notes among messages."""
    customer = await customer_export.begin(s.db, customer_id, by, private=private)
    name = {"content-disposition": f'attachment; filename="customer-{customer.id}.json"'}
    document = customer_export.document(s.db, customer, private=private)
    return StreamingResponse(document, media_type="application/json", headers=name)


@router.get("/{customer_id}/timeline", response_model=None, responses={200: {"model": list[TimelineOut]}})
async def show_timeline(s: House, by: Reader, customer_id: UUID, after: Cursor = None, limit: Limit = 50) -> Response:
    """What happened with a customer, newest first: conversations, visits, notes, tags, merges, exports."""
    async with s.db.read() as tx:
        before = None if after is None else read_place(after)
        steps, place = await timeline(tx, by.account_id, customer_id, before=before, limit=limit)
    following = None if place is None else write_place(place)
    return answer([step.shape for step in steps], next=following, previous=None, limit=limit)


@router.get("/{customer_id}/duplicates", response_model=None, responses={200: {"model": list[DuplicateOut]}})
async def show_duplicates(s: House, by: Reader, customer_id: UUID) -> Response:
    """Who might be the same: customers with the same address, or whom the host's own system knows by the same id."""
    async with s.db.read() as tx:
        found = await customer_merge.duplicates(tx, by.account_id, customer_id)
    return answer([{"customer": customer_out(customer), "same": same} for customer, same in found])


@router.post("/{customer_id}/merge", response_model=None, responses={200: {"model": CustomerOut}})
async def merge(s: House, by: Converser, customer_id: UUID, body: Merge) -> Response:
    """This customer was `into` all along, who stays and is answered. What is known of them wins; blanks are filled.

    The old id goes on working, and means the one who stays.
    """
    return answer(customer_out(await customer_merge.merge(s.db, customer_id, body.into, by)))


@router.post("/{customer_id}/tags", response_model=None, responses={200: {"model": TaggedOut}})
async def put_tag_on(s: House, by: Converser, customer_id: UUID, body: PutOn) -> Response:
    """One that is there already changes nothing."""
    return answer({"ok": True, "tags": await tags.tag_customer(s.db, customer_id, body.tag_id, by)})


@router.delete("/{customer_id}/tags/{tag_id}", response_model=None, responses={200: {"model": TaggedOut}})
async def take_tag_off(s: House, by: Converser, customer_id: UUID, tag_id: UUID) -> Response:
    return answer({"ok": True, "tags": await tags.untag_customer(s.db, customer_id, tag_id, by)})
