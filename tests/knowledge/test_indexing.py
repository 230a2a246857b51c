"""The search index follows what is put in and taken out."""

from uuid import UUID, uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from cairnloop.kernel.database import Database, Tx
from cairnloop.kernel.tables import table
from cairnloop.knowledge import fulltext, indexing
from cairnloop.knowledge.chunks import Passage
from cairnloop.knowledge.evidence import Source
from cairnloop.knowledge.indexing import Findable
from cairnloop.knowledge.tables import Corpus, SearchDocument, SearchPassage, SearchTerm
from cairnloop.knowledge.words import stems
from tests.knowledge.conftest import new_account

OWNERS = [uuid4() for _ in range(3)]


def document(owner_id: UUID, title: str, *bodies: str) -> Findable:
    return Findable(owner_id, title, [Passage(at, f"part {at}", body) for at, body in enumerate(bodies)])


async def counted(tx: Tx) -> dict[str, tuple[int, int, int]]:
    """Counts of every stem as the index keeps them."""
    rows = await tx.session.execute(select(table(SearchTerm)))
    return {row.stem: (row.passages, row.titled, row.documents) for row in rows}


async def recounted(tx: Tx) -> dict[str, tuple[int, int, int]]:
    """The same counts, taken from the passages themselves."""
    rows = await tx.session.execute(
        select(
            SearchPassage.document, SearchDocument.title_stems, SearchPassage.heading_stems, SearchPassage.body_stems
        ).join(SearchDocument, SearchDocument.number == SearchPassage.document)
    )
    found: dict[str, tuple[int, int, set[int]]] = {}
    for number, title, heading, body in rows:
        above = {*title.split(), *heading.split()}
        for stem in above | set(body.split()):
            passages, titled, documents = found.get(stem, (0, 0, set()))
            found[stem] = (passages + 1, titled + (stem in above), documents | {number})
    return {stem: (passages, titled, len(documents)) for stem, (passages, titled, documents) in found.items()}


async def test_what_was_put_is_found_and_what_was_dropped_is_not(database: Database, account_id: UUID) -> None:
    async with database.begin() as tx:
        await indexing.put(tx, account_id, Source.ARTICLE, [document(OWNERS[0], "Refunds", "money", "treasurer")])
        corpus = (await tx.session.execute(select(Corpus.id))).scalar_one()
        lookups = [[fulltext.anywhere(corpus, stem)] for stem in stems("treasurer refunds giraffe")]
        assert [len(keys) for keys in await fulltext.find(tx, lookups)] == [1, 2, 0]
        both = [[fulltext.anywhere(corpus, "refund"), fulltext.anywhere(corpus, "money")]]
        assert [len(keys) for keys in await fulltext.find(tx, both)] == [1]
        await indexing.drop(tx, account_id, Source.ARTICLE, [OWNERS[0]])
        assert [len(keys) for keys in await fulltext.find(tx, lookups)] == [0, 0, 0]
        assert await counted(tx) == {}
        assert await indexing.corpus_size(tx, account_id, Source.ARTICLE) == 0


async def test_dropping_the_unknown_is_no_trouble(database: Database, account_id: UUID) -> None:
    async with database.begin() as tx:
        await indexing.drop(tx, account_id, Source.ARTICLE, [uuid4()])
        await indexing.put(tx, account_id, Source.ARTICLE, [])


async def test_accounts_and_sources_have_corpora_of_their_own(database: Database, account_id: UUID) -> None:
    other = await new_account(database, "Other")
    async with database.begin() as tx:
        for who, source in ((account_id, Source.ARTICLE), (account_id, Source.CASE), (other, Source.ARTICLE)):
            await indexing.put(tx, who, source, [document(OWNERS[0], "Refunds", "money")])
        corpora = list(await tx.session.scalars(select(Corpus.id)))
        found = await fulltext.find(tx, [[fulltext.anywhere(corpus, "money")] for corpus in corpora])
    assert len(corpora) == 3
    assert [len(keys) for keys in found] == [1, 1, 1]
    assert len({key for keys in found for key in keys}) == 3


WORDS = st.text("abc de", max_size=20)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("put"), st.sampled_from(OWNERS), WORDS, st.lists(WORDS, max_size=3)),
        st.tuples(st.just("drop"), st.sampled_from(OWNERS), WORDS, st.just([])),
    ),
    max_size=5,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
async def test_the_counts_always_equal_what_is_there(
    database: Database, account_id: UUID, steps: list[tuple[str, UUID, str, list[str]]]
) -> None:
    async with database.begin() as tx:
        for action, owner_id, title, bodies in steps:
            if action == "put":
                await indexing.put(tx, account_id, Source.ARTICLE, [document(owner_id, title, *bodies)])
            else:
                await indexing.drop(tx, account_id, Source.ARTICLE, [owner_id])
        assert await counted(tx) == await recounted(tx)
        indexed = set((await tx.session.execute(text(f"SELECT {_key(tx)} FROM search_index"))).scalars())
        assert indexed == set(await tx.session.scalars(select(SearchPassage.key)))
        await indexing.drop(tx, account_id, Source.ARTICLE, OWNERS)


def _key(tx: Tx) -> str:
    return "rowid" if tx.dialect == "sqlite" else "key"
