"""Reading the search index: which corpora an account has, what their words are worth, and passages by key."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, bindparam, select, text

from cairnloop.kernel.database import Tx
from cairnloop.kernel.tables import table
from cairnloop.knowledge.evidence import Source
from cairnloop.knowledge.question import Question
from cairnloop.knowledge.ranking import Candidate
from cairnloop.knowledge.synonyms import relatives
from cairnloop.knowledge.tables import Corpus, SearchDocument, SearchPassage
from cairnloop.knowledge.vocabulary import COMPOUND, Vocabulary, halves, repair

# Unknown words for which a likely spelling is looked for, among those that share so many first letters.
REPAIRED = 8
BEGINNING = 3

# Words are handed over as one JSON parameter: binding hundreds would cost more than reading them.
_COUNTS = {
    "sqlite": "SELECT stem, passages, titled, documents FROM search_terms WHERE corpus_id = :corpus "
    "AND stem IN (SELECT value FROM json_each(:stems))",
    "postgresql": "SELECT stem, passages, titled, documents FROM search_terms WHERE corpus_id = :corpus "
    "AND stem IN (SELECT jsonb_array_elements_text(CAST(:stems AS jsonb)))",
}
# A range for each beginning: one short walk along the primary key each, which both planners have to be led to.
_BEGINNING = {
    "sqlite": "SELECT stem, passages, titled, documents FROM json_each(:stems) AS start CROSS JOIN search_terms "
    "ON corpus_id = :corpus AND stem >= start.value AND stem < start.value || char(1114111)",
    "postgresql": "SELECT stem, passages, titled, documents "
    "FROM jsonb_array_elements_text(CAST(:stems AS jsonb)) AS start (value) CROSS JOIN LATERAL "
    '(SELECT * FROM search_terms WHERE corpus_id = :corpus AND stem >= start.value COLLATE "C" '
    'AND stem < (start.value || chr(1114111)) COLLATE "C" ORDER BY stem LIMIT 1000) AS found',
}
# Put together once: on these short ways that costs as much as asking.
_corpus, _passage, _document = table(Corpus).c, table(SearchPassage).c, table(SearchDocument).c
_ACCOUNT = bindparam("account", type_=Uuid())
_CORPORA = select(table(Corpus)).where(_corpus.account_id == _ACCOUNT, _corpus.passages > 0)
_PASSAGES = (
    select(
        _passage.key,
        _passage.id,
        _passage.heading,
        _passage.text,
        _passage.heading_stems,
        _passage.body_stems,
        _document.number,
        _document.owner_id,
        _document.revision_id,
        _document.title,
        _document.title_stems,
        _document.passages,
        _corpus.source,
    )
    .join_from(table(SearchPassage), table(SearchDocument), _document.number == _passage.document)
    .join(table(Corpus), _corpus.id == _document.corpus_id)
    .where(_passage.key.in_(bindparam("keys", expanding=True)), _corpus.account_id == _ACCOUNT)
)


@dataclass(frozen=True, slots=True)
class Found:
    """A passage read back: what ranks it, and what shows it."""

    candidate: Candidate
    id: UUID
    source: Source
    owner_id: UUID
    revision_id: UUID | None
    title: str
    heading: str
    text: str
    siblings: int


@dataclass(frozen=True, slots=True)
class Count:
    """In how many passages of a corpus a stem stands, in how many of them above the text, in how many documents."""

    stem: str
    passages: int
    titled: int
    documents: int


@dataclass(frozen=True, slots=True)
class CorpusView:
    """One corpus as it is now: its number, its size, and the average lengths ranking compares with."""

    id: int
    source: Source
    version: int
    documents: int
    passages: int
    title_length: float
    heading_length: float
    body_length: float


async def corpora(tx: Tx, account_id: UUID, sources: Sequence[Source]) -> list[CorpusView]:
    """The account's corpora that hold anything, canon first."""
    found = await tx.session.execute(_CORPORA, {"account": account_id})
    views = [
        CorpusView(
            row.id,
            Source(row.source),
            row.version,
            row.documents,
            row.passages,
            row.title_words / row.passages,
            row.heading_words / row.passages,
            row.body_words / row.passages,
        )
        for row in found
        if row.source in sources
    ]
    return sorted(views, key=lambda view: list(Source).index(view.source))


async def vocabulary(tx: Tx, corpus: CorpusView, question: Question) -> tuple[Vocabulary, dict[str, dict[str, float]]]:
    """What a corpus says about the question's words, and guesses for those it does not know."""
    wanted = {one.stem for one in question.asked}
    wanted |= {stem for one in question.asked for stem in relatives(one.stem)}
    counts = {count.stem: count for count in await _counts(tx, corpus, wanted)}
    unknown = [one.stem for one in question.asked if not (one.joined or one.everyday or one.stem in counts)][:REPAIRED]
    near = {count.stem: count for count in await _near(tx, corpus, unknown)}
    repairs = {stem: _guesses(stem, near) for stem in unknown}
    counts |= {guess: near[guess] for guesses in repairs.values() for guess in guesses}
    return _vocabulary(corpus, counts), repairs


def _guesses(unknown: str, near: Mapping[str, Count]) -> dict[str, float]:
    alike = [stem for stem in sorted(near) if stem.startswith(unknown[:BEGINNING])]
    compound = next((pair for pair in halves(unknown) if pair[0] in near and pair[1] in near), ())
    return repair(unknown, alike) or dict.fromkeys(compound, COMPOUND)


async def passages(tx: Tx, account_id: UUID, keys: Iterable[int]) -> dict[int, Found]:
    """Passages of this account by key; the account is asked again, whatever the index said."""
    asked = {"keys": list(keys), "account": account_id}
    found = await tx.session.execute(_PASSAGES, asked)
    return {row.key: _found(row) for row in found}


def _found(row: Any) -> Found:
    return Found(
        Candidate(
            row.key,
            row.number,
            tuple(row.title_stems.split()),
            tuple(row.heading_stems.split()),
            tuple(row.body_stems.split()),
        ),
        row.id,
        Source(row.source),
        row.owner_id,
        row.revision_id,
        row.title,
        row.heading,
        row.text,
        row.passages,
    )


async def _counts(tx: Tx, corpus: CorpusView, stems: Iterable[str]) -> list[Count]:
    asked = {"corpus": corpus.id, "stems": json.dumps(sorted(stems), ensure_ascii=False)}
    return [Count(*row) for row in await tx.session.execute(text(_COUNTS[tx.dialect]), asked)]


async def _near(tx: Tx, corpus: CorpusView, stems: Sequence[str]) -> list[Count]:
    """Words of the corpus that begin like these, or may be half of one."""
    starts = sorted({stem[:BEGINNING] for stem in stems if len(stem) > BEGINNING})
    if not starts:
        return []
    asked = {"corpus": corpus.id, "stems": json.dumps(starts, ensure_ascii=False)}
    found = [Count(*row) for row in await tx.session.execute(text(_BEGINNING[tx.dialect]), asked)]
    parts = {part for stem in stems for pair in halves(stem) for part in pair}
    return found + (await _counts(tx, corpus, parts) if parts else [])


def _vocabulary(corpus: CorpusView, counts: Mapping[str, Count]) -> Vocabulary:
    return Vocabulary(
        passages=corpus.passages,
        documents=corpus.documents,
        in_passages={stem: count.passages for stem, count in counts.items()},
        in_documents={stem: count.documents for stem, count in counts.items()},
        titled={stem: count.titled for stem, count in counts.items()},
        title_length=corpus.title_length,
        heading_length=corpus.heading_length,
        body_length=corpus.body_length,
    )
