"""Keeping the search index in step: documents in, documents out, and the counts that ranking needs, in one go."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from cairnloop.kernel.database import Tx
from cairnloop.kernel.tables import table
from cairnloop.knowledge import fulltext
from cairnloop.knowledge.chunks import Passage
from cairnloop.knowledge.evidence import Source
from cairnloop.knowledge.tables import Corpus, SearchDocument, SearchPassage, SearchTerm
from cairnloop.knowledge.words import ENGLISH, stems

# The key of a passage is its document's number shifted by this many bits, plus its position.
POSITION_BITS = 12
MOST_PASSAGES = 1 << POSITION_BITS

terms = table(SearchTerm)


@dataclass(frozen=True, slots=True)
class Findable:
    """Something to be found: its name, and its passages in order."""

    owner_id: UUID
    title: str
    passages: Sequence[Passage]
    revision_id: UUID | None = None
    language: str = ENGLISH


@dataclass
class _Change:
    """What adding and removing passages does to the counts of a corpus."""

    documents: int = 0
    passages: int = 0
    title_words: int = 0
    heading_words: int = 0
    body_words: int = 0
    in_passages: Counter[str] = field(default_factory=Counter)
    titled: Counter[str] = field(default_factory=Counter)
    in_documents: Counter[str] = field(default_factory=Counter)

    def document(self, sign: int, title: Sequence[str], pieces: Sequence[tuple[Sequence[str], Sequence[str]]]) -> None:
        """Count one document whose passages are (heading stems, body stems)."""
        self.documents += sign
        everywhere: set[str] = set()
        for heading, body in pieces:
            above, held = {*title, *heading}, {*title, *heading, *body}
            self.passages += sign
            self.title_words += sign * len(title)
            self.heading_words += sign * len(heading)
            self.body_words += sign * len(body)
            self.in_passages.update(dict.fromkeys(held, sign))
            self.titled.update(dict.fromkeys(above, sign))
            everywhere |= held
        self.in_documents.update(dict.fromkeys(everywhere, sign))


async def put(tx: Tx, account_id: UUID, source: Source, documents: Sequence[Findable]) -> None:
    """Make these documents findable as they are now; what was known of the same owners before is forgotten."""
    if not documents:
        return
    corpus = await _locked_corpus(tx, account_id, source)
    change = _Change()
    await _forget(tx, corpus, [document.owner_id for document in documents], change)
    await _add(tx, corpus, documents, change)
    await _count(tx, corpus, change)


async def drop(tx: Tx, account_id: UUID, source: Source, owner_ids: Sequence[UUID]) -> None:
    """Make these owners unfindable. Unknown ones are no trouble."""
    corpus = await _locked_corpus(tx, account_id, source)
    change = _Change()
    await _forget(tx, corpus, owner_ids, change)
    await _count(tx, corpus, change)


async def _locked_corpus(tx: Tx, account_id: UUID, source: Source) -> int:
    """The corpus' number. Its row is locked until the commit, so that two writers count one after the other."""
    new = {"account_id": account_id, "source": source.value, "version": 0, "documents": 0, "passages": 0}
    lengths = {"title_words": 0, "heading_words": 0, "body_words": 0}
    upsert = _upsert(tx, Corpus).values(**new, **lengths)
    upsert = upsert.on_conflict_do_update(
        index_elements=["account_id", "source"], set_={"version": table(Corpus).c.version + 1}
    )
    number: int = (await tx.session.execute(upsert.returning(table(Corpus).c.id))).scalar_one()
    return number


async def _forget(tx: Tx, corpus: int, owner_ids: Sequence[UUID], change: _Change) -> None:
    known = (SearchDocument.corpus_id == corpus) & SearchDocument.owner_id.in_(owner_ids)
    documents = {
        number: title.split()
        for number, title in await tx.session.execute(
            select(SearchDocument.number, SearchDocument.title_stems).where(known)
        )
    }
    if not documents:
        return
    pieces: dict[int, list[tuple[int, list[str], list[str]]]] = {number: [] for number in documents}
    for row in await tx.session.execute(
        select(SearchPassage.document, SearchPassage.key, SearchPassage.heading_stems, SearchPassage.body_stems).where(
            SearchPassage.document.in_(documents)
        )
    ):
        pieces[row.document].append((row.key, row.heading_stems.split(), row.body_stems.split()))
    gone: list[tuple[int, list[str]]] = []
    for number, title in documents.items():
        change.document(-1, title, [(heading, body) for _, heading, body in pieces[number]])
        for key, heading, body in pieces[number]:
            gone.append((key, fulltext.indexed(corpus, {*title, *heading}, body)))
    await fulltext.remove(tx, gone)
    await tx.session.execute(delete(SearchPassage).where(SearchPassage.document.in_(documents)))
    await tx.session.execute(delete(SearchDocument).where(SearchDocument.number.in_(documents)))


async def _add(tx: Tx, corpus: int, documents: Sequence[Findable], change: _Change) -> None:
    titles = {document.owner_id: stems(document.title, document.language) for document in documents}
    numbers = await _numbered(tx, corpus, documents, titles)
    rows: list[dict[str, Any]] = []
    entries: list[tuple[int, list[str]]] = []
    for document in documents:
        title = titles[document.owner_id]
        pieces: list[tuple[list[str], list[str]]] = []
        for passage in document.passages[:MOST_PASSAGES]:
            heading, body = stems(passage.heading, document.language), stems(passage.text, document.language)
            pieces.append((heading, body))
            number = numbers[document.owner_id]
            key = (number << POSITION_BITS) | (len(pieces) - 1)
            entries.append((key, fulltext.indexed(corpus, {*title, *heading}, body)))
            rows.append(_passage_row(tx, corpus, number, key, passage, heading, body))
        change.document(+1, title, pieces)
    if rows:
        await tx.session.execute(insert(table(SearchPassage)), rows)
    await fulltext.add(tx, entries)


async def _numbered(
    tx: Tx, corpus: int, documents: Sequence[Findable], titles: dict[UUID, list[str]]
) -> dict[UUID, int]:
    await tx.session.execute(
        insert(table(SearchDocument)),
        [
            {
                "corpus_id": corpus,
                "owner_id": document.owner_id,
                "revision_id": document.revision_id,
                "title": document.title,
                "title_stems": " ".join(titles[document.owner_id]),
                "passages": min(len(document.passages), MOST_PASSAGES),
            }
            for document in documents
        ],
    )
    owners = [document.owner_id for document in documents]
    found = await tx.session.execute(
        select(SearchDocument.owner_id, SearchDocument.number).where(
            SearchDocument.corpus_id == corpus, SearchDocument.owner_id.in_(owners)
        )
    )
    return dict(found.all())


def _passage_row(
    tx: Tx, corpus: int, number: int, key: int, passage: Passage, heading: Iterable[str], body: Iterable[str]
) -> dict[str, Any]:
    return {
        "key": key,
        "id": tx.timely_id(),
        "corpus_id": corpus,
        "document": number,
        "heading": passage.heading,
        "text": passage.text,
        "heading_stems": " ".join(heading),
        "body_stems": " ".join(body),
        "embedding": None,
        "embedding_model": None,
    }


async def _count(tx: Tx, corpus: int, change: _Change) -> None:
    counts = table(Corpus).c
    await tx.session.execute(
        update(Corpus)
        .where(Corpus.id == corpus)
        .values(
            documents=counts.documents + change.documents,
            passages=counts.passages + change.passages,
            title_words=counts.title_words + change.title_words,
            heading_words=counts.heading_words + change.heading_words,
            body_words=counts.body_words + change.body_words,
        )
    )
    moved = sorted({*change.in_passages, *change.titled, *change.in_documents})
    rows: list[dict[str, Any]] = [
        {
            "corpus_id": corpus,
            "stem": stem,
            "passages": change.in_passages[stem],
            "titled": change.titled[stem],
            "documents": change.in_documents[stem],
        }
        for stem in moved
        if change.in_passages[stem] or change.titled[stem] or change.in_documents[stem]
    ]
    if rows:
        upsert = _upsert(tx, SearchTerm)
        added = {name: terms.c[name] + upsert.excluded[name] for name in ("passages", "titled", "documents")}
        await tx.session.execute(upsert.on_conflict_do_update(index_elements=["corpus_id", "stem"], set_=added), rows)
        emptied = [row["stem"] for row in rows if row["passages"] < 0]
        if emptied:
            await tx.session.execute(
                delete(terms).where(
                    terms.c.corpus_id == corpus, terms.c.stem == bindparam("gone"), terms.c.passages <= 0
                ),
                [{"gone": stem} for stem in emptied],
            )


def _upsert(tx: Tx, row: Any) -> Any:
    return sqlite_insert(row) if tx.dialect == "sqlite" else postgres_insert(row)


async def corpus_size(tx: Tx, account_id: UUID, source: Source) -> int:
    """How many passages of this kind can be found."""
    found = await tx.session.execute(
        select(func.coalesce(func.sum(Corpus.passages), 0)).where(
            Corpus.account_id == account_id, Corpus.source == source.value
        )
    )
    return int(found.scalar_one())
