"""Files: uploaded by pages and operators, handed out to whoever has their address."""

from collections.abc import AsyncIterator, Mapping
from contextlib import aclosing
from functools import partial
from uuid import UUID

from fastapi import Request
from starlette.responses import Response

from cairnloop.daemon.http.answers import answer
from cairnloop.daemon.http.auth import Converser, House, Perhaps, Reader
from cairnloop.daemon.http.bodies import Router
from cairnloop.daemon.http.downloads import Thing, hand_out
from cairnloop.daemon.http.forms import FileForm
from cairnloop.daemon.origins import foreign_origin
from cairnloop.daemon.services import Services
from cairnloop.daemon.visitors import visitor_of
from cairnloop.desk.inbox.entrances import require_page
from cairnloop.desk.message.attachments import customer_of, delete_file, visible_file
from cairnloop.errors import Invalid, NotFound
from cairnloop.files import downloads
from cairnloop.files.shapes import file_out
from cairnloop.files.thumbnails import KIND
from cairnloop.files.uploads import Sender, upload
from cairnloop.people.identity import Operator
from cairnloop.wire.files import MOST_FILES, FileOut, LimitsOut
from cairnloop.wire.text import absent, read_id

router = Router(tags=["files"])

_ID = {"type": "string", "format": "uuid"}
_FIELDS = {
    "file": {"type": "string", "format": "binary"},
    "account_id": _ID,
    "customer_id": _ID,
    "conversation_id": _ID,
}


def _form(*fields: str) -> dict[str, object]:
    """How the reference describes a form: `file` and these fields, of which the first is needed."""
    properties = {name: _FIELDS[name] for name in ("file", *fields)}
    schema = {"type": "object", "required": ["file", *fields[:1]], "properties": properties}
    return {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": schema}}}}


@router.post(
    "/api/upload",
    status_code=201,
    response_model=None,
    responses={201: {"model": FileOut}},
    openapi_extra=_form("account_id", "customer_id", "conversation_id"),
)
async def upload_from_page(s: House, by: Perhaps, request: Request) -> Response:
    """Keep a file for a message that will name it in `file_ids`. Without that message it is forgotten after a day."""
    return await _take_in(s, request, by)


@router.post(
    "/api/files",
    status_code=201,
    response_model=None,
    responses={201: {"model": FileOut}},
    openapi_extra=_form(),
)
async def upload_from_operator(s: House, by: Converser, request: Request) -> Response:
    """Keep a file for an answer or a note of one's own that will name it in `file_ids`."""
    return await _take_in(s, request, by)


async def _take_in(s: Services, request: Request, by: Operator | None) -> Response:
    form = FileForm(request)
    async with aclosing(form):
        sent = Sending(s, request, by, form, await form.find_file())
        file = await upload(s.db, s.cabinet, sent)
    return answer(file_out(file, s.db.public_url), 201)


class Sending:
    """A form as the flow of uploading reads it."""

    def __init__(self, s: Services, request: Request, by: Operator | None, form: FileForm, filename: str) -> None:
        self.filename = filename
        self._s, self._request, self._by, self._form = s, request, by, form

    def chunks(self) -> AsyncIterator[bytes]:
        return self._form.content()

    async def early_sender(self) -> Sender | None:
        known = self._by is not None or "account_id" in self._form.fields
        return await self._sender(self._form.fields) if known else None

    async def sender(self) -> Sender:
        await self._form.finish()
        return await self._sender(self._form.fields)

    async def _sender(self, said: Mapping[str, str]) -> Sender:
        account_id = _id(said, "account_id")
        if self._by is not None:
            if account_id not in (None, self._by.account_id):
                raise NotFound(f"No account found with ID: {account_id}")
            return Sender(self._by.account_id, user_id=self._by.user_id, by=self._by.actor)
        if account_id is None:
            raise Invalid.field("account_id", "can't be blank")
        customer_id, conversation_id = _id(said, "customer_id"), _id(said, "conversation_id")
        origin = foreign_origin(self._request.headers, self._s.settings.server.public_url)
        async with self._s.db.read() as tx:
            await require_page(tx, origin, account_id, None)
            if conversation_id is not None:
                customer_id = await customer_of(tx, account_id, conversation_id)
        return Sender(account_id, customer_id=customer_id, address=visitor_of(self._request.scope))


def _id(said: Mapping[str, str], name: str) -> UUID | None:
    value = said.get(name)
    return None if absent(value) else read_id(value, name)


@router.get("/api/files/limits", response_model=None, responses={200: {"model": LimitsOut}})
async def limits(s: House, by: Reader) -> Response:
    """How large a file may be, in bytes, and how many one message may carry."""
    return answer({"bytes": s.cabinet.limits.file, "files": MOST_FILES})


@router.get("/api/files/{file_id}", response_model=None, responses={200: {"model": FileOut}})
async def show(s: House, by: Reader, file_id: UUID) -> Response:
    """One file, with the address to read it at."""
    async with s.db.read() as tx:
        file, _ = await visible_file(tx, by.account_id, file_id)
        return answer(file_out(file, tx.public_url))


@router.delete("/api/files/{file_id}", status_code=204, response_model=None)
async def delete(s: House, by: Converser, file_id: UUID) -> Response:
    """Take a file away for good; its message stays without it."""
    await delete_file(s.db, file_id, by)
    return Response(status_code=204)


@router.head("/files/{file_id}/{token}/{filename}", include_in_schema=False)
@router.get("/files/{file_id}/{token}/{filename}", response_class=Response)
async def download(s: House, request: Request, file_id: UUID, token: str, filename: str) -> Response:
    """What is in a file. Pictures are shown, all else is saved; the last part of the address is for people."""
    file = await downloads.find(s.db, file_id, token)
    read = partial(s.cabinet.store.read, file.key)
    return hand_out(request, Thing(file.filename, file.content_type, file.size, file.digest, file.created_at, read))


@router.head("/thumbnails/{file_id}/{token}", include_in_schema=False)
@router.get("/thumbnails/{file_id}/{token}", response_class=Response)
async def thumbnail(s: House, request: Request, file_id: UUID, token: str) -> Response:
    """An image of at most 320 dots in width and height, without what a camera wrote beside it."""
    file = await downloads.with_thumbnail(s.db, s.cabinet, file_id, token)
    read = partial(s.cabinet.store.read, downloads.thumbnail_key(file.key))
    size, tag = file.thumbnail_size or 0, f"{file.digest}-small"
    return hand_out(request, Thing("small.webp", KIND, size, tag, file.created_at, read))
