"""Reading the search index: which corpora an account has, what their words are worth, and passages by key."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, and_, or_, select

from cairnloop.kernel.database import Tx
from cairnloop.knowledge.evidence import Source
from cairnloop.knowledge.question import Question
from cairnloop.knowledge.ranking import Candidate
from cairnloop.knowledge.synonyms import relatives
from cairnloop.knowledge.tables import Corpus, SearchDocument, SearchPassage, SearchTerm
from cairnloop.knowledge.vocabulary import COMPOUND, Vocabulary, halves, repair

# Unknown words for which a likely spelling is looked for, and how much of the vocabulary is read for them.
REPAIRED = 8
NEIGHBOURS = 2_000
BEGINNING = 3


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


async def corpora(tx: Tx, account_id: UUID, sources: Sequence[Source]) -> list[Corpus]:
    """The account's corpora that hold anything, canon first."""
    wanted = [source.value for source in sources]
    found = await tx.session.scalars(
        select(Corpus).where(Corpus.account_id == account_id, Corpus.source.in_(wanted), Corpus.passages > 0),
        execution_options={"populate_existing": True},
    )
    return sorted(found, key=lambda corpus: list(Source).index(Source(corpus.source)))


async def vocabulary(tx: Tx, corpus: Corpus, question: Question) -> tuple[Vocabulary, dict[str, dict[str, float]]]:
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
    found = await tx.session.execute(
        select(SearchPassage, SearchDocument, Corpus.source)
        .join(SearchDocument, SearchDocument.number == SearchPassage.document)
        .join(Corpus, Corpus.id == SearchDocument.corpus_id)
        .where(SearchPassage.key.in_(list(keys)), Corpus.account_id == account_id)
    )
    return {passage.key: _found(passage, document, source) for passage, document, source in found}


async def _counts(tx: Tx, corpus: Corpus, stems: Iterable[str]) -> list[Count]:
    found = await tx.session.execute(
        _columns().where(SearchTerm.corpus_id == corpus.id, SearchTerm.stem.in_(sorted(stems)))
    )
    return [Count(*row) for row in found]


async def _near(tx: Tx, corpus: Corpus, stems: Sequence[str]) -> list[Count]:
    """Words of the corpus that begin like these, or may be half of one."""
    starts = sorted({stem[:BEGINNING] for stem in stems if len(stem) > BEGINNING})
    if not starts:
        return []
    ranges = [and_(SearchTerm.stem >= start, SearchTerm.stem < start + "\U0010ffff") for start in starts]
    parts = sorted({part for stem in stems for pair in halves(stem) for part in pair})
    found = await tx.session.execute(
        _columns()
        .where(SearchTerm.corpus_id == corpus.id, or_(*ranges, SearchTerm.stem.in_(parts)))
        .order_by(SearchTerm.stem)
        .limit(NEIGHBOURS)
    )
    return [Count(*row) for row in found]


def _columns() -> Select[str, int, int, int]:
    return select(SearchTerm.stem, SearchTerm.passages, SearchTerm.titled, SearchTerm.documents)


def _vocabulary(corpus: Corpus, counts: Mapping[str, Count]) -> Vocabulary:
    return Vocabulary(
        passages=corpus.passages,
        documents=corpus.documents,
        in_passages={stem: count.passages for stem, count in counts.items()},
        in_documents={stem: count.documents for stem, count in counts.items()},
        titled={stem: count.titled for stem, count in counts.items()},
        title_length=corpus.title_words / corpus.passages,
        heading_length=corpus.heading_words / corpus.passages,
        body_length=corpus.body_words / corpus.passages,
    )


def _found(passage: SearchPassage, document: SearchDocument, source: str) -> Found:
    return Found(
        Candidate(
            passage.key,
            document.number,
            tuple(document.title_stems.split()),
            tuple(passage.heading_stems.split()),
            tuple(passage.body_stems.split()),
        ),
        passage.id,
        Source(source),
        document.owner_id,
        document.revision_id,
        document.title,
        passage.heading,
        passage.text,
        document.passages,
    )
