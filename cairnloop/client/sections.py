"""Calls about sections of the inbox that are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from cairnloop.client.road import Road

if TYPE_CHECKING:
    from cairnloop.wire.sections import SectionOut


class SectionCalls(Road):
    """Every method names its route in the docstring."""

    async def sections(self) -> list[SectionOut]:
        """GET /api/sections: those that all share, then one's own"""
        return cast("list[SectionOut]", await self._data("GET", "/api/sections"))

    async def add_section(self, title: str, query: str, *, shared: bool = False) -> SectionOut:
        """POST /api/sections"""
        body = {"section": {"title": title, "query": query, "shared": shared}}
        return cast("SectionOut", await self._data("POST", "/api/sections", body=body))

    async def change_section(self, section_id: str, **changes: Any) -> SectionOut:
        """PUT /api/sections/{id}: title, query, shared, place; what is left out stays"""
        path = f"/api/sections/{section_id}"
        return cast("SectionOut", await self._data("PUT", path, body={"section": changes}))

    async def remove_section(self, section_id: str) -> None:
        """DELETE /api/sections/{id}"""
        await self.call("DELETE", f"/api/sections/{section_id}")

    async def unread(self) -> dict[str, int]:
        """GET /api/conversations/unread: open conversations nobody has looked at, by section"""
        said = await self._data("GET", "/api/conversations/unread")
        return cast(dict[str, int], said["conversations"])
