"""Calls about what is known of customers: their fields, notes on them, their companies, and all of them as a file."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any, cast

from cairnloop.client.failures import Refused, Unreachable
from cairnloop.client.road import Page, Road

if TYPE_CHECKING:
    from cairnloop.wire.customers import CompanyOut, NoteOut, TimelineOut
    from cairnloop.wire.people import CustomerOut


class PeopleCalls(Road):
    """Every method names its route in the docstring."""

    async def change_customer(self, customer_id: str, changes: dict[str, Any]) -> CustomerOut:
        """PUT /api/customers/{id}: what is left out stays, None empties it"""
        body = {"customer": changes}
        return cast("CustomerOut", await self._data("PUT", f"/api/customers/{customer_id}", body=body))

    async def customers_csv(
        self, *, q: str | None = None, company_id: str | None = None, tag_id: str | None = None
    ) -> AsyncIterator[bytes]:
        """GET /api/customers?format=csv: all of them, a piece at a time"""
        from httpx import RequestError

        wanted = {"format": "csv", "q": q, "company_id": company_id, "tag_id": tag_id}
        given = {name: value for name, value in wanted.items() if value is not None}
        try:
            async with self._http.stream("GET", "/api/customers", params=given) as response:
                if not response.is_success:
                    raise Refused(response.status_code, "refused", f"HTTP {response.status_code}")
                async for piece in response.aiter_bytes():
                    yield piece
        except RequestError as error:
            raise Unreachable(f"The daemon at {self.url} does not answer ({type(error).__name__}).") from error

    async def companies(self, *, after: str | None = None, limit: int = 50) -> Page[CompanyOut]:
        """GET /api/companies: the newest first"""
        return await self._page("/api/companies", after=after, limit=limit)

    async def company(self, company_id: str) -> CompanyOut:
        """GET /api/companies/{id}"""
        return cast("CompanyOut", await self._data("GET", f"/api/companies/{company_id}"))

    async def company_timeline(
        self, company_id: str, *, after: str | None = None, limit: int = 50
    ) -> Page[TimelineOut]:
        """GET /api/companies/{id}/timeline"""
        return await self._page(f"/api/companies/{company_id}/timeline", after=after, limit=limit)

    async def add_company(self, words: dict[str, Any]) -> CompanyOut:
        """POST /api/companies"""
        return cast("CompanyOut", await self._data("POST", "/api/companies", body={"company": words}))

    async def change_company(self, company_id: str, changes: dict[str, Any]) -> CompanyOut:
        """PUT /api/companies/{id}: what is left out stays, None empties it"""
        body = {"company": changes}
        return cast("CompanyOut", await self._data("PUT", f"/api/companies/{company_id}", body=body))

    async def remove_company(self, company_id: str) -> None:
        """DELETE /api/companies/{id}"""
        await self.call("DELETE", f"/api/companies/{company_id}")

    async def notes(self, customer_id: str, *, after: str | None = None, limit: int = 50) -> Page[NoteOut]:
        """GET /api/notes: on one customer, the newest first"""
        return await self._page("/api/notes", customer_id=customer_id, after=after, limit=limit)

    async def add_note(self, customer_id: str, body: str) -> NoteOut:
        """POST /api/notes"""
        words = {"note": {"customer_id": customer_id, "body": body}}
        return cast("NoteOut", await self._data("POST", "/api/notes", body=words))

    async def change_note(self, note_id: str, body: str) -> NoteOut:
        """PUT /api/notes/{id}"""
        return cast("NoteOut", await self._data("PUT", f"/api/notes/{note_id}", body={"note": {"body": body}}))

    async def remove_note(self, note_id: str) -> None:
        """DELETE /api/notes/{id}"""
        await self.call("DELETE", f"/api/notes/{note_id}")
