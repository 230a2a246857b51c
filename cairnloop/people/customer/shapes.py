"""Companies, notes, tags and what else is kept of customers, as the wire shows them."""

from collections.abc import Iterable, Iterator

from cairnloop.people.customer.tables import Company, CustomerNote, Tag
from cairnloop.people.shapes import customer_out, user_out
from cairnloop.people.tables import Customer, User
from cairnloop.wire.customers import CSV_COLUMNS, CompanyOut, NoteOut
from cairnloop.wire.people import naive
from cairnloop.wire.sheets import csv_line
from cairnloop.wire.tags import TagOut


def tag_out(tag: Tag) -> TagOut:
    return {
        "id": str(tag.id),
        "object": "tag",
        "account_id": str(tag.account_id),
        "name": tag.name,
        "description": tag.description,
        "color": tag.color,
        "created_at": naive(tag.created_at),
        "updated_at": naive(tag.updated_at),
    }


def company_out(company: Company) -> CompanyOut:
    return {
        "id": str(company.id),
        "object": "company",
        "account_id": str(company.account_id),
        "name": company.name,
        "description": company.description,
        "external_id": company.external_id,
        "website_url": company.website_url,
        "industry": company.industry,
        "logo_image_url": company.logo_image_url,
        "metadata": company.details,
        "slack_channel_id": None,
        "slack_channel_name": None,
        "slack_team_id": None,
        "slack_team_name": None,
        "created_at": naive(company.created_at),
        "updated_at": naive(company.updated_at),
    }


def note_out(note: CustomerNote, author: User) -> NoteOut:
    return {
        "id": str(note.id),
        "object": "note",
        "account_id": str(note.account_id),
        "customer_id": str(note.customer_id),
        "author_id": note.author_id,
        "author": user_out(author),
        "body": note.body,
        "content_type": "text",
        "created_at": naive(note.created_at),
        "updated_at": naive(note.updated_at),
    }


def csv_lines(customers: Iterable[Customer]) -> Iterator[str]:
    """A line a customer, in the columns of the CSV."""
    for customer in customers:
        shape: dict[str, object] = {**customer_out(customer)}
        yield csv_line([shape[name] for name in CSV_COLUMNS])
