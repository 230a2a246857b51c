"""Does the search index count right? What it says of its passages and words, beside a count from the passages anew."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.ext.asyncio import create_async_engine

from cairnloop.kernel.engines import parse_url
from cairnloop.kernel.tables import table
from cairnloop.knowledge.tables import Corpus, SearchDocument, SearchPassage, SearchTerm

Rows = Sequence[Any]


async def miscounts(url: str) -> list[str]:
    """Every count that is not what the passages say."""
    engine = create_async_engine(parse_url(url))
    async with engine.connect() as connection:

        async def rows(of: Table) -> Rows:
            return (await connection.execute(select(of))).all()

        corpora, documents = await rows(table(Corpus)), await rows(table(SearchDocument))
        passages, terms = await rows(table(SearchPassage)), await rows(table(SearchTerm))
    await engine.dispose()
    return [said for corpus in corpora for said in _of_corpus(corpus, documents, passages, terms)]


def _of_corpus(corpus: Any, documents: Rows, passages: Rows, terms: Rows) -> Iterable[str]:
    held = {one.number: one for one in documents if one.corpus_id == corpus.id}
    pieces = [one for one in passages if one.corpus_id == corpus.id]
    owners = Counter(one.owner_id for one in held.values())
    yield from (f"{corpus.source} {owner} is indexed {n} times" for owner, n in owners.items() if n > 1)
    lengths: Counter[str] = Counter()
    in_passages: Counter[str] = Counter()
    titled: Counter[str] = Counter()
    words: dict[int, set[str]] = {number: set() for number in held}
    for piece in pieces:
        if piece.document not in held:
            yield f"a passage of {corpus.source} belongs to no document"
            continue
        title, heading = held[piece.document].title_stems.split(), piece.heading_stems.split()
        body = piece.body_stems.split()
        lengths += Counter(title=len(title), heading=len(heading), body=len(body))
        in_passages.update({*title, *heading, *body})
        titled.update({*title, *heading})
        words[piece.document] |= {*title, *heading, *body}
    said = (corpus.documents, corpus.passages, corpus.title_words, corpus.heading_words, corpus.body_words)
    counted = (len(held), len(pieces), lengths["title"], lengths["heading"], lengths["body"])
    if said != counted:
        yield f"the index of {corpus.source} says {said} and holds {counted}"
    in_documents = Counter(stem for stems in words.values() for stem in stems)
    for term in terms:
        if term.corpus_id == corpus.id:
            here = (in_passages.pop(term.stem, 0), titled[term.stem], in_documents[term.stem])
            if (term.passages, term.titled, term.documents) != here:
                stated = (term.passages, term.titled, term.documents)
                yield f"the index of {corpus.source} says {stated} of {term.stem!r} and holds {here}"
    yield from (f"the index of {corpus.source} forgot {stem!r}" for stem in in_passages)
