"""Reading articles: one, a page of them, and their revisions."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, tuple_

from cairnloop.errors import NotFound
from cairnloop.kernel.database import Tx
from cairnloop.knowledge.rules import ArticleStatus, RevisionState
from cairnloop.knowledge.tables import Article, Revision


async def get_article(tx: Tx, account_id: UUID, article_id: UUID, *, lock: bool = False) -> Article:
    """One article of this account. Raises NotFound."""
    query = select(Article).where(Article.account_id == account_id, Article.id == article_id)
    article = (await tx.session.execute(query.with_for_update() if lock else query)).scalar_one_or_none()
    if article is None:
        raise NotFound
    return article


async def find_article(tx: Tx, account_id: UUID, path: str) -> Article:
    """The article that was imported from this path. Raises NotFound."""
    query = select(Article).where(Article.account_id == account_id, Article.path == path)
    article = (await tx.session.execute(query)).scalar_one_or_none()
    if article is None:
        raise NotFound
    return article


async def list_articles(
    tx: Tx,
    account_id: UUID,
    *,
    status: ArticleStatus | None = None,
    limit: int = 50,
    before: tuple[datetime, UUID] | None = None,
) -> Sequence[Article]:
    """A page of articles, last changed first. `before` is the (updated_at, id) of the last one already seen."""
    query = select(Article).where(Article.account_id == account_id)
    if status is not None:
        query = query.where(Article.status == status.value)
    if before is not None:
        query = query.where(tuple_(Article.updated_at, Article.id) < tuple_(*before))
    query = query.order_by(Article.updated_at.desc(), Article.id.desc()).limit(limit)
    return (await tx.session.scalars(query)).all()


async def count_articles(tx: Tx, account_id: UUID) -> dict[ArticleStatus, int]:
    """How many articles there are of each status."""
    query = select(Article.status, func.count()).where(Article.account_id == account_id).group_by(Article.status)
    found: Mapping[str, int] = dict((await tx.session.execute(query)).all())
    return {status: found.get(status.value, 0) for status in ArticleStatus}


async def latest_revision(tx: Tx, account_id: UUID, article_id: UUID) -> Revision | None:
    """The newest revision, draft or not; None for an article without words."""
    query = (
        select(Revision)
        .where(Revision.account_id == account_id, Revision.article_id == article_id)
        .order_by(Revision.version.desc())
        .limit(1)
    )
    return (await tx.session.execute(query)).scalar_one_or_none()


async def revisions_of(tx: Tx, account_id: UUID, article_id: UUID, *, limit: int = 50) -> Sequence[Revision]:
    """An article's revisions, newest first."""
    query = (
        select(Revision)
        .where(Revision.account_id == account_id, Revision.article_id == article_id)
        .order_by(Revision.version.desc())
        .limit(limit)
    )
    return (await tx.session.scalars(query)).all()


async def get_revision(tx: Tx, account_id: UUID, article_id: UUID, revision_id: UUID) -> Revision:
    """One version of an article with its words. Raises NotFound."""
    query = select(Revision).where(
        Revision.account_id == account_id, Revision.article_id == article_id, Revision.id == revision_id
    )
    revision = (await tx.session.execute(query)).scalar_one_or_none()
    if revision is None:
        raise NotFound
    return revision


async def with_drafts(tx: Tx, account_id: UUID, article_ids: Sequence[UUID]) -> set[UUID]:
    """Those of these articles for which words wait to be published."""
    query = select(Revision.article_id).where(
        Revision.account_id == account_id,
        Revision.article_id.in_(article_ids),
        Revision.state == RevisionState.DRAFT.value,
    )
    return set((await tx.session.scalars(query)).all())
