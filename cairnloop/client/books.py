"""Calls about what is kept beside conversations: articles, the trail, background jobs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from cairnloop.client.road import Page, Road

if TYPE_CHECKING:
    from cairnloop.wire.knowledge import ArticleOut, ArticleRowOut, ArticleWithWordsOut, RevisionWithWordsOut


class BookCalls(Road):
    """Every method names its route in the docstring."""

    async def articles(
        self, *, status: str | None = None, after: str | None = None, limit: int = 50
    ) -> Page[ArticleRowOut]:
        """GET /api/articles"""
        return await self._page("/api/articles", status=status, after=after, limit=limit)

    async def article(self, article_id: str) -> ArticleWithWordsOut:
        """GET /api/articles/{id}"""
        return cast("ArticleWithWordsOut", await self._data("GET", f"/api/articles/{article_id}"))

    async def revision(self, article_id: str, revision_id: str) -> RevisionWithWordsOut:
        """GET /api/articles/{id}/revisions/{revision_id}"""
        path = f"/api/articles/{article_id}/revisions/{revision_id}"
        return cast("RevisionWithWordsOut", await self._data("GET", path))

    async def save_article(
        self, article_id: str, markdown: str, *, seen: int | None = None, digest: str | None = None
    ) -> ArticleWithWordsOut:
        """PUT /api/articles/{id}: the words become the article's draft"""
        body = {"markdown": markdown, "seen": seen, "digest": digest}
        return cast("ArticleWithWordsOut", await self._data("PUT", f"/api/articles/{article_id}", body=body))

    async def publish(self, article_id: str, *, seen: int | None = None, digest: str | None = None) -> ArticleOut:
        """POST /api/articles/{id}/publish"""
        body = {"seen": seen, "digest": digest}
        return cast("ArticleOut", await self._data("POST", f"/api/articles/{article_id}/publish", body=body))

    async def import_articles(self, files: Sequence[Mapping[str, str]], *, publish: bool) -> dict[str, Any]:
        """POST /api/articles/import: files are {"path", "markdown"}"""
        body = {"files": list(files), "publish": publish}
        return cast(dict[str, Any], await self._data("POST", "/api/articles/import", body=body))

    async def search(self, query: str, *, limit: int = 8) -> list[dict[str, Any]]:
        """GET /api/search"""
        return cast(list[dict[str, Any]], await self._data("GET", "/api/search", q=query, limit=limit))

    async def audit(
        self,
        *,
        actor: str | None = None,
        action: str | None = None,
        subject: str | None = None,
        conversation_id: str | None = None,
        since: str | None = None,
        until: str | None = None,
        before: int | None = None,
        limit: int = 50,
    ) -> Page[dict[str, Any]]:
        """GET /api/audit: `next` is a number, the `before` of the page after"""
        return await self._page(
            "/api/audit",
            actor=actor,
            action=action,
            subject=subject,
            conversation_id=conversation_id,
            since=since,
            until=until,
            before=before,
            limit=limit,
        )

    async def jobs(self, *, state: str | None = None, after: str | None = None, limit: int = 50) -> dict[str, Any]:
        """GET /api/jobs: `data`, `counts`, and `next`"""
        return await self.call("GET", "/api/jobs", params={"state": state, "after": after, "limit": limit})

    async def retry_job(self, job_id: str) -> dict[str, Any]:
        """POST /api/jobs/{id}/retry"""
        return cast(dict[str, Any], await self._data("POST", f"/api/jobs/{job_id}/retry"))

    async def discard_job(self, job_id: str) -> dict[str, Any]:
        """POST /api/jobs/{id}/discard"""
        return cast(dict[str, Any], await self._data("POST", f"/api/jobs/{job_id}/discard"))
