"""The operator's own account, how far it is set up, and opening one."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from fastapi import Request
from starlette.responses import Response

from cairnloop.daemon import onboarding
from cairnloop.daemon.http.answers import answer
from cairnloop.daemon.http.auth import AccountManager, House, Reader
from cairnloop.daemon.http.bodies import Router
from cairnloop.daemon.http.session import agent_of, ip_of
from cairnloop.daemon.services import Services
from cairnloop.desk.accounts import account_out, change_account, whole
from cairnloop.errors import Forbidden, NotFound
from cairnloop.people.access.registration import Registering, register
from cairnloop.people.identity import Operator
from cairnloop.people.shapes import session_out
from cairnloop.wire.accounts import AccountChange, AccountOut, NewAccount, OnboardingOut
from cairnloop.wire.text import storable

router = Router(prefix="/api", tags=["account"])
KEPT = (
    "An account holds what customers were promised and the trail of who decided what; no request can delete it. "
    "Whoever runs this house can stop it and remove its database."
)


@router.get("/accounts/me", response_model=None, responses={200: {"model": AccountOut}})
async def show(s: House, by: Reader) -> Response:
    """The account with its settings, its hours and those who work here."""
    return await _shown(s, by)


@router.put("/accounts/{account_id}", response_model=None, responses={200: {"model": AccountOut}})
@router.patch("/accounts/{account_id}", response_model=None, responses={200: {"model": AccountOut}})
async def change(s: House, by: AccountManager, account_id: UUID, body: AccountChange) -> Response:
    """Change its name, logo, time zone, working hours or settings.

    With `seen` 409 when somebody changed it since that version, and who.
    """
    _require_own(by, account_id)
    await change_account(s.db, body.given(), by, seen=body.seen)
    return await _shown(s, by)


@router.delete("/accounts/{account_id}", response_model=None, responses={403: {"description": "accounts are kept"}})
async def delete(s: House, by: AccountManager, account_id: UUID) -> Response:
    """Refused, with the reason."""
    _require_own(by, account_id)
    raise Forbidden(KEPT)


@router.post("/accounts", status_code=201, response_model=None, responses={201: {"model": AccountOut}})
async def open_one(s: House, request: Request, body: NewAccount) -> Response:
    """Open an account with its first admin, who is signed in then; only where the house lets anybody do so."""
    registering = Registering(
        email=storable(body.user.email),
        password=body.user.password,
        company_name=body.account.company_name,
        ip=ip_of(request),
        agent=agent_of(request),
    )
    signed_in = await register(s.db, registering, may_open_accounts=s.settings.people.open_registration)
    data = await _whole(s, signed_in.operator)
    return answer(data, 201, headers={"location": "/api/accounts/me"}, session=session_out(signed_in))


@router.get("/onboarding_status", response_model=None, responses={200: {"model": OnboardingOut}})
async def show_onboarding(s: House, by: Reader) -> Response:
    """How far the account is set up, by what is really there. Published front ends read it beside `data`."""
    async with s.db.read() as tx:
        found = await onboarding.standing(tx, by)
    said: dict[str, Any] = {
        "has_configured_inbox": found.conversations > 0,
        "has_configured_profile": found.profile,
        "has_invited_teammates": found.users > 1,
        "has_integrations": found.event_subscriptions > 0,
        "has_upgraded_subscription": True,  # there is nothing to buy
    }
    counts = asdict(found)
    counts.pop("profile")
    return answer({**said, "counts": counts}, **said)


def _require_own(by: Operator, account_id: UUID) -> None:
    if account_id != by.account_id:
        raise NotFound("no such account")


async def _shown(s: Services, by: Operator) -> Response:
    return answer(await _whole(s, by))


async def _whole(s: Services, by: Operator) -> AccountOut:
    async with s.db.read() as tx:
        account, users, settings = await whole(tx, by.account_id)
        calendar = await s.calendars.one(tx, by.account_id)
    return account_out(account, users, settings, calendar, s.clock.now())
