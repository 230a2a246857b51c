"""Calls about what an admin sees and sets of the account, its users and its widgets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from cairnloop.client.road import Road

if TYPE_CHECKING:
    from cairnloop.wire.access import UserStandingOut
    from cairnloop.wire.accounts import AccountOut
    from cairnloop.wire.people import UserOut


class SettingCalls(Road):
    """Every method names its route in the docstring."""

    async def everybody(self, *, after: int = 0, limit: int = 100) -> list[UserOut]:
        """GET /api/users: also those who left"""
        return cast("list[UserOut]", await self._data("GET", "/api/users", after=after, limit=limit, archived=True))

    async def standings(self, *, after: int = 0, limit: int = 100) -> list[UserStandingOut]:
        """GET /api/user_standings"""
        return cast("list[UserStandingOut]", await self._data("GET", "/api/user_standings", after=after, limit=limit))

    async def widget(self, account_id: str, inbox_id: str) -> dict[str, Any]:
        """GET /api/widget_settings"""
        params = {"account_id": account_id, "inbox_id": inbox_id}
        return cast(dict[str, Any], await self._data("GET", "/api/widget_settings", **params))

    async def change_account(self, account_id: str, fields: Mapping[str, Any]) -> AccountOut:
        """PUT /api/accounts/{id}: what is not among the fields stays"""
        return cast("AccountOut", await self._data("PUT", f"/api/accounts/{account_id}", body=dict(fields)))

    async def forget_business_context(self, inbox_id: str) -> None:
        """DELETE /api/inboxes/{id}/business_context"""
        await self.call("DELETE", f"/api/inboxes/{inbox_id}/business_context")
