"""Bringing in a folder of Markdown: what is new, what changed, what stays, and what could not be read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlalchemy import func, select

from cairnloop.errors import CairnloopError, Invalid
from cairnloop.kernel.audit import Actor
from cairnloop.kernel.database import Tx
from cairnloop.knowledge.articles import LONGEST_BODY, Live, checked_title, digest_of, go_live, new_revision
from cairnloop.knowledge.markdown import read_body, split_front_matter
from cairnloop.knowledge.rules import ArticleStatus, RevisionState
from cairnloop.knowledge.tables import Article, Revision


class Outcome(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class File:
    """A file that could be read: where it lies, its words, and whether its author calls it a draft."""

    path: str
    title: str
    body: str
    draft: bool

    @property
    def digest(self) -> str:
        return digest_of(self.title, self.body)


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one file. `reason` says why it failed, or that it was left a draft."""

    path: str
    outcome: Outcome
    reason: str = ""
    article_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What we hold under a path already: the newest words' digest, and whether they are what is published."""

    digest: str
    published: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import will do, decided before anything is written."""

    added: tuple[File, ...]
    changed: tuple[File, ...]
    unchanged: tuple[File, ...]
    failed: tuple[Result, ...]


def read_file(path: str, source: str) -> File:
    """Read one file. Raises Invalid with what is wrong with it."""
    if len(source) > LONGEST_BODY:
        raise Invalid.field("body", f"is longer than {LONGEST_BODY} characters")
    meta, body = split_front_matter(source)
    document = read_body(body, title=str(meta.get("title") or ""), meta=meta)
    if not any(section.blocks for section in document.sections):
        raise Invalid.field("body", "has no text")
    status = str(meta.get("status") or "published").lower()
    if status not in ("published", "draft"):
        raise Invalid.field("status", f"is {status!r}; write published or draft")
    return File(path, checked_title(document.title), body, status == "draft")


def plan_import(files: Iterable[tuple[str, str]], known: Mapping[str, Known], *, publish: bool = True) -> Plan:
    """Compare files with what is known under their paths. Reads no clock and no database."""
    added: list[File] = []
    changed: list[File] = []
    unchanged: list[File] = []
    failed: list[Result] = []
    seen: set[str] = set()
    for path, source in files:
        if path in seen:
            failed.append(Result(path, Outcome.FAILED, "this path appears twice in the import"))
            continue
        seen.add(path)
        try:
            file = read_file(path, source)
        except CairnloopError as error:
            failed.append(Result(path, Outcome.FAILED, error.detail))
            continue
        before = known.get(path)
        if before is None:
            added.append(file)
        elif before.digest == file.digest and (before.published or file.draft or not publish):
            unchanged.append(file)
        else:
            changed.append(file)
    return Plan(tuple(added), tuple(changed), tuple(unchanged), tuple(failed))


async def import_articles(
    tx: Tx, account_id: UUID, files: Sequence[tuple[str, str]], by: Actor, *, publish: bool = True
) -> list[Result]:
    """Import (path, Markdown) pairs, updating by path. The same files again change nothing.

    Files are published, unless `publish` is off or their front matter says `status: draft`. One bad file fails alone.
    """
    articles, newest = await _known(tx, account_id, [path for path, _ in files])
    plan = plan_import(files, {path: _summary(articles[path], newest.get(path)) for path in articles}, publish=publish)
    results = list(plan.failed)
    lives: list[Live] = []
    for file in (*plan.added, *plan.changed):
        article = articles.get(file.path) or _new_article(tx, account_id, file)
        outcome = Outcome.CHANGED if file.path in articles else Outcome.ADDED
        if article.status == ArticleStatus.ARCHIVED:
            results.append(Result(file.path, Outcome.FAILED, "this article is archived; restore it first", article.id))
            continue
        revision = _revised(tx, article, newest.get(file.path), file, by)
        wanted = publish and not file.draft
        if wanted:
            lives.append(Live(article, revision))
        tx.audit(by, account_id, "article.imported", "article", article.id, path=file.path, outcome=outcome.value)
        results.append(Result(file.path, outcome, "" if wanted else "left as a draft", article.id))
    results += [Result(file.path, Outcome.UNCHANGED, "", articles[file.path].id) for file in plan.unchanged]
    await tx.session.flush()
    if lives:
        await go_live(tx, account_id, lives, by)
    order = {path: at for at, (path, _) in enumerate(files)}
    return sorted(results, key=lambda result: order[result.path])


async def _known(tx: Tx, account_id: UUID, paths: Sequence[str]) -> tuple[dict[str, Article], dict[str, Revision]]:
    """Articles under these paths, locked until the commit, and the newest revision of each."""
    found = await tx.session.scalars(
        select(Article)
        .where(Article.account_id == account_id, Article.path.in_(paths))
        .order_by(Article.id)
        .with_for_update()
    )
    articles = {str(article.path): article for article in found}
    of = {article.id: path for path, article in articles.items()}
    newest = (
        select(Revision.article_id, func.max(Revision.version).label("version"))
        .where(Revision.account_id == account_id, Revision.article_id.in_(of))
        .group_by(Revision.article_id)
        .subquery()
    )
    revisions = await tx.session.scalars(
        select(Revision).join(
            newest, (Revision.article_id == newest.c.article_id) & (Revision.version == newest.c.version)
        )
    )
    return articles, {of[revision.article_id]: revision for revision in revisions}


def _summary(article: Article, newest: Revision | None) -> Known:
    published = newest is not None and newest.id == article.published_revision_id
    return Known(newest.digest if newest is not None else "", published)


def _new_article(tx: Tx, account_id: UUID, file: File) -> Article:
    article = Article(
        id=tx.new_id(),
        account_id=account_id,
        path=file.path,
        title=file.title,
        status=ArticleStatus.DRAFT.value,
        published_revision_id=None,
        created_at=tx.now,
        updated_at=tx.now,
    )
    tx.session.add(article)
    return article


def _revised(tx: Tx, article: Article, newest: Revision | None, file: File, by: Actor) -> Revision:
    """The revision that holds the file's words: the draft there is, or a new one."""
    if newest is not None and newest.state == RevisionState.DRAFT:
        newest.title, newest.body, newest.digest, newest.author = file.title, file.body, file.digest, by.label
        return newest
    revision = new_revision(tx, article, (newest.version if newest else 0) + 1, file.title, file.body, by)
    tx.session.add(revision)
    article.updated_at = tx.now
    return revision
