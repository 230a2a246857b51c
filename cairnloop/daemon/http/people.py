"""Users of the account, and one's own API keys."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from cairnloop.daemon.http.answers import answer
from cairnloop.daemon.http.auth import House, PeopleManager, Reader, Self
from cairnloop.people import keys, users
from cairnloop.people.permissions import Role
from cairnloop.people.shapes import key_out, user_out
from cairnloop.wire.people import ApiKeyOut, NewApiKey, NewApiKeyOut, NewUser, RoleChange, UserOut

router = APIRouter(prefix="/api", tags=["people"])
UserId = Annotated[int, Path(ge=1, lt=2**31)]


@router.get("/users", response_model=None, responses={200: {"model": list[UserOut]}})
async def list_users(
    s: House,
    by: Reader,
    after: Annotated[int, Query(ge=0, lt=2**31)] = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 100,
) -> Response:
    async with s.db.read() as tx:
        return answer([user_out(user) for user in await users.list_users(tx, by.account_id, limit=limit, after=after)])


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


@router.get("/api_keys", response_model=None, responses={200: {"model": list[ApiKeyOut]}})
async def list_keys(s: House, by: Self) -> Response:
    """One's own keys. The keys themselves are never shown again."""
    async with s.db.read() as tx:
        return answer([key_out(key) for key in await keys.list_keys(tx, by)])


@router.post("/api_keys", status_code=201, response_model=None, responses={201: {"model": NewApiKeyOut}})
async def create_key(s: House, by: Self, body: NewApiKey) -> Response:
    """Make a key that acts with one's own role. `value` is shown this once."""
    key = await keys.create_key(s.db, body.label, by)
    return answer({**key_out(key.row), "value": key.secret}, 201)


@router.delete("/api_keys/{key_id}", response_model=None, responses={200: {"model": ApiKeyOut}})
async def revoke_key(s: House, by: Self, key_id: UUID) -> Response:
    """The key stops working at once."""
    return answer(key_out(await keys.revoke_key(s.db, key_id, by)))
