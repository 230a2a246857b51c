"""The sections that an operator has written into the configuration, read; one that cannot be is left out and named."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from cairnloop.errors import Invalid
from cairnloop.tui.state.sections import Saved
from cairnloop.wire.query import parse
from cairnloop.wire.terminal import harmless


class Wish(Protocol):
    """A section as it stands in the configuration."""

    @property
    def title(self) -> str: ...
    @property
    def query(self) -> str: ...


@dataclass(frozen=True, slots=True)
class SavedSections:
    """Those that can be shown, and what is wrong with the others."""

    found: tuple[Saved, ...] = ()
    problems: tuple[str, ...] = ()


def saved_sections(wishes: Iterable[Wish]) -> SavedSections:
    found: dict[str, Saved] = {}
    problems: list[str] = []
    for wish in wishes:
        title = " ".join(harmless(wish.title).split())
        try:
            query = parse(wish.query)
        except Invalid as error:
            problems.append(f"“{title}” = {harmless(wish.query)[:80]}: {'; '.join(error.errors['query'])}")
            continue
        if title in found:
            problems.append(f"“{title}” is there twice; the first one stays")
            continue
        found[title] = Saved(title, " ".join(wish.query.split()), query)
    return SavedSections(tuple(found.values()), tuple(problems))
