"""Business hours and holidays, of the account and of inboxes that differ."""

from typing import Any
from uuid import UUID

from starlette.responses import Response

from cairnloop.daemon.http.answers import answer
from cairnloop.daemon.http.auth import AccountManager, House, Reader
from cairnloop.daemon.http.bodies import Router
from cairnloop.daemon.services import Services
from cairnloop.desk.hours.keeping import Kept, forget_hours, hours_out, kept, set_hours
from cairnloop.people.identity import Operator
from cairnloop.wire.hours import BusinessHoursOut, HoursChange

router = Router(prefix="/api", tags=["business hours"])
MODEL: dict[int | str, dict[str, Any]] = {200: {"model": BusinessHoursOut}}


@router.get("/business_hours", response_model=None, responses=MODEL)
async def show(s: House, by: Reader) -> Response:
    """When somebody is there, and whether somebody is there now."""
    return await _shown(s, by, None)


@router.put("/business_hours", response_model=None, responses=MODEL)
async def change(s: House, by: AccountManager, body: HoursChange) -> Response:
    """Set shifts, holidays and the account's time zone; what is left out stays.

    With `seen` 409 when somebody changed them since that version, and who.
    """
    return await _set(s, by, None, body)


@router.get("/inboxes/{inbox_id}/business_hours", response_model=None, responses=MODEL)
async def show_of_inbox(s: House, by: Reader, inbox_id: UUID) -> Response:
    """The hours of an inbox: its own, or the account's."""
    return await _shown(s, by, inbox_id)


@router.put("/inboxes/{inbox_id}/business_hours", response_model=None, responses=MODEL)
async def change_of_inbox(s: House, by: AccountManager, inbox_id: UUID, body: HoursChange) -> Response:
    """Give an inbox hours of its own, in a time zone of its own if need be.

    With `seen` 409 when somebody changed them since that version, and who.
    """
    return await _set(s, by, inbox_id, body)


@router.delete("/inboxes/{inbox_id}/business_hours", response_model=None, responses=MODEL)
async def forget_of_inbox(s: House, by: AccountManager, inbox_id: UUID) -> Response:
    """Let an inbox go by the account's hours again."""
    return _told(s, await forget_hours(s.db, inbox_id, by))


async def _shown(s: Services, by: Operator, inbox_id: UUID | None) -> Response:
    async with s.db.read() as tx:
        found = await kept(tx, by.account_id, inbox_id)
    return _told(s, found)


async def _set(s: Services, by: Operator, inbox_id: UUID | None, body: HoursChange) -> Response:
    given = body.model_dump(mode="json", exclude={"seen"})
    return _told(s, await set_hours(s.db, inbox_id, given, by, seen=body.seen))


def _told(s: Services, found: Kept) -> Response:
    return answer(hours_out(found, s.clock.now()))
