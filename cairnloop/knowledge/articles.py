"""Writing articles: create, save, publish, rename, archive, restore. Search knows the newest published words only."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import update

from cairnloop.errors import Conflict, Invalid, Stale
from cairnloop.kernel.audit import Actor
from cairnloop.kernel.database import Tx
from cairnloop.knowledge import indexing
from cairnloop.knowledge.chunks import passages
from cairnloop.knowledge.events import ArticleArchived, ArticlePublished
from cairnloop.knowledge.evidence import Source
from cairnloop.knowledge.indexing import Findable
from cairnloop.knowledge.markdown import read_body, split_front_matter
from cairnloop.knowledge.queries import get_article, latest_revision
from cairnloop.knowledge.rules import ArticleAction, ArticleStatus, RevisionState, next_status
from cairnloop.knowledge.tables import Article, Revision
from cairnloop.wire.text import storable

LONGEST_TITLE = 200
LONGEST_BODY = 500_000


@dataclass(frozen=True, slots=True)
class Live:
    """An article whose newest words shall be found."""

    article: Article
    revision: Revision


async def create_article(tx: Tx, account_id: UUID, title: str, by: Actor, *, path: str | None = None) -> Article:
    """Start an article without words; it is a draft until something is published."""
    article = Article(
        id=tx.new_id(),
        account_id=account_id,
        path=path,
        title=checked_title(title),
        status=ArticleStatus.DRAFT.value,
        published_revision_id=None,
        created_at=tx.now,
        updated_at=tx.now,
    )
    tx.session.add(article)
    await tx.session.flush()
    tx.audit(by, account_id, "article.created", "article", article.id)
    return article


async def save_draft(
    tx: Tx,
    account_id: UUID,
    article_id: UUID,
    markdown: str,
    by: Actor,
    *,
    seen: int | None = None,
    digest: str | None = None,
) -> Revision:
    """Keep these words as the article's draft; published words stay as they are.

    `seen` is the version the writer started from and `digest` that of its words: Stale when somebody saved others
    meanwhile. A title in the front matter becomes the article's when the draft is published.
    """
    article = await get_article(tx, account_id, article_id, lock=True)
    latest = await latest_revision(tx, account_id, article_id)
    require_newest(latest, seen, digest)
    title, body = _words(markdown, article.title)
    if latest is not None and latest.state == RevisionState.DRAFT:
        latest.title, latest.body, latest.digest, latest.author = title, body, digest_of(title, body), by.label
    else:
        latest = new_revision(tx, article, (latest.version if latest else 0) + 1, title, body, by)
        tx.session.add(latest)
    article.updated_at = tx.now
    await tx.session.flush()
    tx.audit(by, account_id, "article.saved", "article", article.id, version=latest.version)
    return latest


async def publish(
    tx: Tx, account_id: UUID, article_id: UUID, by: Actor, *, seen: int | None = None, digest: str | None = None
) -> Revision:
    """Make the newest words what is searched and quoted; the former ones are superseded.

    Raises Stale when the newest words are not those that were `seen`, Conflict when there is nothing new to publish.
    """
    article = await get_article(tx, account_id, article_id, lock=True)
    revision = await latest_revision(tx, account_id, article_id)
    if revision is None:
        raise Conflict("This article has no words yet. Write some, then publish.")
    require_newest(revision, seen, digest)
    if revision.state == RevisionState.PUBLISHED:
        raise Conflict("The newest version is published already.")
    await go_live(tx, account_id, [Live(article, revision)], by)
    return revision


async def go_live(tx: Tx, account_id: UUID, lives: Sequence[Live], by: Actor) -> None:
    """Publish many revisions at once: one change of the index, one event each."""
    await tx.session.execute(
        update(Revision)
        .where(
            Revision.account_id == account_id,
            Revision.article_id.in_([live.article.id for live in lives]),
            Revision.state == RevisionState.PUBLISHED.value,
        )
        .values(state=RevisionState.SUPERSEDED.value)
    )
    for live in lives:
        article, revision = live.article, live.revision
        article.status = next_status(ArticleStatus(article.status), ArticleAction.PUBLISH).value
        article.title, article.published_revision_id, article.updated_at = revision.title, revision.id, tx.now
        revision.state, revision.published_at = RevisionState.PUBLISHED.value, tx.now
        tx.audit(by, account_id, "article.published", "article", article.id, version=revision.version)
    await tx.session.flush()
    await indexing.put(tx, account_id, Source.ARTICLE, [findable(live.article, live.revision) for live in lives])
    await tx.emit(
        *(ArticlePublished(account_id, live.article.id, live.revision.id, live.revision.version) for live in lives)
    )


async def rename(tx: Tx, account_id: UUID, article_id: UUID, title: str, by: Actor) -> Article:
    """Give an article another title, also where it is found. Published words are not touched."""
    article = await get_article(tx, account_id, article_id, lock=True)
    former, article.title, article.updated_at = article.title, checked_title(title), tx.now
    latest = await latest_revision(tx, account_id, article_id)
    if latest is not None and latest.state == RevisionState.DRAFT:
        latest.title, latest.digest = article.title, digest_of(article.title, latest.body)
    await tx.session.flush()
    if article.status == ArticleStatus.PUBLISHED:
        revision = await tx.session.get_one(Revision, article.published_revision_id)
        await indexing.put(tx, account_id, Source.ARTICLE, [findable(article, revision)])
    tx.audit(by, account_id, "article.renamed", "article", article.id, former=former)
    return article


async def archive(tx: Tx, account_id: UUID, article_id: UUID, by: Actor, *, reason: str | None = None) -> Article:
    """Take an article out of use and out of search. Its revisions stay, so that old drafts can be explained."""
    article = await get_article(tx, account_id, article_id, lock=True)
    article.status = next_status(ArticleStatus(article.status), ArticleAction.ARCHIVE).value
    if article.published_revision_id is not None:
        revision = await tx.session.get_one(Revision, article.published_revision_id)
        revision.state = RevisionState.SUPERSEDED.value
    article.published_revision_id, article.updated_at = None, tx.now
    await tx.session.flush()
    await indexing.drop(tx, account_id, Source.ARTICLE, [article.id])
    tx.audit(by, account_id, "article.archived", "article", article.id, reason=reason)
    await tx.emit(ArticleArchived(account_id, article.id))
    return article


async def restore(tx: Tx, account_id: UUID, article_id: UUID, by: Actor) -> Article:
    """Bring an archived article back as a draft; publishing makes it count again."""
    article = await get_article(tx, account_id, article_id, lock=True)
    article.status = next_status(ArticleStatus(article.status), ArticleAction.RESTORE).value
    article.updated_at = tx.now
    await tx.session.flush()
    tx.audit(by, account_id, "article.restored", "article", article.id)
    return article


def require_newest(latest: Revision | None, seen: int | None, digest: str | None) -> None:
    """A draft keeps its version while it is written, so the words themselves count too. Raises Stale."""
    is_other_version = seen is not None and seen != (latest.version if latest else 0)
    are_other_words = digest is not None and latest is not None and digest != latest.digest
    if is_other_version or are_other_words:
        raise Stale("Somebody saved other words of this article meanwhile. Read them, then decide again.")


def new_revision(tx: Tx, article: Article, version: int, title: str, body: str, by: Actor) -> Revision:
    return Revision(
        id=tx.new_id(),
        account_id=article.account_id,
        article_id=article.id,
        version=version,
        state=RevisionState.DRAFT.value,
        title=title,
        body=body,
        digest=digest_of(title, body),
        author=by.label,
        created_at=tx.now,
        published_at=None,
    )


def findable(article: Article, revision: Revision) -> Findable:
    """What search shall know of a published article: under its present title, in passages."""
    document = read_body(revision.body, title=article.title)
    return Findable(article.id, article.title, passages(document), revision.id)


def digest_of(title: str, body: str) -> str:
    """Tells whether words changed; blank space at line ends does not count."""
    lines = [title, *(line.rstrip() for line in body.strip().splitlines())]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def checked_title(title: str) -> str:
    """A title fit to be shown in one line. Raises Invalid."""
    title = " ".join(storable(title).split())
    if not title:
        raise Invalid.field("title", "cannot be blank")
    if len(title) > LONGEST_TITLE:
        raise Invalid.field("title", f"is longer than {LONGEST_TITLE} characters")
    return title


def _words(markdown: str, title: str) -> tuple[str, str]:
    if len(markdown) > LONGEST_BODY:
        raise Invalid.field("body", f"is longer than {LONGEST_BODY} characters")
    meta, body = split_front_matter(markdown)
    if not body.strip():
        raise Invalid.field("body", "cannot be blank")
    return checked_title(str(meta.get("title") or title)), body
