"""Vectors beside the passages: stored as float32, compared with numpy, kept in memory until the corpus moves on."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from sqlalchemy import select

from cairnloop.kernel.database import Tx
from cairnloop.knowledge.reading import CorpusView
from cairnloop.knowledge.tables import SearchPassage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# How many passages the semantic leg may propose, and from which similarity on it does.
NEAREST = 20
FLOOR = 0.2
# Corpora kept in memory for one database; 100,000 passages of 1,536 dimensions take about 600 MB.
KEPT = 4


@dataclass(frozen=True, slots=True)
class Vector:
    """The meaning of a text as one model sees it. Only vectors of the same model and length compare."""

    model: str
    values: "NDArray[np.float32]"

    @property
    def is_zero(self) -> bool:
        return not self.values.any()

    def stored(self) -> bytes:
        return self.values.astype("<f4").tobytes()


@dataclass(frozen=True, slots=True)
class _Matrix:
    """All vectors of one corpus and model, each of length one."""

    version: int
    keys: "NDArray[np.int64]"
    rows: "NDArray[np.float32]"


_kept: "WeakKeyDictionary[Any, dict[tuple[int, str, int], _Matrix]]" = WeakKeyDictionary()


async def nearest(tx: Tx, corpora: Sequence[CorpusView], vector: Vector) -> dict[int, float]:
    """Cosine similarity by passage key for the passages of each corpus that mean nearly the same."""
    if vector.is_zero:
        return {}
    found: dict[int, float] = {}
    for corpus in corpora:
        matrix = await _matrix(tx, corpus, vector)
        found |= await asyncio.to_thread(_compare, matrix, vector)
    return found


def _compare(matrix: _Matrix, vector: Vector) -> dict[int, float]:
    import numpy as np

    if not len(matrix.keys):
        return {}
    likeness = matrix.rows @ (vector.values / np.linalg.norm(vector.values))
    few = min(NEAREST, len(likeness))
    best = np.argpartition(-likeness, few - 1)[:few]
    return {int(matrix.keys[at]): float(likeness[at]) for at in best if likeness[at] >= FLOOR}


async def _matrix(tx: Tx, corpus: CorpusView, vector: Vector) -> _Matrix:
    kept = _kept.setdefault(tx.session.get_bind(), {})
    place = (corpus.id, vector.model, len(vector.values))
    known = kept.get(place)
    if known is None or known.version != corpus.version:
        known = await _load(tx, corpus, vector)
        kept.pop(place, None)
        kept[place] = known
        while len(kept) > KEPT:
            kept.pop(next(iter(kept)))
    return known


async def _load(tx: Tx, corpus: CorpusView, vector: Vector) -> _Matrix:
    import numpy as np

    found = await tx.session.execute(
        select(SearchPassage.key, SearchPassage.embedding).where(
            SearchPassage.corpus_id == corpus.id, SearchPassage.embedding_model == vector.model
        )
    )
    wide = 4 * len(vector.values)
    pairs = [(key, blob) for key, blob in found if blob is not None and len(blob) == wide]
    keys = np.array([key for key, _ in pairs], dtype=np.int64)
    rows = np.frombuffer(b"".join(blob for _, blob in pairs), dtype="<f4").reshape(len(pairs), len(vector.values))
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    return _Matrix(corpus.version, keys, (rows / np.where(norms == 0, 1, norms)).astype(np.float32))
