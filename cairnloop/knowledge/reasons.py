"""Why a passage was found, in words an operator can check at a glance."""

from collections.abc import Sequence

from cairnloop.knowledge.evidence import Source
from cairnloop.knowledge.ranking import Ranked
from cairnloop.knowledge.vocabulary import Concept

# More words than this in one reason are a list, not an explanation.
NAMED = 4


def reasons(
    source: Source, concepts: Sequence[Concept], ranked: Ranked | None, similarity: float | None
) -> tuple[str, ...]:
    """Short phrases, the most telling first: matches 'region', 'move' in the title."""
    said: list[str] = []
    if ranked is not None:
        said += _matches(concepts, ranked)
    if similarity is not None:
        said.append(f"similar meaning ({similarity:.2f})")
    said.append("published guidance" if source is Source.ARTICLE else "a resolved case: may assist, never ground")
    return tuple(said)


def _matches(concepts: Sequence[Concept], ranked: Ranked) -> list[str]:
    met = sorted(ranked.met, key=lambda at: (-concepts[at].telling, at))
    above = [concepts[at].asked.word for at in met if at in ranked.titled and _exact(concepts[at], ranked.met[at])]
    below = [concepts[at].asked.word for at in met if at not in ranked.titled and _exact(concepts[at], ranked.met[at])]
    related = [
        f"'{ranked.met[at]}' for '{concepts[at].asked.word}'" for at in met if not _exact(concepts[at], ranked.met[at])
    ]
    said = []
    if above:
        said.append(f"matches {_listed(above)} in the title or heading")
    if below:
        said.append(f"matches {_listed(below)} in the text")
    if related:
        said.append(f"related words: {', '.join(related[:NAMED])}")
    return said


def _exact(concept: Concept, stem: str) -> bool:
    return stem == concept.asked.stem


def _listed(words: Sequence[str]) -> str:
    named = list(dict.fromkeys(words))
    more = f" and {len(named) - NAMED} more" if len(named) > NAMED else ""
    return ", ".join(f"'{word}'" for word in named[:NAMED]) + more
