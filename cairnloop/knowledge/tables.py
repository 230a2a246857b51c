"""Articles and their revisions, resolved cases, and the search index over both."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from cairnloop.kernel.tables import Row, after_create

_NUMBER = BigInteger().with_variant(Integer(), "sqlite")
# Stems are looked up by their first letters, so they are ordered by code point on both databases.
_STEM = String().with_variant(String(collation="C"), "postgresql")


class Article(Row):
    """One piece of guidance. `path` is where it was imported from, and the key under which it is imported again."""

    __tablename__ = "articles"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    path: Mapped[str | None]
    title: Mapped[str]
    status: Mapped[str]
    published_revision_id: Mapped[UUID | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("account_id", "path"),
        Index("ix_articles_page", "account_id", "updated_at", "id"),
        Index("ix_articles_status", "account_id", "status", "updated_at", "id"),
        {"sqlite_strict": True},
    )


class Revision(Row):
    """One version of an article. Its words may change while it is a draft and never again."""

    __tablename__ = "article_revisions"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    article_id: Mapped[UUID] = mapped_column(ForeignKey("articles.id"))
    version: Mapped[int]
    state: Mapped[str]
    title: Mapped[str]
    body: Mapped[str]
    digest: Mapped[str]
    author: Mapped[str]
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("article_id", "version"),
        {"sqlite_strict": True},
    )


class Case(Row):
    """What a resolved conversation was about and how it ended, in redacted words. It may assist, never ground."""

    __tablename__ = "resolved_cases"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    conversation_id: Mapped[UUID] = mapped_column(unique=True)
    subject: Mapped[str]
    problem: Mapped[str]
    resolution: Mapped[str]
    redactions: Mapped[int]
    resolved_at: Mapped[datetime]
    indexed_at: Mapped[datetime]


class Corpus(Row):
    """One account's articles, or its cases: how much there is. `version` moves with every change of what is searched.

    Its number is part of every word in the full-text index, so that a search cannot leave its account.
    """

    __tablename__ = "search_corpora"

    id: Mapped[int] = mapped_column(_NUMBER, primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    source: Mapped[str]
    version: Mapped[int]
    documents: Mapped[int]
    passages: Mapped[int]
    title_words: Mapped[int]
    heading_words: Mapped[int]
    body_words: Mapped[int]

    __table_args__ = (UniqueConstraint("account_id", "source"), {"sqlite_strict": True})


class SearchDocument(Row):
    """Something that can be found: the published revision of an article, or a case."""

    __tablename__ = "search_documents"

    number: Mapped[int] = mapped_column(_NUMBER, primary_key=True)
    corpus_id: Mapped[int] = mapped_column(_NUMBER)
    owner_id: Mapped[UUID]
    revision_id: Mapped[UUID | None]
    title: Mapped[str]
    title_stems: Mapped[str]
    passages: Mapped[int]

    __table_args__ = (
        ForeignKeyConstraint(["corpus_id"], ["search_corpora.id"], ondelete="CASCADE"),
        UniqueConstraint("corpus_id", "owner_id"),
        {"sqlite_strict": True},
    )


class SearchPassage(Row):
    """A passage with its words already stemmed. `key` is document number x 4096 + position: the index row's number."""

    __tablename__ = "search_passages"

    key: Mapped[int] = mapped_column(_NUMBER, primary_key=True, autoincrement=False)
    id: Mapped[UUID] = mapped_column(unique=True)
    corpus_id: Mapped[int] = mapped_column(_NUMBER)
    document: Mapped[int] = mapped_column(_NUMBER)
    heading: Mapped[str]
    text: Mapped[str]
    heading_stems: Mapped[str]
    body_stems: Mapped[str]
    # float32, little endian; of which model, or null when not embedded (yet).
    embedding: Mapped[bytes | None] = mapped_column(LargeBinary)
    embedding_model: Mapped[str | None]

    __table_args__ = (
        ForeignKeyConstraint(["document"], ["search_documents.number"], ondelete="CASCADE"),
        Index("ix_search_passages_corpus_id_embedding_model", "corpus_id", "embedding_model"),
        {"sqlite_strict": True},
    )


class SearchTerm(Row):
    """How many passages and documents of a corpus hold a stem, and in how many passages it stands above the text."""

    __tablename__ = "search_terms"

    corpus_id: Mapped[int] = mapped_column(_NUMBER, primary_key=True)
    stem: Mapped[str] = mapped_column(_STEM, primary_key=True)
    passages: Mapped[int]
    titled: Mapped[int]
    documents: Mapped[int]

    __table_args__ = (
        ForeignKeyConstraint(["corpus_id"], ["search_corpora.id"], ondelete="CASCADE"),
        {"sqlite_strict": True},
    )


# Published words stay as they were read and quoted; only the state may move on.
IMMUTABLE = {
    "sqlite": [
        "CREATE TRIGGER article_revisions_keep BEFORE UPDATE OF title, body, digest, version, article_id "
        "ON article_revisions WHEN OLD.state <> 'draft' "
        "BEGIN SELECT RAISE(ABORT, 'a published revision cannot be modified'); END"
    ],
    "postgresql": [
        "CREATE FUNCTION article_revisions_keep() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'a published revision cannot be modified'; END $$",
        "CREATE TRIGGER article_revisions_keep BEFORE UPDATE OF title, body, digest, version, article_id "
        "ON article_revisions FOR EACH ROW WHEN (OLD.state <> 'draft') EXECUTE FUNCTION article_revisions_keep()",
    ],
}

# The full-text index holds stems only, each led by its corpus number; the passages keep what can be read. It proposes
# passages and no more, so it needs neither positions nor weights: ranking happens above it, the same on both.
FULL_TEXT = {
    "sqlite": [
        "CREATE VIRTUAL TABLE search_index USING fts5(words, content='', detail=none, "
        "tokenize=\"unicode61 remove_diacritics 0 categories 'L* N* M* Co' tokenchars '_'\")"
    ],
    "postgresql": [
        "CREATE TABLE search_index (key bigint PRIMARY KEY REFERENCES search_passages (key) ON DELETE CASCADE, "
        "words tsvector NOT NULL)",
        "CREATE INDEX ix_search_index_words ON search_index USING gin (words) WITH (fastupdate = off)",
    ],
}

after_create(Revision, IMMUTABLE)
after_create(SearchPassage, FULL_TEXT)
