"""Articles and search hits as the wire shows them."""

from collections import Counter
from collections.abc import Collection, Sequence
from uuid import UUID

from cairnloop.knowledge.evidence import Hit, Source
from cairnloop.knowledge.importer import Outcome, Result
from cairnloop.knowledge.tables import Article, Revision
from cairnloop.wire.knowledge import (
    ArticleOut,
    ArticleRowOut,
    ArticleWithWordsOut,
    HitOut,
    ImportedOut,
    RevisionOut,
    RevisionWithWordsOut,
)
from cairnloop.wire.people import naive, zulu


def article_out(article: Article) -> ArticleOut:
    published = article.published_revision_id
    return {
        "id": str(article.id),
        "object": "article",
        "title": article.title,
        "path": article.path,
        "status": article.status,
        "published_revision_id": None if published is None else str(published),
        "created_at": naive(article.created_at),
        "updated_at": naive(article.updated_at),
    }


def article_row_out(article: Article, drafts: Collection[UUID]) -> ArticleRowOut:
    return {**article_out(article), "draft": article.id in drafts}


def revision_out(revision: Revision) -> RevisionOut:
    return {
        "id": str(revision.id),
        "version": revision.version,
        "state": revision.state,
        "title": revision.title,
        "digest": revision.digest,
        "author": revision.author,
        "created_at": naive(revision.created_at),
        "published_at": zulu(revision.published_at),
    }


def revision_with_words_out(revision: Revision) -> RevisionWithWordsOut:
    return {**revision_out(revision), "body": revision.body}


def article_with_words_out(article: Article, revisions: Sequence[Revision]) -> ArticleWithWordsOut:
    newest = revisions[0] if revisions else None
    return {
        **article_out(article),
        "body": newest.body if newest else "",
        "version": newest.version if newest else 0,
        "revisions": [revision_out(revision) for revision in revisions],
    }


def hit_out(hit: Hit) -> HitOut:
    return {
        "source": hit.source.value,
        "article_id": str(hit.owner_id) if hit.source is Source.ARTICLE else None,
        "revision_id": None if hit.revision_id is None else str(hit.revision_id),
        "conversation_id": str(hit.owner_id) if hit.source is Source.CASE else None,
        "title": hit.title,
        "heading": hit.heading,
        "text": hit.text,
        "excerpt": hit.excerpt,
        "score": round(hit.confidence, 4),
        "coverage": round(hit.coverage, 4),
        "rank_score": round(hit.score, 6),
        "why": list(hit.why),
    }


def imported_out(results: Sequence[Result]) -> ImportedOut:
    counted = Counter(result.outcome for result in results)
    return {
        "added": counted[Outcome.ADDED],
        "changed": counted[Outcome.CHANGED],
        "unchanged": counted[Outcome.UNCHANGED],
        "failed": counted[Outcome.FAILED],
        "files": [
            {
                "path": result.path,
                "outcome": result.outcome.value,
                "reason": result.reason or None,
                "article_id": None if result.article_id is None else str(result.article_id),
            }
            for result in results
        ],
    }
