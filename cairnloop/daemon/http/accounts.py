"""The operator's own account."""

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from cairnloop.daemon.http.answers import answer
from cairnloop.daemon.http.auth import AccountManager, House, Reader
from cairnloop.daemon.services import Services
from cairnloop.desk.accounts import account_out, change_account, whole
from cairnloop.errors import Forbidden, NotFound
from cairnloop.people.identity import Operator
from cairnloop.wire.accounts import AccountChange, AccountOut

router = APIRouter(prefix="/api/accounts", tags=["account"])
KEPT = (
    "An account holds what customers were promised and the trail of who decided what; no request can delete it. "
    "Whoever runs this house can stop it and remove its database."
)


@router.get("/me", response_model=None, responses={200: {"model": AccountOut}})
async def show(s: House, by: Reader) -> Response:
    """The account with its settings, its hours and those who work here."""
    return await _shown(s, by)


@router.put("/{account_id}", response_model=None, responses={200: {"model": AccountOut}})
async def change(s: House, by: AccountManager, account_id: UUID, body: AccountChange) -> Response:
    """Change its name, logo, time zone, working hours or settings."""
    _require_own(by, account_id)
    await change_account(s.db, body.given(), by)
    return await _shown(s, by)


@router.delete("/{account_id}", response_model=None, responses={403: {"description": "accounts are kept"}})
async def delete(s: House, by: AccountManager, account_id: UUID) -> Response:
    """Refused, with the reason."""
    _require_own(by, account_id)
    raise Forbidden(KEPT)


def _require_own(by: Operator, account_id: UUID) -> None:
    if account_id != by.account_id:
        raise NotFound("no such account")


async def _shown(s: Services, by: Operator) -> Response:
    async with s.db.read() as tx:
        account, users, settings = await whole(tx, by.account_id)
        calendar = await s.calendars.one(tx, by.account_id)
    return answer(account_out(account, users, settings, calendar, s.clock.now()))
