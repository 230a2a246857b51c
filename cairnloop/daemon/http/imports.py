"""Imports: history of another desk, brought in batches by an admin."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import Body
from starlette.responses import Response

from cairnloop.daemon.http.answers import answer
from cairnloop.daemon.http.auth import AccountManager, House
from cairnloop.daemon.http.bodies import Router
from cairnloop.daemon.http.paging import After, Limit, answer_page, place
from cairnloop.desk.imports import runs, taken
from cairnloop.desk.imports.shapes import import_out
from cairnloop.wire.imports import Batch, ImportOut, NewImport, TakenOut

router = Router(prefix="/api/imports", tags=["imports"])


@router.get("", response_model=None, responses={200: {"model": list[ImportOut]}})
async def list_all(s: House, by: AccountManager, after: After = None, limit: Limit = 50) -> Response:
    """Runs and what they came to, newest first."""
    async with s.db.read() as tx:
        rows = await runs.list_imports(tx, by.account_id, before=place(after), limit=limit + 1)
    return answer_page(rows, limit, import_out, lambda row: (row.created_at, row.id))


@router.post("", status_code=201, response_model=None, responses={201: {"model": ImportOut}})
async def begin(s: House, by: AccountManager, body: NewImport) -> Response:
    """Begin a run. Nothing follows from what is imported: no draft, no mail, no deadline, no webhook."""
    run = await runs.begin(s.db, body, by)
    return answer(import_out(run), 201, headers={"location": f"/api/imports/{run.id}"})


@router.get("/{import_id}", response_model=None, responses={200: {"model": ImportOut}})
async def show(s: House, by: AccountManager, import_id: UUID) -> Response:
    async with s.db.read() as tx:
        return answer(import_out(await runs.get_import(tx, by.account_id, import_id)))


@router.post("/{import_id}/records", response_model=None, responses={200: {"model": TakenOut}})
async def take(s: House, by: AccountManager, import_id: UUID, body: Annotated[Batch, Body()]) -> Response:
    """Take in records of one kind, at most 500; the same records again change nothing.

    Each refers to others by their ids over there, so the kinds come in order: accounts, users, inboxes, inbox_members,
    widget_settings, companies, tags, canned_responses, customers, customer_tags, notes, conversations,
    conversation_tags, messages, files.
    """
    days = s.settings.desk.archive_after_days
    house = taken.House(s.settings.drafting.policy, timedelta(days=days) if days else None)
    return answer(await runs.take(s.db, import_id, body, by, house))


@router.post("/{import_id}/finish", response_model=None, responses={200: {"model": ImportOut}})
async def finish(s: House, by: AccountManager, import_id: UUID) -> Response:
    """Nothing more comes. With `learn`, what was resolved over there is learnt from now."""
    return answer(import_out(await runs.finish(s.db, import_id, by)))
