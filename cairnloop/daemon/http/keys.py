"""One's own API keys, under our name for them and under the one that published front ends know."""

from uuid import UUID

from fastapi import Request
from starlette.responses import Response

from cairnloop.daemon.http.answers import answer
from cairnloop.daemon.http.auth import House, Self
from cairnloop.daemon.http.bodies import Router
from cairnloop.daemon.http.session import ip_of
from cairnloop.people.access import keys
from cairnloop.people.shapes import key_out
from cairnloop.wire.people import ApiKeyOut, NewApiKey, NewApiKeyOut

router = Router(prefix="/api", tags=["keys"])


@router.get("/personal_api_keys", response_model=None, responses={200: {"model": list[ApiKeyOut]}})
@router.get("/api_keys", response_model=None, responses={200: {"model": list[ApiKeyOut]}})
async def list_keys(s: House, by: Self) -> Response:
    """One's own keys. The keys themselves are never shown again."""
    async with s.db.read() as tx:
        return answer([key_out(key) for key in await keys.list_keys(tx, by)])


@router.get("/personal_api_keys/{key_id}", response_model=None, responses={200: {"model": ApiKeyOut}})
@router.get("/api_keys/{key_id}", response_model=None, responses={200: {"model": ApiKeyOut}})
async def show_key(s: House, by: Self, key_id: UUID) -> Response:
    """A key by its id, without what makes it a key."""
    async with s.db.read() as tx:
        return answer(key_out(await keys.get_key(tx, key_id, by)))


@router.post("/personal_api_keys", status_code=201, response_model=None, responses={201: {"model": NewApiKeyOut}})
@router.post("/api_keys", status_code=201, response_model=None, responses={201: {"model": NewApiKeyOut}})
async def create_key(s: House, request: Request, by: Self, body: NewApiKey) -> Response:
    """Make a key that acts with one's own role, as far as its scopes go and until it ends. `value` is shown this once.

    A key that is limited itself cannot make one that may do more, or for longer.
    """
    whence = ip_of(request)
    key = await keys.create_key(s.db, body.label, by, scopes=body.scopes, expires_at=body.expires_at, address=whence)
    return answer({**key_out(key.row), "value": key.secret}, 201)


@router.delete("/personal_api_keys/{key_id}", response_model=None, responses={200: {"model": ApiKeyOut}})
@router.delete("/api_keys/{key_id}", response_model=None, responses={200: {"model": ApiKeyOut}})
async def revoke_key(s: House, by: Self, key_id: UUID) -> Response:
    """The key stops working at once."""
    return answer(key_out(await keys.revoke_key(s.db, key_id, by)))
