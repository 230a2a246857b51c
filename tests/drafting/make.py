"""Builders for what an engine is given."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

from cairnloop.drafting.request import Author, DraftKind, DraftRequest, Evidence, Turn
from cairnloop.knowledge.evidence import Source

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SPACE = UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8")


def article(number: int, title: str, heading: str, text: str, **more: object) -> Evidence:
    owner = uuid5(SPACE, title)
    return Evidence(number, Source.ARTICLE, title, heading, text, owner_id=owner, **more)  # type: ignore[arg-type]


def case(number: int, title: str, text: str) -> Evidence:
    return Evidence(number, Source.CASE, title, "", text, owner_id=uuid5(SPACE, title))


def customer(text: str, after: int = 0) -> Turn:
    return Turn(Author.CUSTOMER, text, START + timedelta(minutes=after))


def operator(text: str, after: int = 0) -> Turn:
    return Turn(Author.OPERATOR, text, START + timedelta(minutes=after))


MOVE = article(
    1,
    "Where your data is stored",
    "Move to the other region",
    "Owners can ask for a move under Settings → Data → Region. We agree on a night; the club is read-only for one to "
    "three hours. A move is free once a year.",
)
CANCEL = article(
    2,
    "Change or cancel your plan",
    "Cancel",
    "Press Cancel plan and confirm. Your club moves to the free plan at the end of the paid period.",
)


def reply_to(*said: str | Turn, evidence: tuple[Evidence, ...] = (MOVE, CANCEL), **more: object) -> DraftRequest:
    return request_for(DraftKind.REPLY, *said, evidence=evidence, **more)


def request_for(
    kind: DraftKind, *said: str | Turn, evidence: tuple[Evidence, ...] = (), **more: object
) -> DraftRequest:
    turns = tuple(one if isinstance(one, Turn) else customer(one, at) for at, one in enumerate(said))
    return DraftRequest(kind, turns, evidence=evidence, **more)  # type: ignore[arg-type]
