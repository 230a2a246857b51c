"""The links and images that published articles name: what a draft may point to."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

from sqlalchemy import Uuid, bindparam, select

from cairnloop.kernel.database import Tx
from cairnloop.kernel.tables import table
from cairnloop.knowledge.markdown import read_body
from cairnloop.knowledge.rules import RevisionState
from cairnloop.knowledge.tables import Revision

# Revisions of one database whose addresses are remembered. Their words never change once they are published, and
# reading an article as Markdown takes milliseconds.
KEPT = 1_000

_revision = table(Revision).c
_BODIES = select(_revision.id, _revision.body).where(
    _revision.account_id == bindparam("account", type_=Uuid()),
    _revision.id.in_(bindparam("ids", expanding=True)),
    _revision.state != RevisionState.DRAFT.value,
)


@dataclass(frozen=True, slots=True)
class Addresses:
    """The links and images of some articles, exactly as they are written."""

    links: frozenset[str] = frozenset()
    images: frozenset[str] = frozenset()


_kept: "WeakKeyDictionary[Any, dict[tuple[UUID, UUID], Addresses]]" = WeakKeyDictionary()


async def addresses_in(tx: Tx, account_id: UUID, revision_ids: Iterable[UUID]) -> Addresses:
    """Every address these revisions name; one that is not published, or another account's, names none."""
    kept = _kept.setdefault(tx.session.get_bind(), {})
    wanted = set(revision_ids)
    named = {id: kept.pop((account_id, id)) for id in wanted if (account_id, id) in kept}
    unread = [id for id in wanted if id not in named]
    if unread:
        asked = {"account": account_id, "ids": unread}
        named |= {id: _named_in(body) for id, body in await tx.session.execute(_BODIES, asked)}
    kept |= {(account_id, id): addresses for id, addresses in named.items()}
    while len(kept) > KEPT:
        kept.pop(next(iter(kept)))  # the one that was asked for least lately
    return Addresses(
        frozenset(link for one in named.values() for link in one.links),
        frozenset(image for one in named.values() for image in one.images),
    )


def _named_in(body: str) -> Addresses:
    document = read_body(body, title="-")
    return Addresses(document.links, document.images)
