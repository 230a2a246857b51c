"""What the books need of the daemon: the part of `cairnloop.client` they use, as a shape a test can stand in for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from cairnloop.client.calls import Page

if TYPE_CHECKING:
    from cairnloop.wire.knowledge import ArticleOut, ArticleRowOut, ArticleWithWordsOut, RevisionWithWordsOut


class BooksPort(Protocol):
    """Calls; each raises Unreachable or Refused."""

    async def articles(
        self, *, status: str | None = None, after: str | None = None, limit: int = 50
    ) -> Page[ArticleRowOut]: ...
    async def article(self, article_id: str) -> ArticleWithWordsOut: ...
    async def revision(self, article_id: str, revision_id: str) -> RevisionWithWordsOut: ...
    async def save_article(
        self, article_id: str, markdown: str, *, seen: int | None = None, digest: str | None = None
    ) -> ArticleWithWordsOut: ...
    async def publish(self, article_id: str, *, seen: int | None = None, digest: str | None = None) -> ArticleOut: ...
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
    ) -> Page[dict[str, Any]]: ...
    async def jobs(self, *, state: str | None = None, after: str | None = None, limit: int = 50) -> dict[str, Any]: ...
    async def retry_job(self, job_id: str) -> dict[str, Any]: ...
    async def discard_job(self, job_id: str) -> dict[str, Any]: ...
