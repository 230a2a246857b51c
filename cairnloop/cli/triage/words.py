"""What an operator may say in the line mode of `triage`, and what is meant by a line."""

from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from cairnloop.cli.exits import Usage


class Word(StrEnum):
    APPROVE = "approve"
    EDIT = "edit"
    DISCARD = "discard"
    REGENERATE = "regenerate"
    POSTPONE = "postpone"
    ESCALATE = "escalate"
    UNDO = "undo"
    NEXT = "next"
    EVIDENCE = "evidence"
    THREAD = "thread"
    SHOW = "show"
    HELP = "help"
    QUIT = "quit"


class Takes(StrEnum):
    """Whether something has to follow the word."""

    NOTHING = "nothing"
    MAYBE = "maybe"
    ALWAYS = "always"


@dataclass(frozen=True, slots=True)
class Entry:
    """How a word is used: shorter forms of it (the console's keys among them), what follows it, and what it does."""

    short: tuple[str, ...]
    takes: Takes
    usage: str
    about: str


@dataclass(frozen=True, slots=True)
class Command:
    word: Word
    rest: str = ""


WORDS: dict[Word, Entry] = {
    Word.APPROVE: Entry(("a", "y"), Takes.NOTHING, "approve", "send the answer as it is shown, after the undo window"),
    Word.EDIT: Entry(("e",), Takes.MAYBE, "edit TEXT", "use TEXT instead; without it, your editor or line by line"),
    Word.DISCARD: Entry(("d", "x"), Takes.ALWAYS, "discard REASON", "send nothing, and say why"),
    Word.REGENERATE: Entry(("r",), Takes.MAYBE, "regenerate WISH", "have another draft made, with a wish if you like"),
    Word.POSTPONE: Entry(("p",), Takes.NOTHING, "postpone", "look at it again after all the others"),
    Word.ESCALATE: Entry(
        ("!",), Takes.ALWAYS, "escalate TO REASON", "assign it to me, an e-mail or a number, with a private note"
    ),
    Word.UNDO: Entry(("u", "z"), Takes.NOTHING, "undo", "take the last answer back while it is held"),
    Word.NEXT: Entry(("n",), Takes.NOTHING, "next", "leave it to somebody else; it does not come again here"),
    Word.EVIDENCE: Entry(("v",), Takes.MAYBE, "evidence N", "read the passage with this number"),
    Word.THREAD: Entry(("t",), Takes.NOTHING, "thread", "read the whole conversation"),
    Word.SHOW: Entry(("s",), Takes.NOTHING, "show", "read the draft again, as it is now"),
    Word.HELP: Entry(("h", "?"), Takes.NOTHING, "help", "read this"),
    Word.QUIT: Entry(("q",), Takes.NOTHING, "quit", "leave; what you decided stands"),
}
_MEANT = {short: word for word, entry in WORDS.items() for short in (word.value, *entry.short)}
_FOLLOWS = {
    Word.DISCARD: "say why, for instance: discard we do not ship there",
    Word.ESCALATE: "say to whom and why, for instance: escalate sam@acme.example wants a refund",
}


def understood(line: str) -> Command:
    """What is meant by a line. Raises Usage saying what would be understood; nothing is ever guessed."""
    first, _, rest = line.strip().partition(" ")
    rest = rest.strip()
    word = _MEANT.get(first.lower())
    if word is None:
        close = get_close_matches(first.lower(), [one.value for one in Word], n=1)
        raise Usage(f"There is no word {first[:30]!r}. " + (f"Do you mean {close[0]}?" if close else "Try help."))
    takes = WORDS[word].takes
    if takes is Takes.NOTHING and rest:
        raise Usage(f"{word} stands alone; nothing was done.")
    if (takes is Takes.ALWAYS and not rest) or (word is Word.ESCALATE and not rest.partition(" ")[2].strip()):
        raise Usage(f"{word}: {_FOLLOWS[word]}")
    return Command(word, rest)


def help_lines() -> list[str]:
    return [f"{entry.usage} (or {', '.join(entry.short)}): {entry.about}." for entry in WORDS.values()]
