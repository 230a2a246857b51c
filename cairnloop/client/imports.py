"""Calls that bring in what another desk kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from cairnloop.client.road import Road

if TYPE_CHECKING:
    from cairnloop.wire.imports import ImportOut, TakenOut


class ImportCalls(Road):
    """Every method names its route in the docstring."""

    async def begin_import(self, account: str, *, learn: bool = False) -> ImportOut:
        """POST /api/imports: `account` is what the other desk calls it"""
        return cast("ImportOut", await self._data("POST", "/api/imports", body={"account": account, "learn": learn}))

    async def import_records(self, import_id: str, kind: str, records: Sequence[Mapping[str, Any]]) -> TakenOut:
        """POST /api/imports/{id}/records"""
        body = {"kind": kind, "records": list(records)}
        return cast("TakenOut", await self._data("POST", f"/api/imports/{import_id}/records", body=body))

    async def finish_import(self, import_id: str) -> ImportOut:
        """POST /api/imports/{id}/finish"""
        return cast("ImportOut", await self._data("POST", f"/api/imports/{import_id}/finish"))
