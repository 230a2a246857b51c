"""Notes on customers."""

from uuid import UUID

from starlette.responses import Response

from cairnloop.daemon.http.answers import answer
from cairnloop.daemon.http.auth import Converser, House, Reader
from cairnloop.daemon.http.bodies import Router
from cairnloop.daemon.http.paging import After, Limit, answer_page, place
from cairnloop.people.customer import notes
from cairnloop.people.customer.customers import get_customer
from cairnloop.people.customer.shapes import note_out
from cairnloop.wire.customers import NewNote, NoteChange, NoteOut

router = Router(prefix="/api/notes", tags=["customers"])


@router.get("", response_model=None, responses={200: {"model": list[NoteOut]}})
async def list_all(
    s: House, by: Reader, customer_id: UUID | None = None, after: After = None, limit: Limit = 50
) -> Response:
    """Notes on one customer, or on all, newest first."""
    before = place(after)
    async with s.db.read() as tx:
        if customer_id is not None:
            customer_id = (await get_customer(tx, by.account_id, customer_id)).id
        rows = await notes.list_notes(tx, by.account_id, customer_id=customer_id, before=before, limit=limit + 1)
    return answer_page(rows, limit, lambda row: note_out(*row), lambda row: (row[0].created_at, row[0].id))


@router.post("", status_code=201, response_model=None, responses={201: {"model": NoteOut}})
async def create(s: House, by: Converser, body: NewNote) -> Response:
    """Leave a note on a customer. No customer and no prompt ever sees it."""
    note, author = await notes.write_note(s.db, body.note.customer_id, body.note.body, by)
    return answer(note_out(note, author), 201, headers={"location": f"/api/notes/{note.id}"})


@router.get("/{note_id}", response_model=None, responses={200: {"model": NoteOut}})
async def show(s: House, by: Reader, note_id: UUID) -> Response:
    async with s.db.read() as tx:
        return answer(note_out(*await notes.get_note(tx, by.account_id, note_id)))


@router.put("/{note_id}", response_model=None, responses={200: {"model": NoteOut}})
@router.patch("/{note_id}", response_model=None, responses={200: {"model": NoteOut}})
async def change(s: House, by: Converser, note_id: UUID, body: NoteChange) -> Response:
    return answer(note_out(*await notes.change_note(s.db, note_id, body.note.body, by)))


@router.delete("/{note_id}", status_code=204)
async def remove(s: House, by: Converser, note_id: UUID) -> Response:
    await notes.remove_note(s.db, note_id, by)
    return Response(status_code=204)
