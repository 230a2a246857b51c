"""Visits as the wire shows them."""

from uuid import uuid5

import orjson

from cairnloop.kernel.tables import Record
from cairnloop.people.shapes import customer_basic_out
from cairnloop.people.tables import Customer
from cairnloop.visits.tables import ReplayEvent, Visit
from cairnloop.wire.people import naive, zulu
from cairnloop.wire.visits import ReplayEventOut, VisitOut


def own_visit_out(visit: Visit) -> VisitOut:
    """For a page that has shown no more than the visit's id: it is not told whose the visit is."""
    told = visit_out(visit)
    told["customer_id"] = None
    return told


def visit_out(visit: Visit, customer: Customer | Record | None = None) -> VisitOut:
    """With the customer for operators; a page is told nothing of them but the id that it gave itself."""
    return {
        "id": str(visit.id),
        "object": "browser_session",
        "account_id": str(visit.account_id),
        "customer_id": None if visit.customer_id is None else str(visit.customer_id),
        "metadata": visit.details,
        "pages": visit.pages,
        "events": visit.events,
        "bytes": visit.size,
        "started_at": zulu(visit.started_at) or "",
        "finished_at": zulu(visit.finished_at),
        "last_seen_at": zulu(visit.last_seen_at) or "",
        "created_at": naive(visit.created_at),
        "updated_at": naive(visit.updated_at),
        "customer": None if customer is None else customer_basic_out(customer),
    }


def event_out(row: ReplayEvent) -> ReplayEventOut:
    """`event` stands in it as the JSON that was kept."""
    return {
        "id": str(uuid5(row.visit_id, str(row.number))),
        "object": "browser_replay_event",
        "account_id": str(row.account_id),
        "number": row.number,
        "timestamp": row.at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "event": orjson.Fragment(row.event),
    }
