"""Registering, signing in and out, where one is signed in, and who one is."""

from uuid import UUID

from fastapi import Request
from starlette.responses import Response

from cairnloop.daemon.http.answers import answer
from cairnloop.daemon.http.auth import House, Reader, Self, token_of
from cairnloop.daemon.http.bodies import Router
from cairnloop.daemon.services import Services
from cairnloop.daemon.visitors import visitor_of
from cairnloop.people.access import sessions
from cairnloop.people.access.registration import Registering, register
from cairnloop.people.access.second_factor import Guard
from cairnloop.people.access.shapes import open_session_out
from cairnloop.people.accounts import get_account
from cairnloop.people.shapes import operator_out, session_out
from cairnloop.wire.access import OpenSessionOut, Registration
from cairnloop.wire.people import SessionOut, SignIn
from cairnloop.wire.text import storable

router = Router(prefix="/api", tags=["session"])


@router.post("/session", response_model=None, responses={200: {"model": SessionOut}})
async def sign_in(s: House, request: Request, body: SignIn) -> Response:
    """Exchange e-mail and password for a token and a renew token.

    Where a second factor is on, `totp` is its code; without one the answer is 401 with reason `totp_required`.
    """
    asked = body.user
    signed_in = await sessions.sign_in(
        s.db,
        guard(s, request),
        email=storable(asked.email),
        password=asked.password,
        code=asked.totp,
        agent=agent_of(request),
    )
    return answer(session_out(signed_in))


@router.post("/registration", response_model=None, responses={200: {"model": SessionOut}})
async def sign_up(s: House, request: Request, body: Registration) -> Response:
    """Take a seat by an invitation, or where the house allows it open an account; one is signed in then."""
    asked = body.user
    registering = Registering(
        email=storable(asked.email),
        password=asked.password,
        invite_token=asked.invite_token,
        company_name=asked.company_name,
        full_name=asked.full_name,
        ip=ip_of(request),
        agent=agent_of(request),
    )
    signed_in = await register(s.db, registering, may_open_accounts=s.settings.people.open_registration)
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


@router.get("/sessions", response_model=None, responses={200: {"model": list[OpenSessionOut]}})
async def list_sessions(s: House, by: Self) -> Response:
    """Where one is signed in, the last used first."""
    async with s.db.read() as tx:
        return answer([open_session_out(row, by.credential) for row in await sessions.list_sessions(tx, by)])


@router.delete("/sessions/{session_id}")
async def revoke_session(s: House, by: Self, session_id: UUID) -> Response:
    """End one of one's own sessions, on whatever machine it is."""
    await sessions.revoke_session(s.db, session_id, by)
    return answer({})


def ip_of(request: Request) -> str:
    return request.client.host if request.client else ""


def agent_of(request: Request) -> str:
    """What the front end calls itself."""
    return storable(request.headers.get("user-agent", ""))


def guard(s: Services, request: Request) -> Guard:
    return Guard(s.throttle, s.sealer, visitor_of(request.scope))
