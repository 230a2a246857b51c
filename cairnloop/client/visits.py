"""Calls about visits of the website, and what was recorded of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from cairnloop.client.road import Page, Road

if TYPE_CHECKING:
    from cairnloop.wire.visits import CountOut, VisitOut, VisitWithEventsOut

PATH = "/api/browser_sessions"


class VisitCalls(Road):
    """Every method names its route in the docstring."""

    async def visits(
        self,
        *,
        customer_id: str | None = None,
        active: bool | None = None,
        after: str | None = None,
        limit: int = 50,
    ) -> Page[VisitOut]:
        """GET /api/browser_sessions"""
        return await self._page(PATH, customer_id=customer_id, active=active, after=after, limit=limit)

    async def count_visits(self, *, customer_id: str | None = None, active: bool | None = None) -> CountOut:
        """GET /api/browser_sessions/count"""
        return cast("CountOut", await self._data("GET", f"{PATH}/count", customer_id=customer_id, active=active))

    async def visit(self, visit_id: str, *, after: int = 0, limit: int = 500) -> tuple[VisitWithEventsOut, int | None]:
        """GET /api/browser_sessions/{id}: with a page of its events, and the number behind which the next begins"""
        said = await self.call("GET", f"{PATH}/{visit_id}", params={"after": after, "limit": limit})
        return cast("VisitWithEventsOut", said["data"]), said["next"]

    async def remove_visit(self, visit_id: str) -> None:
        """DELETE /api/browser_sessions/{id}"""
        await self.call("DELETE", f"{PATH}/{visit_id}")
