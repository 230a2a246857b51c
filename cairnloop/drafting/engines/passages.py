"""A passage taken apart into pieces that may be quoted alone: sentences, whole lists, table rows, code."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from cairnloop.drafting.sentences import LIST_MARK, sentences

# A piece that begins like this leans on the one before it.
LEANING = re.compile(
    r"(?:it|its|this|that|these|those|they|them|their|then|otherwise|however|but|so|also|and|or|instead|both|there|such|"
    r"after that|afterwards|if not|if so|in that case|the same|the other|for the rest|later|above that|"
    r"es|dies|diese|dieser|sie|dann|sonst|danach|außerdem|auch|aber)\b",
    re.I,
)


# Something to do in the product: a path through its menus, a numbered list, or a sentence that says "press".
STEP = re.compile(
    r"→|^\s*\d+[.)]\s|^(?:open|choose|press|tap|click|go to|select|set|turn|switch|enter|swipe|paste|use|"
    r"öffnen|wählen|drücken|tippen|klicken|ouvrez|choisissez|cliquez|abra|elija|pulse)\b",
    re.I | re.M,
)


class Form(StrEnum):
    """How a piece is written."""

    SENTENCE = "sentence"
    LIST = "list"
    ROW = "row"
    VERBATIM = "verbatim"


@dataclass(frozen=True, slots=True)
class Piece:
    """The smallest thing worth quoting. `block` counts paragraphs; `leads` says that the next piece completes it."""

    text: str
    form: Form
    block: int
    leads: bool = False

    @property
    def leans(self) -> bool:
        return self.form is Form.SENTENCE and LEANING.match(self.text) is not None


def pieces_of(text: str) -> tuple[Piece, ...]:
    """Every piece of a passage in order."""
    found: list[Piece] = []
    for number, block in enumerate(re.split(r"\n[ \t]*\n", text.strip("\n"))):
        lines = [line.rstrip() for line in block.splitlines() if line.strip()]
        if lines:
            found.extend(_pieces(lines, number))
    return tuple(found)


def _pieces(lines: Sequence[str], block: int) -> Iterator[Piece]:
    marked = [index for index, line in enumerate(lines) if LIST_MARK.match(line)]
    table = _table(lines)
    if len(table) > 1:
        yield from _rows(table, block)
    elif marked and (marked[0] == 0 or lines[marked[0] - 1].endswith(":")):
        yield from _spoken(" ".join(lines[: marked[0]]), block)
        yield Piece("\n".join(_gathered(lines[marked[0] :])), Form.LIST, block)
    elif len(lines) > 1:
        # The reader of articles joins wrapped lines, so lines that are still apart were meant to be.
        yield Piece("\n".join(lines), Form.VERBATIM, block)
    else:
        yield from _spoken(lines[0], block)


def _spoken(paragraph: str, block: int) -> Iterator[Piece]:
    said = sentences(paragraph)
    for index, sentence in enumerate(said):
        yield Piece(sentence, Form.SENTENCE, block, leads=index == len(said) - 1 and sentence.endswith(":"))


def _gathered(lines: Sequence[str]) -> Iterator[str]:
    """List items on one line each; a line without a mark belongs to the item above it."""
    item = ""
    for line in lines:
        if LIST_MARK.match(line) or not item:
            if item:
                yield item
            item = re.sub(r"^(\s*)[*•–](?=\s)", r"\1-", line)
        else:
            item = f"{item} {line.strip()}"
    yield item


def _table(lines: Sequence[str]) -> list[list[str]]:
    """The cells of a table's rows without its ruling; nothing when the lines are no table."""
    if not all("|" in line for line in lines):
        return []
    rows = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines]
    return [row for row in rows if not all(re.fullmatch(r":?-*:?", cell) for cell in row)]


def _rows(table: Sequence[Sequence[str]], block: int) -> Iterator[Piece]:
    """Table rows as sentences of their own: `Monthly price: Footpath free, Ridge €29, Summit €89`."""
    head, *rows = table
    for subject, *cells in rows:
        # The cell above the subjects is often empty, so names are matched from the right.
        names = [""] * (len(cells) - len(head)) + list(head[max(0, len(head) - len(cells)) :])
        told = ", ".join(f"{name} {cell}".strip() for name, cell in zip(names, cells, strict=True) if cell)
        yield Piece(": ".join(part for part in (subject, told) if part), Form.ROW, block)


def written(pieces: Sequence[Piece]) -> str:
    """The pieces as text again: sentences in their paragraphs, lists under their lead, rows as a list."""
    out = ""
    rows = sum(piece.form is Form.ROW for piece in pieces)
    for before, piece in zip([None, *pieces], pieces, strict=False):
        text = piece.text
        if piece.form is Form.ROW:
            text = f"- {text}" if rows > 1 else f"{text}."
        if before is None:
            out = text
        elif piece.form is Form.SENTENCE and before.form is Form.SENTENCE and piece.block == before.block:
            out += f" {text}"
        elif (before.leads and piece.form is not Form.SENTENCE) or (before.form is piece.form is Form.ROW):
            out += f"\n{text}"
        else:
            out += f"\n\n{text}"
    return out
