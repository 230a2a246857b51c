"""Calls about the house itself: how it is doing, and what its daemons log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from cairnloop.client.road import Road

if TYPE_CHECKING:
    from cairnloop.wire.status import StatusOut


class HouseCalls(Road):
    """Every method names its route in the docstring."""

    async def status(self) -> StatusOut:
        """GET /api/status"""
        return cast("StatusOut", await self._data("GET", "/api/status"))

    async def logs(self, *, after: str | None = None, level: str | None = None, limit: int = 200) -> dict[str, Any]:
        """GET /api/logs: `data` are lines, `next` is the cursor after them; `missed`, `anew`, `daemon`, `daemons`"""
        return await self.call("GET", "/api/logs", params={"after": after, "level": level, "limit": limit})
