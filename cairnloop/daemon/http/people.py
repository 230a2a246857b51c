"""Users of the account."""

from typing import Annotated

from fastapi import Path, Query, Request
from starlette.responses import Response

from cairnloop.daemon.http.answers import answer
from cairnloop.daemon.http.auth import House, PeopleManager, Reader, Self
from cairnloop.daemon.http.bodies import Router
from cairnloop.daemon.http.paging import answer_after
from cairnloop.daemon.http.session import ip_of
from cairnloop.people import users
from cairnloop.people.access import second_factor, sessions
from cairnloop.people.permissions import Role
from cairnloop.people.shapes import user_out
from cairnloop.wire.people import NewUser, RoleChange, UserOut

router = Router(prefix="/api", tags=["people"])
UserId = Annotated[int, Path(ge=1, lt=2**31)]


@router.get("/users", response_model=None, responses={200: {"model": list[UserOut]}})
async def list_users(
    s: House,
    by: Reader,
    after: Annotated[int, Query(ge=0, lt=2**31)] = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 100,
    archived: bool = False,
) -> Response:
    """Those who work here, by their numbers; with `archived` also those who left."""
    async with s.db.read() as tx:
        found = await users.list_users(tx, by.account_id, limit=limit + 1, after=after, archived=archived)
    return answer_after(found, limit, user_out, lambda user: user.id)


@router.get("/users/{user_id}", response_model=None, responses={200: {"model": UserOut}})
async def show_user(s: House, by: Reader, user_id: UserId) -> Response:
    async with s.db.read() as tx:
        return answer(user_out(await users.get_user(tx, by.account_id, user_id)))


@router.post("/users", status_code=201, response_model=None, responses={201: {"model": UserOut}})
async def add_user(s: House, by: PeopleManager, body: NewUser) -> Response:
    """Give somebody a seat at the desk."""
    user = await users.add_user(
        s.db, email=body.email, password=body.password, role=Role(body.role), full_name=body.full_name, by=by
    )
    return answer(user_out(user), 201)


@router.put("/users/{user_id}/role", response_model=None, responses={200: {"model": UserOut}})
async def change_role(s: House, by: PeopleManager, user_id: UserId, body: RoleChange) -> Response:
    return answer(user_out(await users.change_role(s.db, user_id, Role(body.role), by)))


@router.post("/users/{user_id}/disable", response_model=None, responses={200: {"model": UserOut}})
async def disable(s: House, by: PeopleManager, user_id: UserId) -> Response:
    """Lock somebody out; their sessions end at once."""
    return answer(user_out(await users.set_disabled(s.db, user_id, True, by)))


@router.post("/users/{user_id}/enable", response_model=None, responses={200: {"model": UserOut}})
async def enable(s: House, by: PeopleManager, user_id: UserId) -> Response:
    return answer(user_out(await users.set_disabled(s.db, user_id, False, by)))


@router.post("/users/{user_id}/archive", response_model=None, responses={200: {"model": UserOut}})
async def archive(s: House, by: PeopleManager, user_id: UserId) -> Response:
    """Somebody left: locked out at once, and on no list any more. `enable` takes them back."""
    return answer(user_out(await users.archive(s.db, user_id, by)))


@router.delete("/users/{user_id}", response_model=None, responses={200: {"model": UserOut}})
async def leave(s: House, by: Self, user_id: UserId) -> Response:
    """Archive oneself, and nobody else."""
    return answer(user_out(await users.leave(s.db, user_id, by)))


@router.delete("/users/{user_id}/sessions")
async def sign_out_everywhere(s: House, by: PeopleManager, user_id: UserId) -> Response:
    """End every session of a colleague; API keys go on working."""
    return answer({"ended": await sessions.end_sessions(s.db, user_id, by)})


@router.delete("/users/{user_id}/totp", response_model=None, responses={200: {"model": UserOut}})
async def reset_second_factor(s: House, request: Request, by: PeopleManager, user_id: UserId) -> Response:
    """For a colleague who lost their authenticator and their recovery codes."""
    return answer(user_out(await second_factor.reset(s.db, user_id, by, address=ip_of(request))))
