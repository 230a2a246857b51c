"""Articles as they are kept: the list, the words of those that were read, and words that could not be saved yet."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from cairnloop.tui.state.paged import Paged
from cairnloop.tui.state.trouble import Trouble
from cairnloop.tui.terminal.times import instant
from cairnloop.wire.terminal import harmless

# Articles that stay at hand once read.
KEPT = 12


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """`draft` says that words wait to be published."""

    id: str
    title: str
    path: str
    status: str
    draft: bool
    updated_at: datetime | None

    @property
    def haystack(self) -> str:
        return f"{self.title} {self.path} {self.status}".casefold()


@dataclass(frozen=True, slots=True)
class Version:
    """One version of an article, without its words."""

    id: str
    number: int
    state: str
    title: str
    digest: str
    author: str
    at: datetime | None


class Face(StrEnum):
    """What is shown of an article."""

    DRAFT = "draft"
    PUBLISHED = "published"
    DIFFERENCE = "difference"


@dataclass(frozen=True)
class Article:
    """An article with its newest words, and those that are published where they differ. Words are as they were kept."""

    row: ArticleRow
    versions: tuple[Version, ...]  # newest first
    newest_body: str
    published_body: str | None = None

    @property
    def newest(self) -> Version | None:
        return self.versions[0] if self.versions else None

    @property
    def draft(self) -> Version | None:
        newest = self.newest
        return newest if newest is not None and newest.state == "draft" else None

    @property
    def published(self) -> Version | None:
        return next((one for one in self.versions if one.state == "published"), None)

    def body(self, face: Face) -> str:
        if face is Face.PUBLISHED and self.draft is not None:
            return self.published_body or ""
        return self.newest_body

    @property
    def as_file(self) -> str:
        """The newest words as they are edited; the title stands above them, for it may be changed too."""
        title = self.newest.title if self.newest else self.row.title
        return f"---\ntitle: {json.dumps(title, ensure_ascii=False)}\n---\n\n{self.newest_body.strip()}\n"


@dataclass(frozen=True)
class Articles:
    """`face` is what the operator chose to see of the article under the cursor; `kept` are words that were written
    and refused, by article.
    """

    paged: Paged[ArticleRow] = field(default_factory=Paged)
    read: Mapping[str, Article] = field(default_factory=dict)
    unreadable: Mapping[str, Trouble] = field(default_factory=dict)
    kept: Mapping[str, str] = field(default_factory=dict)
    face: Face | None = None

    @property
    def article(self) -> Article | None:
        """The one under the cursor, once it was read."""
        return self.read.get(self.paged.row.id) if self.paged.row else None

    @property
    def shown(self) -> Face:
        """What is on screen: what was chosen, or the words that wait, or those that are published."""
        article = self.article
        if article is None or article.draft is None:
            return Face.PUBLISHED if article is not None and article.published else Face.DRAFT
        if article.published is None and self.face is not Face.DIFFERENCE:
            return Face.DRAFT
        return self.face or Face.DRAFT

    def with_article(self, article: Article) -> "Articles":
        """Keep an article; the one that was kept longest goes. Its row is known better now, too."""
        others = {key: one for key, one in self.read.items() if key != article.row.id}
        while len(others) >= KEPT:
            del others[next(iter(others))]
        troubles = {key: one for key, one in self.unreadable.items() if key != article.row.id}
        return replace(
            self,
            paged=self.paged.renewed(article.row),
            read={**others, article.row.id: article},
            unreadable=troubles,
        )

    def with_news(self, rows: Sequence[ArticleRow]) -> "Articles":
        """A list was read: articles that were changed since they were read are read again, and so are failures."""
        changed = {row.id: row.updated_at for row in rows}
        read = {
            key: one for key, one in self.read.items() if changed.get(key, one.row.updated_at) == one.row.updated_at
        }
        return replace(self, read=read, unreadable={})

    def with_kept(self, article_id: str, text: str | None) -> "Articles":
        others = {key: one for key, one in self.kept.items() if key != article_id}
        return replace(self, kept=others if text is None else {**others, article_id: text})


def row_of(wire: Mapping[str, Any]) -> ArticleRow:
    """From a row of `GET /api/articles`."""
    return ArticleRow(
        id=str(wire["id"]),
        title=harmless(str(wire.get("title") or "")),
        path=harmless(str(wire.get("path") or "")),
        status=str(wire.get("status") or "draft"),
        draft=bool(wire.get("draft")),
        updated_at=instant(wire.get("updated_at")),
    )


def article_of(wire: Mapping[str, Any], published_body: str | None) -> Article:
    """From `GET /api/articles/{id}`, and the published words where a draft hides them."""
    versions = tuple(_version(one) for one in wire.get("revisions") or ())
    draft = bool(versions) and versions[0].state == "draft"
    return Article(row_of({**wire, "draft": draft}), versions, str(wire.get("body") or ""), published_body)


def _version(wire: Mapping[str, Any]) -> Version:
    return Version(
        id=str(wire["id"]),
        number=int(wire.get("version") or 0),
        state=str(wire.get("state") or ""),
        title=str(wire.get("title") or ""),
        digest=str(wire.get("digest") or ""),
        author=harmless(str(wire.get("author") or "")),
        at=instant(wire.get("published_at") or wire.get("created_at")),
    )
