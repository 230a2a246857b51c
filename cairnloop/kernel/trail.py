"""Reading the audit trail, newest first: whatever is asked of it, only what is shown is read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select, union_all
from sqlalchemy.orm import aliased
from typing_extensions import TypedDict

from cairnloop.kernel.audit import ActorKind, AuditEntry
from cairnloop.kernel.database import Tx
from cairnloop.kernel.tables import plain

# Numbers are given and clocks are read in almost the same order; so many entries beyond a moment are looked at too.
SLACK = 1000


class AuditOut(TypedDict):
    seq: int
    at: str
    actor: str
    actor_kind: str
    actor_id: str
    action: str
    subject_kind: str
    subject_id: str
    conversation_id: str | None
    reason: str | None
    detail: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Who:
    """The actors that are meant: all of a kind, or those with one of these ids."""

    kind: ActorKind | None = None
    ids: tuple[str, ...] = ()

    def keys(self) -> list[ColumnElement[bool]]:
        if self.kind is not None:
            return [AuditEntry.actor_kind == self.kind.value]
        return [AuditEntry.actor_id == one for one in self.ids]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of an account's trail. `action` is one action, or, as in `draft.`, all that begin so."""

    account_id: UUID
    who: Who | None = None
    action: str | None = None
    subject_id: str | None = None
    conversation_id: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None


async def entries(
    tx: Tx, asked: Asked, *, before: int | None = None, down_to: int | None = None, limit: int = 50
) -> Sequence[AuditEntry]:
    """The newest entries that fit, of those numbered below `before` and from `down_to` on where these are given."""
    bounds = await _within(tx, asked, before)
    if down_to is not None:
        bounds.append(AuditEntry.seq >= down_to)
    ranges = await _ranges(tx, asked)
    if not ranges:
        return []
    if len(ranges) == 1:
        query = select(AuditEntry).where(*bounds, *ranges[0]).order_by(AuditEntry.seq.desc()).limit(limit)
        return (await tx.session.scalars(query)).all()
    # Each range gives no more than a page; the newest of them all are the page.
    parts = [_newest(bounds, each, limit) for each in ranges]
    found = aliased(AuditEntry, union_all(*parts).subquery())
    return (await tx.session.scalars(select(found).order_by(found.seq.desc()).limit(limit))).all()


async def seen_to(tx: Tx, asked: Asked, *, before: int | None = None, most: int) -> int | None:
    """The number down to which no more than `most` entries of any range need looking at; None: to the beginning."""
    bounds = await _within(tx, asked, before)
    ends: list[int] = []
    for each in await _ranges(tx, asked):
        query = select(AuditEntry.seq).where(*bounds, *each).order_by(AuditEntry.seq.desc())
        ends += await tx.session.scalars(query.offset(most - 1).limit(1))
    return max(ends, default=None)


async def _within(tx: Tx, asked: Asked, before: int | None) -> list[ColumnElement[bool]]:
    bounds = [AuditEntry.account_id == asked.account_id, *await _bounds(tx, asked)]
    return bounds if before is None else [*bounds, AuditEntry.seq < before]


def _newest(bounds: Sequence[ColumnElement[bool]], each: Sequence[ColumnElement[bool]], limit: int) -> Select[Any]:
    part = select(AuditEntry).where(*bounds, *each).order_by(AuditEntry.seq.desc()).limit(limit)
    return select(part.subquery())


async def _ranges(tx: Tx, asked: Asked) -> list[list[ColumnElement[bool]]]:
    """The question as ranges of an index, each in the order of its numbers; none when nothing can fit."""
    narrow = _narrow(asked)
    if narrow is not None:
        return [[narrow, *_checked(asked)]]
    if asked.who is not None:
        keys = asked.who.keys()
        return [[key, AuditEntry.action == one] for key in keys for one in await _actions(tx, asked, key)]
    if asked.action is not None:
        return [[AuditEntry.action == one] for one in await _actions(tx, asked)]
    return [[]]


def _narrow(asked: Asked) -> ColumnElement[bool] | None:
    """One thing's own history, which is short; the rest of the question is then checked entry by entry."""
    if asked.conversation_id is not None:
        return AuditEntry.conversation_id == asked.conversation_id
    return None if asked.subject_id is None else AuditEntry.subject_id == asked.subject_id


def _checked(asked: Asked) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if asked.conversation_id is not None and asked.subject_id is not None:
        found.append(plain(AuditEntry.subject_id) == asked.subject_id)
    if asked.who is not None and asked.who.kind is not None:
        found.append(plain(AuditEntry.actor_kind) == asked.who.kind.value)
    elif asked.who is not None:
        found.append(plain(AuditEntry.actor_id).in_(asked.who.ids))
    if asked.action is not None:
        action = plain(AuditEntry.action)
        found.append(action.startswith(asked.action, autoescape=True) if is_family(asked) else action == asked.action)
    return found


def is_family(asked: Asked) -> bool:
    return asked.action is not None and asked.action.endswith(".")


async def _actions(tx: Tx, asked: Asked, key: ColumnElement[bool] | None = None) -> list[str]:
    """The actions that are meant and that occur: found by leaping from one to the next along the index."""
    if asked.action is not None and not is_family(asked):
        return [asked.action]
    of_key = [AuditEntry.account_id == asked.account_id, *([] if key is None else [key])]
    first = select(func.min(AuditEntry.action).label("action")).where(*of_key)
    found = first.cte("found", recursive=True)
    following = select(func.min(AuditEntry.action)).where(*of_key, AuditEntry.action > found.c.action)
    leaps = found.union_all(select(following.scalar_subquery()).where(found.c.action.is_not(None)))
    occurring = (await tx.session.execute(select(leaps.c.action).where(leaps.c.action.is_not(None)))).scalars()
    return [one for one in occurring if one.startswith(asked.action or "")]


async def _bounds(tx: Tx, asked: Asked) -> list[ColumnElement[bool]]:
    """The times that are asked for, also as numbers: what lies outside is not even looked at."""
    found: list[ColumnElement[bool]] = []
    if asked.since is not None:
        first = await _first_since(tx, asked.account_id, asked.since)
        # Where nothing is that late, no number fits: an empty range, not a search to the end.
        late = AuditEntry.seq < 0 if first is None else AuditEntry.seq >= first - SLACK
        found += [plain(AuditEntry.at) >= asked.since, late]
    if asked.until is not None:
        first = await _first_since(tx, asked.account_id, asked.until)
        found.append(plain(AuditEntry.at) < asked.until)
        if first is not None:
            found.append(AuditEntry.seq < first + SLACK)
    return found


async def _first_since(tx: Tx, account_id: UUID, at: datetime) -> int | None:
    query = (
        select(AuditEntry.seq)
        .where(AuditEntry.account_id == account_id, AuditEntry.at >= at)
        .order_by(AuditEntry.at)
        .limit(1)
    )
    return (await tx.session.execute(query)).scalar_one_or_none()


def entry_out(entry: AuditEntry) -> AuditOut:
    return {
        "seq": entry.seq,
        "at": entry.at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "actor": entry.actor_label,
        "actor_kind": entry.actor_kind,
        "actor_id": entry.actor_id,
        "action": entry.action,
        "subject_kind": entry.subject_kind,
        "subject_id": entry.subject_id,
        "conversation_id": None if entry.conversation_id is None else str(entry.conversation_id),
        "reason": entry.reason,
        "detail": entry.detail,
    }
