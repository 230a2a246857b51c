"""Calls about getting in: invitations, registration, sessions, second factors, and who vouches for customers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from cairnloop.client.road import Page, Road

if TYPE_CHECKING:
    from cairnloop.wire.access import (
        BegunTotpOut,
        ConfirmedTotpOut,
        EntranceOut,
        IdentityKeyOut,
        InvitationOut,
        MailedInvitationOut,
        NewIdentityKeyOut,
        NewInvitationOut,
        OpenSessionOut,
        PasswordLinkOut,
        TotpOut,
        UserSettingsOut,
    )
    from cairnloop.wire.people import SessionOut, UserOut


class AccessCalls(Road):
    """Every method names its route in the docstring."""

    async def register(self, email: str, password: str, invite_token: str, full_name: str | None) -> SessionOut:
        """POST /api/registration"""
        user = {"email": email, "password": password, "invite_token": invite_token, "full_name": full_name}
        return cast("SessionOut", await self._data("POST", "/api/registration", body={"user": user}))

    async def invite(self, email: str | None, role: str) -> NewInvitationOut:
        """POST /api/user_invitations"""
        body = {"email": email, "role": role}
        return cast("NewInvitationOut", await self._data("POST", "/api/user_invitations", body=body))

    async def mail_invitation(self, email: str, role: str) -> MailedInvitationOut:
        """POST /api/user_invitation_emails"""
        body = {"to_address": email, "role": role}
        return cast("MailedInvitationOut", await self._data("POST", "/api/user_invitation_emails", body=body))

    async def password_link(self, user_id: int) -> PasswordLinkOut:
        """POST /api/users/{id}/password_reset"""
        return cast("PasswordLinkOut", await self._data("POST", f"/api/users/{user_id}/password_reset"))

    async def reset_password(self, token: str, password: str) -> dict[str, Any]:
        """PUT /api/reset_password"""
        body = {"token": token, "password": password}
        return cast(dict[str, Any], await self._data("PUT", "/api/reset_password", body=body))

    async def change_password(self, current: str, password: str) -> dict[str, Any]:
        """PUT /api/me/password"""
        body = {"current_password": current, "password": password}
        return cast(dict[str, Any], await self._data("PUT", "/api/me/password", body=body))

    async def user_settings(self) -> UserSettingsOut:
        """GET /api/user_settings"""
        return cast("UserSettingsOut", await self._data("GET", "/api/user_settings"))

    async def change_user_settings(self, said: Mapping[str, bool]) -> UserSettingsOut:
        """PUT /api/user_settings: what is not said stays"""
        return cast("UserSettingsOut", await self._data("PUT", "/api/user_settings", body=dict(said)))

    async def invitations(self, *, after: str | None = None, limit: int = 50) -> Page[InvitationOut]:
        """GET /api/user_invitations"""
        return await self._page("/api/user_invitations", after=after, limit=limit)

    async def revoke_invitation(self, invitation_id: str) -> InvitationOut:
        """DELETE /api/user_invitations/{id}"""
        return cast("InvitationOut", await self._data("DELETE", f"/api/user_invitations/{invitation_id}"))

    async def archive_user(self, user_id: int) -> UserOut:
        """POST /api/users/{id}/archive"""
        return cast("UserOut", await self._data("POST", f"/api/users/{user_id}/archive"))

    async def sign_user_out(self, user_id: int) -> dict[str, int]:
        """DELETE /api/users/{id}/sessions"""
        return cast(dict[str, int], await self._data("DELETE", f"/api/users/{user_id}/sessions"))

    async def reset_totp(self, user_id: int) -> UserOut:
        """DELETE /api/users/{id}/totp"""
        return cast("UserOut", await self._data("DELETE", f"/api/users/{user_id}/totp"))

    async def sessions(self) -> list[OpenSessionOut]:
        """GET /api/sessions"""
        return cast("list[OpenSessionOut]", await self._data("GET", "/api/sessions"))

    async def revoke_session(self, session_id: str) -> dict[str, Any]:
        """DELETE /api/sessions/{id}"""
        return cast(dict[str, Any], await self._data("DELETE", f"/api/sessions/{session_id}"))

    async def totp(self) -> TotpOut:
        """GET /api/totp"""
        return cast("TotpOut", await self._data("GET", "/api/totp"))

    async def begin_totp(self, password: str) -> BegunTotpOut:
        """POST /api/totp"""
        return cast("BegunTotpOut", await self._data("POST", "/api/totp", body={"password": password}))

    async def confirm_totp(self, code: str) -> ConfirmedTotpOut:
        """POST /api/totp/confirm"""
        return cast("ConfirmedTotpOut", await self._data("POST", "/api/totp/confirm", body={"code": code}))

    async def end_totp(self, password: str) -> TotpOut:
        """DELETE /api/totp"""
        return cast("TotpOut", await self._data("DELETE", "/api/totp", body={"password": password}))

    async def identity_keys(self) -> list[IdentityKeyOut]:
        """GET /api/identity_keys"""
        return cast("list[IdentityKeyOut]", await self._data("GET", "/api/identity_keys"))

    async def make_identity_key(self) -> NewIdentityKeyOut:
        """POST /api/identity_keys"""
        return cast("NewIdentityKeyOut", await self._data("POST", "/api/identity_keys"))

    async def delete_identity_key(self, key_id: str) -> dict[str, Any]:
        """DELETE /api/identity_keys/{id}"""
        return cast(dict[str, Any], await self._data("DELETE", f"/api/identity_keys/{key_id}"))

    async def entrance(self, inbox_id: str) -> EntranceOut:
        """GET /api/inboxes/{id}/entrance"""
        return cast("EntranceOut", await self._data("GET", f"/api/inboxes/{inbox_id}/entrance"))

    async def change_entrance(
        self, inbox_id: str, *, enforce_identity: bool | None = None, allowed_origins: Sequence[str] | None = None
    ) -> EntranceOut:
        """PUT /api/inboxes/{id}/entrance: what is None stays"""
        body = {"enforce_identity": enforce_identity, "allowed_origins": allowed_origins}
        return cast("EntranceOut", await self._data("PUT", f"/api/inboxes/{inbox_id}/entrance", body=body))
