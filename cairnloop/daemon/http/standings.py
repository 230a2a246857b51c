"""How the account's users stand with the door, for those who look after it."""

from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from cairnloop.daemon.http.auth import House, PeopleManager
from cairnloop.daemon.http.bodies import Router
from cairnloop.daemon.http.paging import answer_after
from cairnloop.people.access.standings import list_standings, user_standing_out
from cairnloop.wire.access import UserStandingOut

router = Router(prefix="/api", tags=["people"])


@router.get("/user_standings", response_model=None, responses={200: {"model": list[UserStandingOut]}})
async def list_all(
    s: House,
    by: PeopleManager,
    after: Annotated[int, Query(ge=0, lt=2**31)] = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 100,
) -> Response:
    """When each was last here, and whether a second factor is on; by the numbers of the users."""
    async with s.db.read() as tx:
        found = await list_standings(tx, by.account_id, after=after, limit=limit + 1)
    return answer_after(found, limit, user_standing_out, lambda one: one.user_id)
