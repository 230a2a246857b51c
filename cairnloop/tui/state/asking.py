"""Which customers are asked for, in one line: `ada tag:vip company:acme`."""

from dataclasses import dataclass

from cairnloop.wire.query import pieces, unknown, wrong

# Each word and what may stand behind it.
WORDS: dict[str, str] = {
    "tag": "the name of a tag, in quotes where it has gaps",
    "company": "the name of a company, or its id",
}


@dataclass(frozen=True, slots=True)
class CustomersAsked:
    """How a name or an address begins, or an id; with a tag, of a company."""

    q: str = ""
    tag: str | None = None
    company: str | None = None


def customers_asked(text: str) -> CustomersAsked:
    """The line as a value. Raises Invalid naming the word that is wrong, and what would be right."""
    plain: list[str] = []
    said: dict[str, str] = {}
    for piece in pieces(text):
        if piece.name is None:
            plain.append(piece.value)
            continue
        if piece.name not in WORDS:
            raise unknown(piece.name, WORDS)
        if not piece.value:
            raise wrong(f"“{piece.said}” has no value; use {WORDS[piece.name]}")
        if piece.name in said:
            raise wrong(f"“{piece.name}” is said twice; say it once")
        if piece.excluded:
            raise wrong(f"“{piece.said}”: nothing can be left out with a minus here")
        said[piece.name] = piece.value
    return CustomersAsked(" ".join(plain), said.get("tag"), said.get("company"))
