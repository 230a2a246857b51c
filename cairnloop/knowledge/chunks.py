"""Articles cut into passages: one section each, and long sections at paragraph ends."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cairnloop.knowledge.markdown import Document

# A passage should answer one thing and fit a prompt several times; past this, ranking suffers from the length too.
LONGEST_PASSAGE = 1600

_SENTENCE_END = re.compile(r"(?<=[.!?:;])\s+|\n")


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of an article that can be found and quoted by itself."""

    position: int
    heading: str
    text: str


def passages(document: Document, *, longest: int = LONGEST_PASSAGE) -> list[Passage]:
    """Cut an article at its h2 and h3; what is longer than `longest` characters is cut again between paragraphs."""
    found: list[Passage] = []
    for section in document.sections:
        for text in pieces(section.blocks, longest):
            found.append(Passage(len(found), section.heading, text))
    return found


def pieces(blocks: Sequence[str], longest: int) -> Iterator[str]:
    """Gather blocks into texts of at most `longest` characters, without cutting a block that fits by itself."""
    gathered: list[str] = []
    size = 0
    for block in (part for whole in blocks for part in _cut(whole, longest)):
        if gathered and size + len(block) > longest:
            yield "\n\n".join(gathered)
            gathered, size = [], 0
        gathered.append(block)
        size += len(block) + 2
    if gathered:
        yield "\n\n".join(gathered)


def _cut(block: str, longest: int) -> Iterator[str]:
    """Cut one overlong block between lines or sentences, and in the middle of a word only if nothing else is left."""
    while len(block) > longest:
        ends = [found.start() for found in _SENTENCE_END.finditer(block, longest // 2, longest)]
        at = ends[-1] if ends else block.rfind(" ", longest // 2, longest)
        at = at if at > 0 else longest
        yield block[:at].strip()
        block = block[at:].strip()
    if block:
        yield block
