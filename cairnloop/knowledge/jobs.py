"""The kinds of work this feature asks for; the daemon says which flow does which."""

from cairnloop.knowledge.cases import INDEX_CASE
from cairnloop.knowledge.embeddings import EMBED_PASSAGES

__all__ = ["EMBED_PASSAGES", "INDEX_CASE"]
