"""The house's own books: who works here, where conversations come in, who is told, and what is kept at hand."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from cairnloop.tui.state.paged import Paged
from cairnloop.tui.state.trouble import Trouble
from cairnloop.wire.terminal import harmless

# What else is known of rows stays at hand for so many of them.
KEPT = 24


class Kind(StrEnum):
    """What a row is."""

    USER = "user"
    INVITATION = "invitation"
    SESSION = "session"
    KEY = "key"
    INBOX = "inbox"
    WEBHOOK = "webhook"
    DELIVERY = "delivery"
    CANNED = "canned reply"
    TAG = "tag"
    SETTING = "setting"
    IDENTITY_KEY = "identity key"


@dataclass(frozen=True, slots=True)
class Thing:
    """A row of such a book. `name` is a harmless line; `wire` is as the daemon told it, and whoever shows it makes it
    harmless.
    """

    id: str
    kind: Kind
    name: str
    wire: Mapping[str, Any]
    about: str = ""

    @property
    def haystack(self) -> str:
        return f"{self.name} {self.about}".casefold()

    @property
    def words_key(self) -> str:
        """Under which words for it are kept."""
        return f"{self.kind.value}:{self.id}"


@dataclass(frozen=True)
class Shelf:
    """One such book. `more` is what was read of single rows besides the list; `stale` of these may have changed."""

    paged: Paged[Thing] = field(default_factory=Paged)
    more: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    stale: frozenset[str] = frozenset()
    unreadable: Mapping[str, Trouble] = field(default_factory=dict)

    @property
    def row(self) -> Thing | None:
        return self.paged.row

    @property
    def wanted(self) -> Thing | None:
        """The row under the cursor, while more of it has to be read."""
        row = self.row
        if row is None or row.kind not in LOOKED_AT or row.id in self.unreadable:
            return None
        return None if row.id in self.more and row.id not in self.stale else row

    def known(self, row: Thing) -> Mapping[str, Any]:
        return self.more.get(row.id, {})

    def with_more(self, thing_id: str, found: Mapping[str, Any]) -> "Shelf":
        others = {key: one for key, one in self.more.items() if key != thing_id}
        while len(others) >= KEPT:
            del others[next(iter(others))]
        troubles = {key: one for key, one in self.unreadable.items() if key != thing_id}
        return replace(self, more={**others, thing_id: found}, stale=self.stale - {thing_id}, unreadable=troubles)

    def outdated(self) -> "Shelf":
        """The list was read again: what was read beside it may have changed, and failures are tried again."""
        return replace(self, stale=frozenset(self.more), unreadable={})


# Of these a row of the list does not tell everything.
LOOKED_AT = frozenset({Kind.INBOX, Kind.DELIVERY, Kind.TAG})


def thing_of(kind: Kind, id: object, name: object, wire: Mapping[str, Any], about: object = "") -> Thing:
    return Thing(str(id), kind, harmless(str(name or "")), wire, str(about or ""))
