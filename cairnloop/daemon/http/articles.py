"""The knowledge base: articles, imports, search."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from starlette.responses import Response

from cairnloop.daemon.http.answers import answer
from cairnloop.daemon.http.auth import House, Reader, Writer
from cairnloop.daemon.http.bodies import Router
from cairnloop.daemon.http.paging import After, Limit, answer_page, place
from cairnloop.drafting.research import meaning_if_any
from cairnloop.knowledge import articles
from cairnloop.knowledge.evidence import Source
from cairnloop.knowledge.importer import import_articles
from cairnloop.knowledge.queries import get_article, get_revision, list_articles, revisions_of, with_drafts
from cairnloop.knowledge.rules import ArticleStatus
from cairnloop.knowledge.search import search
from cairnloop.knowledge.shapes import (
    article_out,
    article_row_out,
    article_with_words_out,
    hit_out,
    imported_out,
    revision_with_words_out,
)
from cairnloop.wire.knowledge import (
    ArticleOut,
    ArticleRowOut,
    ArticleWithWordsOut,
    ArticleWords,
    HitOut,
    Import,
    ImportedOut,
    NewArticle,
    Publish,
    RevisionWithWordsOut,
)
from cairnloop.wire.text import storable

router = Router(prefix="/api", tags=["knowledge"])


@router.get("/articles", response_model=None, responses={200: {"model": list[ArticleRowOut]}})
async def list_all(
    s: House,
    by: Reader,
    status: ArticleStatus | None = None,
    after: After = None,
    limit: Limit = 50,
) -> Response:
    """Articles, last changed first."""
    async with s.db.read() as tx:
        rows = await list_articles(tx, by.account_id, status=status, before=place(after), limit=limit + 1)
        drafts = await with_drafts(tx, by.account_id, [row.id for row in rows])
    return answer_page(rows, limit, lambda row: article_row_out(row, drafts), lambda row: (row.updated_at, row.id))


@router.post("/articles", status_code=201, response_model=None, responses={201: {"model": ArticleWithWordsOut}})
async def create(s: House, by: Writer, body: NewArticle) -> Response:
    """Start an article with its first words, as a draft."""
    async with s.db.begin() as tx:
        article = await articles.create_article(tx, by.account_id, body.title, by.actor)
        revision = await articles.save_draft(tx, by.account_id, article.id, body.markdown, by.actor)
    return answer(article_with_words_out(article, [revision]), 201)


@router.post("/articles/import", response_model=None, responses={200: {"model": ImportedOut}})
async def import_files(s: House, by: Writer, body: Import) -> Response:
    """Bring in Markdown files by path. The same files again change nothing; one bad file fails alone."""
    files = [(file.path, file.markdown) for file in body.files]
    async with s.db.begin() as tx:
        results = await import_articles(tx, by.account_id, files, by.actor, publish=body.publish)
    return answer(imported_out(results))


@router.get("/articles/{article_id}", response_model=None, responses={200: {"model": ArticleWithWordsOut}})
async def show(s: House, by: Reader, article_id: UUID) -> Response:
    """An article with its newest words and all its versions."""
    async with s.db.read() as tx:
        article = await get_article(tx, by.account_id, article_id)
        revisions = await revisions_of(tx, by.account_id, article_id)
    return answer(article_with_words_out(article, revisions))


@router.get(
    "/articles/{article_id}/revisions/{revision_id}",
    response_model=None,
    responses={200: {"model": RevisionWithWordsOut}},
)
async def show_revision(s: House, by: Reader, article_id: UUID, revision_id: UUID) -> Response:
    """One version of an article with its words, whether they still count or were superseded."""
    async with s.db.read() as tx:
        revision = await get_revision(tx, by.account_id, article_id, revision_id)
    return answer(revision_with_words_out(revision))


@router.put("/articles/{article_id}", response_model=None, responses={200: {"model": ArticleWithWordsOut}})
async def save(s: House, by: Writer, article_id: UUID, body: ArticleWords) -> Response:
    """Keep new words as the article's draft; what is published stays until these are."""
    async with s.db.begin() as tx:
        await articles.save_draft(
            tx, by.account_id, article_id, body.markdown, by.actor, seen=body.seen, digest=body.digest
        )
        article = await get_article(tx, by.account_id, article_id)
        revisions = await revisions_of(tx, by.account_id, article_id)
    return answer(article_with_words_out(article, revisions))


@router.post("/articles/{article_id}/publish", response_model=None, responses={200: {"model": ArticleOut}})
async def publish(s: House, by: Writer, article_id: UUID, body: Publish | None = None) -> Response:
    """Make the newest words what is searched and quoted. They never change again."""
    saw = body or Publish()
    async with s.db.begin() as tx:
        await articles.publish(tx, by.account_id, article_id, by.actor, seen=saw.seen, digest=saw.digest)
        article = await get_article(tx, by.account_id, article_id)
    return answer(article_out(article))


@router.post("/articles/{article_id}/archive", response_model=None, responses={200: {"model": ArticleOut}})
async def archive(s: House, by: Writer, article_id: UUID) -> Response:
    """Take an article out of use and out of search; its versions stay."""
    async with s.db.begin() as tx:
        article = await articles.archive(tx, by.account_id, article_id, by.actor)
    return answer(article_out(article))


@router.get("/search", response_model=None, responses={200: {"model": list[HitOut]}})
async def find(
    s: House,
    by: Reader,
    q: Annotated[str, Query(max_length=2000)],
    limit: Annotated[int, Query(ge=1, le=50)] = 8,
    source: Source | None = None,
) -> Response:
    """Passages of articles and resolved cases that fit the words, each with why it matched."""
    text = storable(q)
    meaning = await meaning_if_any(s.studio.embedder, text)
    sources = (source,) if source else (Source.ARTICLE, Source.CASE)
    async with s.db.read() as tx:
        hits = await search(tx, by.account_id, text, limit=limit, embedding=meaning, sources=sources)
    return answer([hit_out(hit) for hit in hits])
