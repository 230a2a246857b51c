"""Calls about inboxes, who works in them, when, and for what business."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from cairnloop.client.road import Road

if TYPE_CHECKING:
    from cairnloop.wire.accounts import AccountOut
    from cairnloop.wire.context import BusinessContextOut
    from cairnloop.wire.desk import InboxOut
    from cairnloop.wire.hours import BusinessHoursOut
    from cairnloop.wire.inboxes import InboxMemberOut


class InboxCalls(Road):
    """Every method names its route in the docstring."""

    async def inboxes(self) -> list[InboxOut]:
        """GET /api/inboxes"""
        return cast("list[InboxOut]", await self._data("GET", "/api/inboxes"))

    async def inbox(self, inbox_id: str) -> InboxOut:
        """GET /api/inboxes/{id}, /api/inboxes/primary"""
        return cast("InboxOut", await self._data("GET", f"/api/inboxes/{inbox_id}"))

    async def create_inbox(self, fields: Mapping[str, Any]) -> InboxOut:
        """POST /api/inboxes"""
        return cast("InboxOut", await self._data("POST", "/api/inboxes", body=dict(fields)))

    async def change_inbox(self, inbox_id: str, fields: Mapping[str, Any]) -> InboxOut:
        """PUT /api/inboxes/{id}: what is not among the fields stays"""
        return cast("InboxOut", await self._data("PUT", f"/api/inboxes/{inbox_id}", body=dict(fields)))

    async def remove_inbox(self, inbox_id: str, *, move_to: str | None = None) -> InboxOut:
        """DELETE /api/inboxes/{id}"""
        return cast("InboxOut", await self._data("DELETE", f"/api/inboxes/{inbox_id}", move_to=move_to))

    async def inbox_members(self, inbox_id: str) -> list[InboxMemberOut]:
        """GET /api/inboxes/{id}/members"""
        return cast("list[InboxMemberOut]", await self._data("GET", f"/api/inboxes/{inbox_id}/members"))

    async def put_inbox_member(self, inbox_id: str, user_id: int, role: str) -> InboxMemberOut:
        """PUT /api/inboxes/{id}/members/{user_id}"""
        path = f"/api/inboxes/{inbox_id}/members/{user_id}"
        return cast("InboxMemberOut", await self._data("PUT", path, body={"role": role}))

    async def remove_inbox_member(self, inbox_id: str, user_id: int) -> InboxMemberOut:
        """DELETE /api/inboxes/{id}/members/{user_id}"""
        return cast("InboxMemberOut", await self._data("DELETE", f"/api/inboxes/{inbox_id}/members/{user_id}"))

    async def hours(self, inbox_id: str | None = None) -> BusinessHoursOut:
        """GET /api/business_hours, /api/inboxes/{id}/business_hours"""
        return cast("BusinessHoursOut", await self._data("GET", _of(inbox_id, "business_hours")))

    async def set_hours(self, fields: Mapping[str, Any], inbox_id: str | None = None) -> BusinessHoursOut:
        """PUT /api/business_hours, /api/inboxes/{id}/business_hours: what is not among the fields stays"""
        body = dict(fields)
        return cast("BusinessHoursOut", await self._data("PUT", _of(inbox_id, "business_hours"), body=body))

    async def forget_hours(self, inbox_id: str) -> BusinessHoursOut:
        """DELETE /api/inboxes/{id}/business_hours"""
        return cast("BusinessHoursOut", await self._data("DELETE", _of(inbox_id, "business_hours")))

    async def business_context(self, inbox_id: str | None = None) -> BusinessContextOut:
        """GET /api/business_context, /api/inboxes/{id}/business_context"""
        return cast("BusinessContextOut", await self._data("GET", _of(inbox_id, "business_context")))

    async def put_business_context(
        self, fields: Mapping[str, Any], inbox_id: str | None = None, *, seen: int | None = None
    ) -> BusinessContextOut:
        """PUT /api/business_context, /api/inboxes/{id}/business_context"""
        body = {"business_context": dict(fields), "seen": seen}
        return cast("BusinessContextOut", await self._data("PUT", _of(inbox_id, "business_context"), body=body))

    async def account(self) -> AccountOut:
        """GET /api/accounts/me"""
        return cast("AccountOut", await self._data("GET", "/api/accounts/me"))

    async def change_widget(
        self, fields: Mapping[str, Any], inbox_id: str | None = None, *, seen: int | None = None
    ) -> dict[str, Any]:
        """PUT /api/widget_settings"""
        body = {"widget_settings": dict(fields), "inbox_id": inbox_id, "seen": seen}
        return cast(dict[str, Any], await self._data("PUT", "/api/widget_settings", body=body))


def _of(inbox_id: str | None, what: str) -> str:
    return f"/api/{what}" if inbox_id is None else f"/api/inboxes/{inbox_id}/{what}"
