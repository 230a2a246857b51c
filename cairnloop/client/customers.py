"""Calls about customers and what is kept beside conversations: tags and canned replies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

from cairnloop.client.road import Page, Road

if TYPE_CHECKING:
    from cairnloop.wire.canned import CannedOut, RenderedOut
    from cairnloop.wire.customers import CustomerExpandedOut, DuplicateOut, ErasingOut, TimelineOut
    from cairnloop.wire.people import CustomerOut
    from cairnloop.wire.tags import MentionOut, TaggedOut, TagOut


class CustomerCalls(Road):
    """Every method names its route in the docstring."""

    async def customers(
        self,
        *,
        q: str | None = None,
        company_id: str | None = None,
        tag_id: str | None = None,
        expand: Sequence[str] = (),
        after: str | None = None,
        limit: int = 50,
    ) -> Page[CustomerExpandedOut]:
        """GET /api/customers: with what is named of tags, company"""
        wanted = {"q": q, "company_id": company_id, "tag_id": tag_id, "expand[]": list(expand)}
        return await self._page("/api/customers", **wanted, after=after, limit=limit)

    async def customer(self, customer_id: str, *expand: str) -> CustomerExpandedOut:
        """GET /api/customers/{id}: with what is named of tags, notes, company, conversations, messages"""
        params = {"expand[]": list(expand)}
        said = await self.call("GET", f"/api/customers/{customer_id}", params=params)
        return cast("CustomerExpandedOut", said["data"])

    async def timeline(self, customer_id: str, *, after: str | None = None, limit: int = 50) -> Page[TimelineOut]:
        """GET /api/customers/{id}/timeline"""
        return await self._page(f"/api/customers/{customer_id}/timeline", after=after, limit=limit)

    async def export_customer(self, customer_id: str, *, private: bool = False) -> dict[str, Any]:
        """GET /api/customers/{id}/export"""
        return await self.call("GET", f"/api/customers/{customer_id}/export", params={"private": private})

    async def erase_customer(self, customer_id: str) -> ErasingOut:
        """DELETE /api/customers/{id}"""
        return cast("ErasingOut", await self._data("DELETE", f"/api/customers/{customer_id}"))

    async def merge_customer(self, customer_id: str, into: str) -> CustomerOut:
        """POST /api/customers/{id}/merge"""
        path = f"/api/customers/{customer_id}/merge"
        return cast("CustomerOut", await self._data("POST", path, body={"into": into}))

    async def duplicates(self, customer_id: str) -> list[DuplicateOut]:
        """GET /api/customers/{id}/duplicates"""
        return cast("list[DuplicateOut]", await self._data("GET", f"/api/customers/{customer_id}/duplicates"))

    async def tag_customer(self, customer_id: str, tag_id: str) -> TaggedOut:
        """POST /api/customers/{id}/tags"""
        path = f"/api/customers/{customer_id}/tags"
        return cast("TaggedOut", await self._data("POST", path, body={"tag_id": tag_id}))

    async def untag_customer(self, customer_id: str, tag_id: str) -> TaggedOut:
        """DELETE /api/customers/{id}/tags/{tag_id}"""
        return cast("TaggedOut", await self._data("DELETE", f"/api/customers/{customer_id}/tags/{tag_id}"))

    async def tags(self) -> list[TagOut]:
        """GET /api/tags: all of them, by name"""
        return cast("list[TagOut]", await self._data("GET", "/api/tags"))

    async def add_tag(self, words: dict[str, Any]) -> TagOut:
        """POST /api/tags"""
        return cast("TagOut", await self._data("POST", "/api/tags", body={"tag": words}))

    async def change_tag(self, tag_id: str, words: dict[str, Any]) -> TagOut:
        """PUT /api/tags/{id}"""
        return cast("TagOut", await self._data("PUT", f"/api/tags/{tag_id}", body={"tag": words}))

    async def remove_tag(self, tag_id: str) -> None:
        """DELETE /api/tags/{id}"""
        await self.call("DELETE", f"/api/tags/{tag_id}")

    async def mentions(
        self, *, seen: bool | None = None, after: str | None = None, limit: int = 50
    ) -> Page[MentionOut]:
        """GET /api/mentions"""
        return await self._page("/api/mentions", seen=seen, after=after, limit=limit)

    async def canned(self, *, inbox_id: str | None = None) -> list[CannedOut]:
        """GET /api/canned_responses: the first 500, by name"""
        return cast("list[CannedOut]", await self._data("GET", "/api/canned_responses", inbox_id=inbox_id, limit=500))

    async def add_canned(self, words: dict[str, Any]) -> CannedOut:
        """POST /api/canned_responses"""
        body = {"canned_response": words}
        return cast("CannedOut", await self._data("POST", "/api/canned_responses", body=body))

    async def change_canned(self, canned_id: str, words: dict[str, Any]) -> CannedOut:
        """PUT /api/canned_responses/{id}"""
        body = {"canned_response": words}
        return cast("CannedOut", await self._data("PUT", f"/api/canned_responses/{canned_id}", body=body))

    async def remove_canned(self, canned_id: str) -> None:
        """DELETE /api/canned_responses/{id}"""
        await self.call("DELETE", f"/api/canned_responses/{canned_id}")

    async def render_canned(self, canned_id: str, conversation_id: str) -> RenderedOut:
        """POST /api/canned_responses/{id}/render"""
        path = f"/api/canned_responses/{canned_id}/render"
        return cast("RenderedOut", await self._data("POST", path, body={"conversation_id": conversation_id}))
