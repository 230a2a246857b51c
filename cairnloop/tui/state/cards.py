"""A customer as a card: who they are, what is known of them, and what of it can be changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cairnloop.tui.state.thread import Customer, customer_of
from cairnloop.tui.terminal.times import instant
from cairnloop.wire.terminal import harmless

# What can be changed of a customer by its own words, and what each is called.
FIELDS: dict[str, str] = {
    "name": "name",
    "email": "e-mail",
    "phone": "phone",
    "external_id": "your own id of them",
    "time_zone": "time zone",
    "profile_photo_url": "photo",
}
# In a merge, blanks of these are filled too; nobody writes them by hand.
SEEN: dict[str, str] = {"browser": "browser", "os": "system", "current_url": "page", "ip": "IP address"}


@dataclass(frozen=True, slots=True)
class Card:
    """`who` is harmless; `words` are as the daemon has them, to be changed; tags and company are (id, name)."""

    id: str
    who: Customer
    words: Mapping[str, str | None]
    details: Mapping[str, Any]
    tags: tuple[tuple[str, str], ...]
    company: tuple[str, str] | None
    ip: str
    verified: bool
    first_seen: str
    seen_at: datetime | None
    changed_at: datetime | None


def card_of(wire: Mapping[str, Any]) -> Card:
    """From `GET /api/customers/{id}` with tags and company."""
    company = wire.get("company")
    return Card(
        id=str(wire["id"]),
        who=customer_of(wire),
        words={name: wire.get(name) for name in (*FIELDS, *SEEN)},
        details=dict(wire.get("metadata") or {}),
        tags=tuple((str(tag["id"]), harmless(str(tag["name"]))) for tag in wire.get("tags") or ()),
        company=None if not company else (str(company["id"]), harmless(str(company["name"]))),
        ip=harmless(str(wire.get("ip") or "")),
        verified=wire.get("verified_at") is not None,
        first_seen=harmless(str(wire.get("first_seen") or "")),
        seen_at=instant(wire.get("last_seen_at")),
        changed_at=instant(wire.get("updated_at")),
    )


@dataclass(frozen=True, slots=True)
class Change:
    """One line of a merge: what stands on either side, and what comes of it."""

    label: str
    goes: str
    stays: str
    then: str

    @property
    def filled(self) -> bool:
        return self.then != self.stays


def merging(goes: Card, stays: Card) -> tuple[Change, ...]:
    """What is known of the one who stays wins, blanks are filled; as the daemon does it."""
    labels = {**FIELDS, **SEEN}
    plain = [
        _change(label, goes.words.get(name), stays.words.get(name))
        for name, label in labels.items()
        if goes.words.get(name) or stays.words.get(name)
    ]
    if goes.company or stays.company:
        plain.append(_change("company", goes.company and goes.company[1], stays.company and stays.company[1]))
    known = dict.fromkeys((*stays.details, *goes.details))
    facts = [_change(name, _said(goes.details.get(name)), _said(stays.details.get(name))) for name in known]
    names = {name for _, name in stays.tags}
    tags = [Change("tag", name, name if name in names else "", name) for _, name in goes.tags]
    return (*plain, *facts, *tags)


def _change(label: str, goes: str | None, stays: str | None) -> Change:
    one, other = harmless(goes or ""), harmless(stays or "")
    return Change(harmless(str(label)), one, other, other or one)


def _said(value: Any) -> str:
    return "" if value is None else str(value)
