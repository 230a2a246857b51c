"""Calls about reports: what the desk did in a period."""

from __future__ import annotations

from typing import Any, cast

from cairnloop.client.road import Road


class ReportCalls(Road):
    """Every method names its route in the docstring."""

    async def report(
        self,
        name: str,
        *,
        from_date: str | None = None,
        to_date: str | None = None,
        inbox_id: str | None = None,
        tag_id: str | None = None,
    ) -> dict[str, Any]:
        """GET /api/reports/{name}: without days, the last thirty"""
        asked = {"from_date": from_date, "to_date": to_date, "inbox_id": inbox_id, "tag_id": tag_id}
        return cast(dict[str, Any], await self._data("GET", f"/api/reports/{name}", **asked))

    async def rebuild_reports(self) -> dict[str, Any]:
        """POST /api/reports/rebuild"""
        return cast(dict[str, Any], await self._data("POST", "/api/reports/rebuild"))
