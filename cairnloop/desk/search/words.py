"""How words stand in the index, and how a search asks for them: nothing but plain ASCII reaches either database."""

from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from uuid import UUID

from cairnloop.wire.tokens import composed, plain_words

# Of one message no more is indexed: a few dozen pages of print.
MOST_WORDS = 10_000
# Nor more letters: Postgres takes no vector of a megabyte, and one message that it refused would stop all behind it.
MOST_LETTERS = 500_000
# Of the words about a message; those of its text begin behind them, so that no phrase leads from one to the other.
MOST_ABOUT = 150
TEXT_FROM = 200
# Stands between two things, so that no phrase leads from one to the other.
BETWEEN = "x"
ANY = "a"
NOTE, FILE = "h_note", "h_file"
# Of an id so many digits: what they let through, the database asks once more of the conversation itself.
DIGITS = 16


@dataclass(frozen=True, slots=True)
class Facts:
    """What is indexed of one message besides its text."""

    inbox_id: UUID
    customer_id: UUID
    source: str
    private: bool
    has_file: bool
    user_id: int | None
    by_customer: bool
    subject: str | None
    customer: tuple[str | None, ...]  # name, e-mail, and whatever else they go by


@dataclass(frozen=True, slots=True)
class Clause:
    """Words that stand next to each other; the last may go on where it `begins`."""

    words: tuple[str, ...]
    begins: bool = False
    excluded: bool = False


def about(facts: Facts) -> list[str]:
    """The words about a message: marks that filter, then subject and customer, then the customer as its author."""
    named = [word for part in facts.customer if part for word in (BETWEEN, *map(spelt, _words(part)))]
    found = [ANY, inbox(facts.inbox_id), customer(facts.customer_id), source(facts.source)]
    found += [NOTE] if facts.private else []
    found += [FILE] if facts.has_file else []
    found += [author(facts.user_id)] if facts.user_id is not None else []
    found += [written_by_customer(facts.customer_id)] if facts.by_customer else []
    found += [BETWEEN, *map(spelt, _words(facts.subject or ""))]
    found += named
    if facts.by_customer:
        found += [word if word == BETWEEN else f"f{word}" for word in named]
    return found[:MOST_ABOUT]


def of_text(body: str) -> list[str]:
    words = [spelt(word) for word in plain_words(body)[:MOST_WORDS]]
    return words[: bisect(list(accumulate(map(len, words))), MOST_LETTERS)]


def spelt(word: str) -> str:
    return f"_{word}" if word.isascii() else f"u{word.encode().hex()}"


def inbox(inbox_id: UUID) -> str:
    return f"i{inbox_id.hex[-DIGITS:]}"


def customer(customer_id: UUID) -> str:
    return f"k{customer_id.hex[-DIGITS:]}"


def written_by_customer(customer_id: UUID) -> str:
    return f"c{customer_id.hex[-DIGITS:]}"


def source(name: str) -> str:
    return f"s{spelt(composed(name).casefold())}"


def author(user_id: int) -> str:
    return f"n{user_id}"


def author_named(word: str) -> str:
    """A word of the author's name or address, as `about` has it for what customers write."""
    return f"f{spelt(word)}"


def text_of_entry(shelf: int, words: Sequence[str]) -> str:
    """The words of an entry as SQLite's index reads them."""
    return " ".join([f"{shelf}{word}" for word in words])


def vector(shelf: int, segment: int, over: Sequence[str], words: Sequence[str]) -> str:
    """All words of an entry as Postgres' index reads them, each with its places."""
    lead = f"{shelf}.{segment}"
    placed = [*enumerate(over, 1), *enumerate(words, TEXT_FROM)]
    return " ".join([f"'{lead}{word}':{at}" for at, word in placed])


def asked_of_sqlite(shelf: int, clauses: Sequence[Clause]) -> str:
    """The expression that FTS5 matches."""

    def one(clause: Clause) -> str:
        words = " ".join(f"{shelf}{word}" for word in clause.words)
        return f'"{words}"{" *" if clause.begins else ""}'

    wanted = " AND ".join(one(clause) for clause in clauses if not clause.excluded) or f'"{shelf}{ANY}"'
    left_out = "".join(f" NOT {one(clause)}" for clause in clauses if clause.excluded)
    return f"({wanted}){left_out}"


def loose(clauses: Sequence[Clause]) -> list[Clause]:
    """What an index can tell that knows no order: words instead of phrases, and no phrase left out."""
    found: list[Clause] = []
    for clause in clauses:
        if len(clause.words) == 1:
            found.append(clause)
        elif not clause.excluded:
            *words, last = clause.words
            found += [*(Clause((word,)) for word in words), Clause((last,), clause.begins)]
    return found


# Stands in Postgres' expression for shelf and segment; no word holds it.
LEAD = "§"


def asked_of_postgres(clauses: Sequence[Clause]) -> str:
    """The tsquery, with LEAD where shelf and segment belong."""

    def one(clause: Clause) -> str:
        words = [f"'{LEAD}{word}'" for word in clause.words]
        last = f"{words.pop()}:*" if clause.begins else words.pop()
        return f"({' <-> '.join([*words, last])})"

    wanted = [one(clause) for clause in clauses if not clause.excluded] or [f"'{LEAD}{ANY}'"]
    return " & ".join([*wanted, *(f"!{one(clause)}" for clause in clauses if clause.excluded)])


def _words(text: str) -> list[str]:
    return plain_words(text)[:40]
