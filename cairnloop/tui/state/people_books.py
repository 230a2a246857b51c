"""Customers and companies as they are listed, and what else the console has read of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar

from cairnloop.tui.state.cards import Card
from cairnloop.tui.state.paged import Paged
from cairnloop.tui.state.trouble import Trouble
from cairnloop.tui.terminal.times import instant
from cairnloop.wire.terminal import harmless

T = TypeVar("T")
# Cards that stay at hand once read.
KEPT = 24


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """Texts are harmless lines."""

    id: str
    title: str
    email: str
    phone: str
    tags: tuple[str, ...]
    company: str
    changed_at: datetime | None

    @property
    def haystack(self) -> str:
        return f"{self.title} {self.email} {self.phone} {self.company} {' '.join(self.tags)}".casefold()


def row_of(wire: Mapping[str, Any]) -> CustomerRow:
    """From a row of `GET /api/customers`."""
    return CustomerRow(
        id=str(wire["id"]),
        title=harmless(str(wire.get("title") or wire.get("name") or "Somebody")),
        email=harmless(str(wire.get("email") or "")),
        phone=harmless(str(wire.get("phone") or "")),
        tags=tuple(harmless(str(tag["name"])) for tag in wire.get("tags") or ()),
        company=harmless(str((wire.get("company") or {}).get("name") or "")),
        changed_at=instant(wire.get("updated_at")),
    )


@dataclass(frozen=True, slots=True)
class Company:
    """`words` are what can be changed of it, as the daemon has them."""

    id: str
    name: str
    website: str
    industry: str
    changed_at: datetime | None
    words: Mapping[str, Any]
    facts: tuple[tuple[str, str], ...]

    @property
    def haystack(self) -> str:
        return f"{self.name} {self.website} {self.industry}".casefold()


# What can be changed of a company, and what each is called.
COMPANY_FIELDS: dict[str, str] = {
    "name": "name",
    "website_url": "website",
    "industry": "industry",
    "description": "description",
    "external_id": "your own id of it",
    "logo_image_url": "logo",
}


def company_of(wire: Mapping[str, Any]) -> Company:
    """From a row of `GET /api/companies`."""
    return Company(
        id=str(wire["id"]),
        name=harmless(str(wire.get("name") or "")),
        website=harmless(str(wire.get("website_url") or "")),
        industry=harmless(str(wire.get("industry") or "")),
        changed_at=instant(wire.get("updated_at")),
        words={name: wire.get(name) for name in COMPANY_FIELDS},
        facts=tuple((harmless(str(key)), harmless(str(value))) for key, value in (wire.get("metadata") or {}).items()),
    )


@dataclass(frozen=True)
class Customers:
    """`paged.asked` is what was searched."""

    paged: Paged[CustomerRow] = field(default_factory=Paged)


@dataclass(frozen=True)
class Companies:
    paged: Paged[Company] = field(default_factory=Paged)


@dataclass(frozen=True)
class People:
    """Cards of customers that were read, by the id that was asked for; `stale` ones may have changed since, and of
    those that could not be read it is known why.
    """

    cards: Mapping[str, Card] = field(default_factory=dict)
    stale: frozenset[str] = frozenset()
    unreadable: Mapping[str, Trouble] = field(default_factory=dict)

    def wants(self, customer_id: str) -> bool:
        """The card has to be read, or read again."""
        if customer_id in self.unreadable:
            return False
        return customer_id not in self.cards or customer_id in self.stale

    def with_card(self, customer_id: str, card: Card) -> "People":
        """Of one who was merged it is the card of whom they turned out to be. The one that was kept longest goes."""
        others = {key: one for key, one in self.cards.items() if key != customer_id}
        while len(others) >= KEPT:
            del others[next(iter(others))]
        cards = {**others, customer_id: card}
        return People(cards, (self.stale & cards.keys()) - {customer_id}, _without(self.unreadable, customer_id))

    def without(self, customer_id: str, trouble: Trouble) -> "People":
        """It could not be read, so what was known before is not shown any more."""
        unreadable = {**self.unreadable, customer_id: trouble}
        return People(_without(self.cards, customer_id), self.stale - {customer_id}, unreadable)

    def outdated(self, customer_id: str) -> "People":
        """Something about them has changed: what is shown stays until it is read again."""
        same = {key for key, one in self.cards.items() if customer_id in (key, one.id)}
        return replace(self, stale=self.stale | same, unreadable=_without(self.unreadable, customer_id))


def _without(found: Mapping[str, T], key: str) -> dict[str, T]:
    return {one: value for one, value in found.items() if one != key}
