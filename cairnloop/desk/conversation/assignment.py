"""Handing out conversations that are nobody's, to those who are here and have room."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from sqlalchemy import func, literal_column, select

from cairnloop.desk.conversation.assignment_rules import Mode, choose
from cairnloop.desk.conversation.conversations import hand_over
from cairnloop.desk.conversation.moving_tables import AssignmentRule
from cairnloop.desk.events import ConversationOpened, ConversationReopened, CustomerMessageReceived
from cairnloop.desk.inbox.inboxes import get_inbox, hold
from cairnloop.desk.inbox.tables import InboxMember
from cairnloop.desk.rules import Status
from cairnloop.desk.tables import Conversation, Inbox
from cairnloop.kernel.audit import Actor, ActorKind
from cairnloop.kernel.database import Database, Tx
from cairnloop.people.identity import Operator
from cairnloop.people.permissions import ALLOWED, Permission
from cairnloop.people.tables import User

HAND_OUT = "hand_out"
HAND_OUT_ALL = "hand_out_all"
DISPATCHER = Actor(ActorKind.POLICY, "desk.assignment", "Assignment")
# Of one inbox, in one transaction.
AT_ONCE = 50
# Accounts read at a time.
ACCOUNTS = 1000


class Present(Protocol):
    """Who is at work, as their numbers."""

    def __call__(self, account_id: UUID) -> Collection[int]: ...


@dataclass(frozen=True, slots=True)
class Rule:
    """How an inbox hands out, and how many open conversations one user may have at most."""

    mode: Mode
    capacity: int | None


async def rule_of(tx: Tx, account_id: UUID, inbox_id: UUID) -> Rule:
    """Raises NotFound for an inbox that the account does not have."""
    await get_inbox(tx, account_id, inbox_id)
    row = await tx.session.get(AssignmentRule, inbox_id)
    return Rule(Mode.OFF, None) if row is None else Rule(Mode(row.mode), row.capacity)


async def set_rule(db: Database, inbox_id: UUID, rule: Rule, by: Operator) -> Rule:
    """From now on conversations of this inbox are handed out so; those that wait, at once."""
    async with db.begin() as tx:
        await hold(tx, by.account_id)
        before = await rule_of(tx, by.account_id, inbox_id)
        row = await tx.session.get(AssignmentRule, inbox_id)
        if rule.mode is Mode.OFF and row is not None:
            await tx.session.delete(row)
        if rule.mode is not Mode.OFF:
            if row is None:
                row = AssignmentRule(inbox_id=inbox_id, account_id=by.account_id, created_at=tx.now)
                tx.session.add(row)
            row.mode, row.capacity, row.updated_at = rule.mode.value, rule.capacity, tx.now
            _soon(tx, by.account_id)
        tx.audit(
            by.actor,
            by.account_id,
            "inbox.assignment_changed",
            "inbox",
            inbox_id,
            before=before.mode.value,
            after=rule.mode.value,
            capacity=rule.capacity,
        )
        return rule


async def wanted(tx: Tx, events: Sequence[ConversationOpened | ConversationReopened | CustomerMessageReceived]) -> None:
    """Conversations that are nobody's came in, or came back: hand them out soon, where an inbox does so."""
    adrift = [event for event in events if isinstance(event, ConversationOpened) or event.adrift]
    if not adrift:
        return
    query = select(AssignmentRule.account_id).where(AssignmentRule.inbox_id.in_({event.inbox_id for event in adrift}))
    for account_id in set((await tx.session.execute(query)).scalars()):
        _soon(tx, account_id)


def _soon(tx: Tx, account_id: UUID) -> None:
    tx.enqueue(HAND_OUT, account_id=account_id, unique_key=f"{HAND_OUT}:{account_id}", priority=7)


async def hand_out_all(db: Database, present: Present) -> None:
    """Try again for all who wait: somebody may have come, or have room again."""
    query = select(AssignmentRule.account_id).distinct().order_by(AssignmentRule.account_id).limit(ACCOUNTS)
    further = query
    while True:
        async with db.read() as tx:
            accounts = (await tx.session.execute(further)).scalars().all()
        for account_id in accounts:
            await hand_out(db, account_id, present(account_id))
        if len(accounts) < ACCOUNTS:
            return
        further = query.where(AssignmentRule.account_id > accounts[-1])


async def hand_out(db: Database, account_id: UUID, here: Collection[int]) -> int:
    """Give conversations of this account that are nobody's to those who are here; returns how many were given.

    What nobody can take stays where it is, and is tried again.
    """
    if not here:
        return 0
    async with db.begin() as tx:
        # Held to the end: of several daemons one hands out at a time, and sees what was handed out before.
        query = select(AssignmentRule).where(AssignmentRule.account_id == account_id)
        rules = (await tx.session.execute(query.order_by(AssignmentRule.inbox_id).with_for_update())).scalars().all()
        if not rules:
            return 0
        able = await _able(tx, account_id, here)
        busy = await _busy(tx, account_id, able)
        given = 0
        for rule in rules:
            given += await _hand_out(tx, rule, busy, await _working_in(tx, rule.inbox_id, able))
        if given >= AT_ONCE:
            _soon(tx, account_id)
        return given


async def _hand_out(tx: Tx, rule: AssignmentRule, busy: dict[int, int], able: Collection[int]) -> int:
    given = 0
    if not able:
        return given
    for conversation in await _waiting(tx, rule.inbox_id):
        open_ones = {user: busy[user] for user in able}
        choice = choose(Mode(rule.mode), open_ones, capacity=rule.capacity, last=rule.last_user_id)
        if choice.user_id is None:
            break
        hand_over(tx, conversation, choice.user_id, DISPATCHER, choice.why)
        busy[choice.user_id] += 1
        rule.last_user_id = choice.user_id
        given += 1
    return given


async def _waiting(tx: Tx, inbox_id: UUID) -> Sequence[Conversation]:
    """Those that have waited longest and are still nobody's, locked in the order in which everybody locks them."""
    oldest = (
        select(Conversation.id)
        .where(
            Conversation.inbox_id == inbox_id,
            Conversation.assignee_id.is_(None),
            # An index over some of the rows is used only where its own words stand in the query, not bound values.
            Conversation.status == literal_column("'open'"),
        )
        .order_by(Conversation.created_at)
        .limit(AT_ONCE)
    )
    ids = (await tx.session.execute(oldest)).scalars().all()
    free = select(Conversation).where(
        Conversation.id.in_(ids), Conversation.assignee_id.is_(None), Conversation.status == Status.OPEN.value
    )
    found = (await tx.session.execute(free.order_by(Conversation.id).with_for_update())).scalars().all()
    return sorted(found, key=lambda one: (one.created_at, one.id))


async def _able(tx: Tx, account_id: UUID, here: Collection[int]) -> frozenset[int]:
    """Of those who are here, who may answer customers."""
    query = select(User.id).where(
        User.account_id == account_id,
        User.id.in_(here),
        User.role.in_([role.value for role in ALLOWED[Permission.CONVERSE]]),
        User.disabled_at.is_(None),
        User.archived_at.is_(None),
    )
    return frozenset((await tx.session.execute(query)).scalars())


async def _busy(tx: Tx, account_id: UUID, users: Collection[int]) -> dict[int, int]:
    """How many open conversations each of them has, in all inboxes."""
    query = (
        select(Conversation.assignee_id, func.count())
        .where(
            Conversation.account_id == account_id,
            Conversation.assignee_id.in_(users),
            Conversation.status == Status.OPEN.value,
        )
        .group_by(Conversation.assignee_id)
    )
    counted: dict[int | None, int] = {row[0]: row[1] for row in await tx.session.execute(query)}
    return {user: counted.get(user, 0) for user in users}


async def _working_in(tx: Tx, inbox_id: UUID, able: frozenset[int]) -> frozenset[int]:
    """Of these, who works in the inbox. Where nobody in particular does, everybody does, unless it is private."""
    query = select(InboxMember.user_id).where(InboxMember.inbox_id == inbox_id)
    members = frozenset((await tx.session.execute(query)).scalars())
    if members:
        return able & members
    return frozenset() if (await tx.session.get_one(Inbox, inbox_id)).is_private else able
