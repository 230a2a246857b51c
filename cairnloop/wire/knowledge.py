"""Knowledge on the wire: articles, imports, search."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from typing_extensions import TypedDict

from cairnloop.wire.text import Clean, Line

MAX_MARKDOWN = 500_000
MAX_FILES = 500

Markdown = Annotated[str, Clean, StringConstraints(max_length=MAX_MARKDOWN)]


class ArticleOut(TypedDict):
    id: str
    object: Literal["article"]
    title: str
    path: str | None
    status: str
    published_revision_id: str | None
    created_at: str
    updated_at: str


class ArticleRowOut(ArticleOut):
    """An article on a list. `draft` says that words wait to be published."""

    draft: bool


class RevisionOut(TypedDict):
    """One version. A draft's words may still change; `digest` tells when they did."""

    id: str
    version: int
    state: str
    title: str
    digest: str
    author: str
    created_at: str
    published_at: str | None


class RevisionWithWordsOut(RevisionOut):
    body: str


class ArticleWithWordsOut(ArticleOut):
    """An article with its newest words (published or not) and all its versions, newest first."""

    body: str
    version: int
    revisions: list[RevisionOut]


class HitOut(TypedDict):
    """A passage. `excerpt` marks what matched with U+E000 and U+E001.

    `score` is how likely the passage answers, 0..1 and comparable between searches; `coverage` the share of the
    question's telling words it speaks of; `rank_score` is what hits are ordered by, comparable within one search only.
    """

    source: str
    article_id: str | None
    revision_id: str | None
    conversation_id: str | None
    title: str
    heading: str
    text: str
    excerpt: str
    score: float
    coverage: float
    rank_score: float
    why: list[str]


class ImportedOut(TypedDict):
    """What an import did with each file, by path."""

    added: int
    changed: int
    unchanged: int
    failed: int
    files: list[dict[str, str | None]]


class NewArticle(BaseModel):
    model_config = ConfigDict(extra="forbid")
    title: Line
    markdown: Markdown


class Seen(BaseModel):
    """`seen` is the version you looked at and `digest` that of its words: then nobody else's are overwritten, nor
    words published that you have not read.
    """

    model_config = ConfigDict(extra="forbid")
    seen: int | None = Field(default=None, ge=0)
    digest: str | None = Field(default=None, max_length=64)


class ArticleWords(Seen):
    markdown: Markdown


class Publish(Seen):
    pass


class ImportedFile(BaseModel):
    model_config = ConfigDict(extra="forbid")
    path: Line
    markdown: Markdown


class Import(BaseModel):
    model_config = ConfigDict(extra="forbid")
    files: list[ImportedFile] = Field(max_length=MAX_FILES)
    publish: bool = False
