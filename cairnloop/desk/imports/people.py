"""Taking in companies, customers and the notes on them."""

from collections.abc import Sequence
from typing import Any

from cairnloop.desk.imports import links
from cairnloop.desk.imports.keeping import Wish, keep, once
from cairnloop.desk.imports.rules import digest_of, past
from cairnloop.desk.imports.taken import Work
from cairnloop.people.customer.tables import Company, CustomerNote
from cairnloop.people.tables import Customer
from cairnloop.wire.imported import CompanyRecord, CustomerRecord, NoteRecord

NO_CUSTOMER = "its customer was not imported, or is not here any more"
NO_AUTHOR = "its author has no seat here; it stands under your name"
# Of a record what is no column of the row, or stands there under another name.
REFERS = {"id", "created_at", "updated_at", "company", "metadata", "first_seen", "last_seen_at"}


async def take_companies(work: Work, records: Sequence[CompanyRecord]) -> None:
    wishes = []
    for record in once(work, records):
        values = record.model_dump(exclude=REFERS) | {"details": record.metadata} | _times(work, record)
        wishes.append(Wish(record.id, digest_of(record.model_dump_json()), values, values["updated_at"]))
    await keep(work, Company, wishes, fixed=("created_at",))


async def take_customers(work: Work, records: Sequence[CustomerRecord]) -> None:
    companies = await links.companies(work, {record.company for record in records})
    wishes = []
    for record in once(work, records):
        company = companies.get(record.company or "")
        if record.company is not None and company is None:
            work.taken.remark(record.id, "its company was not imported")
        first = past(record.first_seen or record.created_at, work.tx.now)
        values: dict[str, Any] = {
            **record.model_dump(exclude=REFERS),
            **_times(work, record),
            "details": record.metadata,
            "company_id": company,
            "first_seen": first,
            "last_seen_at": max(first, past(record.last_seen_at or record.created_at, work.tx.now)),
        }
        wishes.append(Wish(record.id, digest_of(record.model_dump_json(), company), values, values["updated_at"]))
    await keep(work, Customer, wishes, fixed=("created_at",))


async def take_notes(work: Work, records: Sequence[NoteRecord]) -> None:
    customers = await links.customers(work, {record.customer for record in records})
    authors = await links.users(work, {record.author for record in records})
    wishes = []
    for record in once(work, records):
        customer, author = customers.get(record.customer), authors.get(record.author or "")
        if customer is None:
            work.taken.skip(record.id, NO_CUSTOMER)
            continue
        if author is None:
            work.taken.remark(record.id, NO_AUTHOR)
        values = {
            "customer_id": customer,
            "author_id": author or work.by.user_id,
            "body": record.body,
            **_times(work, record),
        }
        wishes.append(
            Wish(record.id, digest_of(record.model_dump_json(), customer, author), values, values["updated_at"])
        )
    await keep(work, CustomerNote, wishes, fixed=("created_at",))


def _times(work: Work, record: CompanyRecord | CustomerRecord | NoteRecord) -> dict[str, Any]:
    return {
        "created_at": past(record.created_at, work.tx.now),
        "updated_at": past(record.updated_at or record.created_at, work.tx.now),
    }
