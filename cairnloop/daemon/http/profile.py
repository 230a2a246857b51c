"""Oneself: profile, what to be told by mail, and the second factor."""

from fastapi import Request
from starlette.responses import Response

from cairnloop.daemon.http.answers import answer
from cairnloop.daemon.http.auth import House, Self
from cairnloop.daemon.http.bodies import Router
from cairnloop.daemon.http.session import guard
from cairnloop.people import profiles
from cairnloop.people.access import second_factor
from cairnloop.people.access.shapes import profile_out, user_settings_out
from cairnloop.wire.access import (
    BeginTotp,
    BegunTotpOut,
    ConfirmedTotpOut,
    ConfirmTotp,
    EndTotp,
    ProfileChange,
    ProfileOut,
    TotpOut,
    UserSettingsChange,
    UserSettingsOut,
)

router = Router(prefix="/api", tags=["profile"])


@router.get("/profile", response_model=None, responses={200: {"model": ProfileOut}})
async def show_profile(s: House, by: Self) -> Response:
    async with s.db.read() as tx:
        return answer(profile_out(await profiles.profile(tx, by)))


@router.put("/profile", response_model=None, responses={200: {"model": ProfileOut}})
async def change_profile(s: House, by: Self, body: ProfileChange) -> Response:
    """Change what is given; null takes it away."""
    said = body.model_dump(exclude_unset=True)
    return answer(profile_out(await profiles.change_profile(s.db, said, by)))


@router.get("/user_settings", response_model=None, responses={200: {"model": UserSettingsOut}})
async def show_user_settings(s: House, by: Self) -> Response:
    """What one wants to be told by mail."""
    async with s.db.read() as tx:
        return answer(user_settings_out(await profiles.settings_of(tx, by)))


@router.put("/user_settings", response_model=None, responses={200: {"model": UserSettingsOut}})
async def change_user_settings(s: House, by: Self, body: UserSettingsChange) -> Response:
    """Change what is given."""
    said = body.model_dump(exclude_unset=True)
    return answer(user_settings_out(await profiles.change_settings(s.db, said, by)))


@router.get("/totp", response_model=None, responses={200: {"model": TotpOut}})
async def show_second_factor(s: House, by: Self) -> Response:
    """Whether a second factor is on, and how many recovery codes are left."""
    async with s.db.read() as tx:
        standing = await second_factor.standing(tx, by.user_id)
    return answer({"on": standing.on, "recovery_codes": standing.recovery_codes})


@router.post("/totp", status_code=201, response_model=None, responses={201: {"model": BegunTotpOut}})
async def begin_second_factor(s: House, request: Request, by: Self, body: BeginTotp) -> Response:
    """A secret for one's authenticator, shown this once. It counts from the first code on that is confirmed."""
    begun = await second_factor.begin(s.db, guard(s, request), by, password=body.password)
    return answer({"secret": begun.secret, "uri": begun.uri}, 201)


@router.post("/totp/confirm", response_model=None, responses={200: {"model": ConfirmedTotpOut}})
async def confirm_second_factor(s: House, request: Request, by: Self, body: ConfirmTotp) -> Response:
    """Turn it on with a code the authenticator shows. The recovery codes are shown this once; each works once."""
    codes = await second_factor.confirm(s.db, guard(s, request), by, code=body.code)
    return answer({"on": True, "recovery_codes": codes})


@router.delete("/totp", response_model=None, responses={200: {"model": TotpOut}})
async def end_second_factor(s: House, request: Request, by: Self, body: EndTotp) -> Response:
    """Turn it off, with one's password or a code."""
    await second_factor.turn_off(s.db, guard(s, request), by, password=body.password, code=body.code)
    return answer({"on": False, "recovery_codes": 0})
