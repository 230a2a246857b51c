"""Passwords: changed with the old one, set anew by a mailed link, and is this your address."""

from typing import Any

from fastapi import Request
from starlette.responses import Response

from cairnloop.daemon.http.answers import answer
from cairnloop.daemon.http.auth import House, PeopleManager, Self
from cairnloop.daemon.http.bodies import Router
from cairnloop.daemon.http.invitations import public_url
from cairnloop.daemon.http.people import UserId
from cairnloop.daemon.http.session import guard, ip_of
from cairnloop.people.access import links, passwords
from cairnloop.people.access.links import Purpose
from cairnloop.wire.access import ChangePassword, PasswordLinkOut, ResetAsked, ResetPassword, VerifyEmail
from cairnloop.wire.text import storable

router = Router(prefix="/api", tags=["session"])
# Published front ends look for it beside `data` or inside.
FINE: dict[str, Any] = {"ok": True}
BY_MAIL = "They are being written to, with a link for a new password that works for an hour."
BY_HAND = "No mail was sent: this house has none to send with. Hand the link over; it works once, for an hour."


@router.post("/reset_password")
async def ask_reset(s: House, body: ResetAsked) -> Response:
    """Ask for a link for a new password, by mail. The answer is the same for any address."""
    await passwords.ask_reset(s.db, storable(body.email))
    return answer(FINE, **FINE)


@router.put("/reset_password")
async def reset(s: House, request: Request, body: ResetPassword) -> Response:
    """Set a new password by the token of such a link. Every session ends; API keys go on working."""
    user = await passwords.set_by_link(s.db, body.token, body.password, address=ip_of(request))
    return answer({**FINE, "email": user.email}, **FINE)


@router.post("/verify_email")
async def verify(s: House, body: VerifyEmail) -> Response:
    """Say by the token of a mailed link that mail reaches one there."""
    user = await passwords.verify_email(s.db, body.token)
    return answer({**FINE, "success": True, "email": user.email}, **FINE)


@router.put("/me/password")
async def change(s: House, request: Request, by: Self, body: ChangePassword) -> Response:
    """Change one's own. All other sessions end; API keys go on working."""
    await passwords.change_password(s.db, guard(s, request), by, current=body.current_password, password=body.password)
    return answer(FINE)


@router.post(
    "/users/{user_id}/password_reset", status_code=201, response_model=None, responses={201: {"model": PasswordLinkOut}}
)
async def help_in(s: House, request: Request, by: PeopleManager, user_id: UserId) -> Response:
    """For a colleague who cannot sign in: they are mailed a link, or where mail is off you are shown it, once."""
    asked = await passwords.reset_for(s.db, user_id, by, by_mail=s.mail.on)
    link = None if asked.token is None else links.address(public_url(s, request), Purpose.RESET, asked.token)
    return answer({"mailed": link is None, "link": link, "note": BY_HAND if link else BY_MAIL}, 201)
