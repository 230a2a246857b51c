"""Signing in and out, and who one is."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from cairnloop.daemon.http.answers import answer
from cairnloop.daemon.http.auth import House, Reader, token_of
from cairnloop.people import sessions
from cairnloop.people.accounts import get_account
from cairnloop.people.shapes import operator_out, session_out
from cairnloop.wire.people import SessionOut, SignIn
from cairnloop.wire.text import storable

router = APIRouter(prefix="/api", tags=["session"])


@router.post("/session", response_model=None, responses={200: {"model": SessionOut}})
async def sign_in(s: House, request: Request, body: SignIn) -> Response:
    """Exchange e-mail and password for a token and a renew token."""
    ip = request.client.host if request.client else ""
    email, password = storable(body.user.email), body.user.password
    signed_in = await sessions.sign_in(s.db, s.throttle, email=email, password=password, ip=ip)
    return answer(session_out(signed_in))


@router.post("/session/renew", response_model=None, responses={200: {"model": SessionOut}})
async def renew(s: House, request: Request) -> Response:
    """Exchange the renew token (in `Authorization`) for a new pair. It works once."""
    return answer(session_out(await sessions.renew(s.db, token_of(request))))


@router.delete("/session")
async def sign_out(s: House, request: Request) -> Response:
    """End the session whose token is in `Authorization`. Ending it twice is no error."""
    await sessions.sign_out(s.db, token_of(request))
    return answer({})


@router.get("/me")
async def me(s: House, by: Reader) -> Response:
    """The caller, and their account."""
    async with s.db.read() as tx:
        account = await get_account(tx, by.account_id)
    return answer({**operator_out(by), "account": {"id": str(account.id), "company_name": account.name}})
