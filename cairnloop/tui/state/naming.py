"""Names of colleagues in a private note: `@Lin` asks for the eye of whoever is called so."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cairnloop.tui.state.people import Colleague

# An address has an @ too, but never after a blank.
BEGUN = re.compile(r"(?:^|(?<=[\s(]))@([^\s@]{0,40}(?: [^\s@]{0,40})?)$")
SHOWN = 4


@dataclass(frozen=True, slots=True)
class Begun:
    """A name that is being written: so many characters before the cursor, and who may be meant."""

    length: int
    found: tuple[Colleague, ...]


def begun(before: str, colleagues: Iterable[Colleague]) -> Begun | None:
    """What stands before the cursor, if it is the beginning of a name."""
    match = BEGUN.search(before)
    if match is None:
        return None
    sought = match[1].casefold()
    found = [one for one in colleagues if one.active and _called(one, sought)]
    if not found:
        return None
    found.sort(key=lambda one: (not one.name.casefold().startswith(sought), one.name.casefold()))
    return Begun(len(match[1]) + 1, tuple(found[:SHOWN]))


def _called(one: Colleague, sought: str) -> bool:
    words = one.name.casefold().split()
    return one.name.casefold().startswith(sought) or any(word.startswith(sought) for word in (*words, one.email))


def written(one: Colleague) -> str:
    """How a name stands in a note once it is complete."""
    return f"@{one.name} "


def mentioned(text: str, colleagues: Sequence[Colleague]) -> tuple[int, ...]:
    """Whose eye the note asks for; the longest name wins, so that `@Lin Osei` is not Lin as well."""
    called: dict[str, list[int]] = {}
    for one in colleagues:
        if one.active and one.name:
            called.setdefault(one.name.casefold(), []).append(one.user_id)
    found: list[int] = []
    rest = text.casefold()
    for name in sorted(called, key=len, reverse=True):
        rest, times = re.subn(rf"(?<![\w@])@{re.escape(name)}(?!\w)", " ", rest)
        found += called[name] if times else []
    return tuple(sorted(found))
