"""Calls that do something with a conversation as a whole: snoozed, merged, shared, and what else belongs to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from cairnloop.client.road import Road

if TYPE_CHECKING:
    from cairnloop.wire.conversations import MergedOut, NewShareOut, RelatedOut, ShareOut
    from cairnloop.wire.desk import ConversationBasicOut, ConversationRowOut
    from cairnloop.wire.tags import TaggedOut


class MoveCalls(Road):
    """Every method names its route in the docstring."""

    async def change_conversation(self, conversation_id: str, **changes: Any) -> ConversationBasicOut:
        """PUT /api/conversations/{id}: status, priority, read, assignee_id and so on; what is left out stays"""
        path = f"/api/conversations/{conversation_id}"
        return cast("ConversationBasicOut", await self._data("PUT", path, body={"conversation": changes}))

    async def merge(self, conversation_id: str, into: str) -> MergedOut:
        """POST /api/conversations/{id}/merge"""
        path = f"/api/conversations/{conversation_id}/merge"
        return cast("MergedOut", await self._data("POST", path, body={"into": into}))

    async def unmerge(self, conversation_id: str) -> ConversationBasicOut:
        """POST /api/conversations/{id}/unmerge"""
        return cast("ConversationBasicOut", await self._data("POST", f"/api/conversations/{conversation_id}/unmerge"))

    async def share(self, conversation_id: str, hours: int) -> NewShareOut:
        """POST /api/conversations/{id}/share"""
        path = f"/api/conversations/{conversation_id}/share"
        return cast("NewShareOut", await self._data("POST", path, body={"hours": hours}))

    async def shares(self, conversation_id: str) -> list[ShareOut]:
        """GET /api/conversations/{id}/shares"""
        return cast("list[ShareOut]", await self._data("GET", f"/api/conversations/{conversation_id}/shares"))

    async def revoke_shares(self, conversation_id: str) -> int:
        """DELETE /api/conversations/{id}/share: how many links it ended"""
        return int((await self._data("DELETE", f"/api/conversations/{conversation_id}/share"))["revoked"])

    async def related(self, conversation_id: str, *, limit: int = 3) -> list[RelatedOut]:
        """GET /api/conversations/{id}/related"""
        return cast(
            "list[RelatedOut]", await self._data("GET", f"/api/conversations/{conversation_id}/related", limit=limit)
        )

    async def previous(self, conversation_id: str) -> ConversationRowOut | None:
        """GET /api/conversations/{id}/previous: the one that this customer had before"""
        return cast(
            "ConversationRowOut | None", await self._data("GET", f"/api/conversations/{conversation_id}/previous")
        )

    async def snooze(self, conversation_id: str, until: str | None) -> ConversationBasicOut:
        """POST /api/conversations/{id}/snooze: without a time until the customer writes"""
        path = f"/api/conversations/{conversation_id}/snooze"
        return cast("ConversationBasicOut", await self._data("POST", path, body={"until": until}))

    async def weigh(self, conversation_id: str, priority: str) -> ConversationBasicOut:
        """POST /api/conversations/{id}/priority"""
        path = f"/api/conversations/{conversation_id}/priority"
        return cast("ConversationBasicOut", await self._data("POST", path, body={"priority": priority}))

    async def tag(self, conversation_id: str, tag_id: str) -> TaggedOut:
        """POST /api/conversations/{id}/tags"""
        path = f"/api/conversations/{conversation_id}/tags"
        return cast("TaggedOut", (await self.call("POST", path, body={"tag_id": tag_id}))["data"])

    async def untag(self, conversation_id: str, tag_id: str) -> TaggedOut:
        """DELETE /api/conversations/{id}/tags/{tag_id}"""
        path = f"/api/conversations/{conversation_id}/tags/{tag_id}"
        return cast("TaggedOut", (await self.call("DELETE", path))["data"])
