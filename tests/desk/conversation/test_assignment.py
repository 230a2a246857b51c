"""Conversations that are nobody's find somebody who is here and has room; of who leaves, they become nobody's again."""

import asyncio
from uuid import UUID

import pytest
from sqlalchemy import select

from cairnloop.config import Settings
from cairnloop.daemon.reactions import reactions
from cairnloop.desk.conversation import assignment, conversations, letting_go, snoozing
from cairnloop.desk.conversation.assignment import Rule
from cairnloop.desk.conversation.assignment_rules import Mode
from cairnloop.desk.conversation.changing import Changes, change
from cairnloop.desk.inbox import inboxes, members, removal
from cairnloop.desk.inbox.tables import InboxMember
from cairnloop.desk.tables import Conversation
from cairnloop.errors import Conflict, NotFound
from cairnloop.kernel.audit import AuditEntry
from cairnloop.kernel.database import Database
from cairnloop.people.permissions import Role
from cairnloop.people.tables import User
from cairnloop.people.users import change_role, set_disabled
from tests import make
from tests.fakes import FixedClock

ROUND = Rule(Mode.ROUND_ROBIN, None)


@pytest.fixture(autouse=True)
def wired(database: Database) -> None:
    database.reactions = reactions(Settings())


async def owners(database: Database, *threads: Conversation) -> list[int | None]:
    async with database.read() as tx:
        return [(await tx.session.get_one(Conversation, one.id)).assignee_id for one in threads]


async def waiting_jobs(database: Database, kind: str) -> int:
    assert database.jobs is not None
    async with database.read() as tx:
        return sum(job.kind == kind for job in await database.jobs.page(tx, limit=200))


async def test_they_are_handed_round_among_those_who_are_here_and_may_answer(
    database: Database, clock: FixedClock
) -> None:
    desk = await make.desk(database)
    kim, lee = await desk.another_operator(name="Kim"), await desk.another_operator(name="Lee")
    viewer = await desk.another_operator(Role.VIEWER, "Vic")
    away = await desk.another_operator(name="Ann")
    gone = await desk.another_operator(name="Max")
    await set_disabled(database, gone.user_id, True, desk.sam)
    await assignment.set_rule(database, desk.inbox_id, ROUND, desk.sam)
    threads = []
    for _ in range(5):
        threads.append(await desk.conversation())
        clock.advance(seconds=1)

    here = {kim.user_id, lee.user_id, viewer.user_id, gone.user_id}
    assert await assignment.hand_out(database, desk.account_id, here) == 5

    assert await owners(database, *threads) == [kim.user_id, lee.user_id] * 2 + [kim.user_id]
    assert away.user_id not in await owners(database, *threads)
    async with database.read() as tx:
        query = select(AuditEntry).where(AuditEntry.action == "conversation.assigned")
        lines = (await tx.session.execute(query)).scalars().all()
    assert {(one.actor_kind, one.reason) for one in lines} == {("policy", "next in the round")}
    fresh = await desk.conversation()
    await assignment.hand_out(database, desk.account_id, here)
    assert await owners(database, fresh) == [lee.user_id]


async def test_nobody_is_given_more_than_they_can_carry_and_the_rest_waits(database: Database) -> None:
    desk = await make.desk(database)
    kim = await desk.another_operator()
    await assignment.set_rule(database, desk.inbox_id, Rule(Mode.LEAST_BUSY, 2), desk.sam)
    threads = [await desk.conversation() for _ in range(4)]

    assert await assignment.hand_out(database, desk.account_id, [kim.user_id]) == 2
    assert await assignment.hand_out(database, desk.account_id, [kim.user_id]) == 0
    mine = [one for one, owner in zip(threads, await owners(database, *threads), strict=True) if owner]
    await conversations.resolve(database, mine[0].id, kim)
    await assignment.hand_out_all(database, lambda account_id: [kim.user_id])

    assert (await owners(database, *threads)).count(kim.user_id) == 3


async def test_every_account_is_tried_however_many_there_are(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assignment, "ACCOUNTS", 1)
    threads, here = [], {}
    for name in ("Trailmark", "Northridge", "Southridge"):
        desk = await make.desk(database, name)
        here[desk.account_id] = [desk.sam.user_id]
        await assignment.set_rule(database, desk.inbox_id, ROUND, desk.sam)
        threads.append(await desk.conversation())
    await assignment.hand_out_all(database, lambda account_id: here[account_id])
    assert await owners(database, *threads) == [one for sams in here.values() for one in sams]


async def test_only_members_of_an_inbox_that_has_some_are_asked(database: Database) -> None:
    desk = await make.desk(database)
    kim, lee = await desk.another_operator(name="Kim"), await desk.another_operator(name="Lee")
    await assignment.set_rule(database, desk.inbox_id, ROUND, desk.sam)
    async with database.begin() as tx:
        at = {"created_at": tx.now, "updated_at": tx.now, "account_id": desk.account_id, "inbox_id": desk.inbox_id}
        tx.session.add(InboxMember(id=tx.new_id(), user_id=lee.user_id, role="member", **at))
    threads = [await desk.conversation() for _ in range(2)]
    assert await assignment.hand_out(database, desk.account_id, [kim.user_id]) == 0
    await assignment.hand_out(database, desk.account_id, [kim.user_id, lee.user_id])
    assert await owners(database, *threads) == [lee.user_id] * 2


async def test_it_is_asked_for_where_an_inbox_hands_out_and_only_for_what_is_nobodys(database: Database) -> None:
    desk = await make.desk(database)
    await desk.conversation()
    assert await waiting_jobs(database, assignment.HAND_OUT) == 0

    await assignment.set_rule(database, desk.inbox_id, ROUND, desk.sam)
    thread = await desk.conversation()
    assert await waiting_jobs(database, assignment.HAND_OUT) == 1
    await _forget_jobs(database, desk)
    await conversations.assign(database, thread.id, desk.sam.user_id, desk.sam)
    await snoozing.snooze(database, thread.id, None, desk.sam)
    await desk.says(thread, "I am back")
    assert await waiting_jobs(database, assignment.HAND_OUT) == 0
    await conversations.assign(database, thread.id, None, desk.sam)
    await conversations.resolve(database, thread.id, desk.sam)
    await desk.says(thread, "again")
    assert await waiting_jobs(database, assignment.HAND_OUT) == 1


async def _forget_jobs(database: Database, desk: make.Desk) -> None:
    assert database.jobs is not None
    async with database.begin() as tx:
        await database.jobs.cancel(tx, f"{assignment.HAND_OUT}:{desk.account_id}")


async def test_two_daemons_at_once_give_each_to_one(database: Database) -> None:
    desk = await make.desk(database)
    kim, lee = await desk.another_operator(name="Kim"), await desk.another_operator(name="Lee")
    await assignment.set_rule(database, desk.inbox_id, ROUND, desk.sam)
    threads = [await desk.conversation() for _ in range(6)]
    here = [kim.user_id, lee.user_id]
    given = await asyncio.gather(*(assignment.hand_out(database, desk.account_id, here) for _ in range(3)))
    assert sum(given) == 6
    assert sorted(map(str, await owners(database, *threads))) == sorted([str(kim.user_id)] * 3 + [str(lee.user_id)] * 3)


async def test_a_rule_is_the_accounts_own_and_off_means_none(database: Database) -> None:
    desk, other = await make.desk(database), await make.desk(database, "Other")
    with pytest.raises(NotFound):
        await assignment.set_rule(database, desk.inbox_id, ROUND, other.sam)
    for rule in (ROUND, Rule(Mode.LEAST_BUSY, 3), Rule(Mode.OFF, None)):
        await assignment.set_rule(database, desk.inbox_id, rule, desk.sam)
        async with database.read() as tx:
            assert await assignment.rule_of(tx, desk.account_id, desk.inbox_id) == rule


async def test_two_who_set_the_first_rule_at_once_are_both_heard_and_one_given_up_is_not(database: Database) -> None:
    desk = await make.desk(database)
    rules = [Rule(Mode.ROUND_ROBIN, number) for number in range(1, 5)]
    await asyncio.gather(*(assignment.set_rule(database, desk.inbox_id, rule, desk.sam) for rule in rules))
    async with database.read() as tx:
        assert await assignment.rule_of(tx, desk.account_id, desk.inbox_id) in rules
    shop = await inboxes.create_inbox(database, {"name": "Shop"}, desk.sam, draft_policy="deny")
    await removal.remove_inbox(database, shop.id, desk.sam)
    with pytest.raises(NotFound):
        await assignment.set_rule(database, shop.id, ROUND, desk.sam)


async def test_what_somebody_had_open_is_nobodys_when_they_leave(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = await make.desk(database)
    kim = await desk.another_operator()
    threads = [await desk.conversation() for _ in range(4)]
    for thread in threads:
        await conversations.assign(database, thread.id, kim.user_id, desk.sam)
    await snoozing.snooze(database, threads[1].id, None, kim)
    await conversations.resolve(database, threads[3].id, kim)
    monkeypatch.setattr(letting_go, "AT_ONCE", 2)

    await letting_go.let_go(database, desk.account_id, kim.user_id)  # still here: nothing happens
    assert await owners(database, *threads) == [kim.user_id] * 4
    await set_disabled(database, kim.user_id, True, desk.sam)
    assert await waiting_jobs(database, letting_go.LET_GO) == 1
    for _ in range(2):
        await letting_go.let_go(database, desk.account_id, kim.user_id)

    assert await owners(database, *threads) == [None, None, None, kim.user_id]
    async with database.read() as tx:
        assert (await tx.session.get_one(User, kim.user_id)).disabled_at is not None


async def test_who_only_reads_is_given_nothing_and_keeps_nothing(database: Database) -> None:
    desk = await make.desk(database)
    kim, vic = await desk.another_operator(), await desk.another_operator(Role.VIEWER, "Vic")
    thread = await desk.conversation()
    with pytest.raises(Conflict, match="only reads here"):
        await conversations.assign(database, thread.id, vic.user_id, desk.sam)
    await conversations.assign(database, thread.id, kim.user_id, desk.sam)

    await change_role(database, kim.user_id, Role.VIEWER, desk.sam)
    assert await waiting_jobs(database, letting_go.LET_GO) == 1
    await letting_go.let_go(database, desk.account_id, kim.user_id)

    assert await owners(database, thread) == [None]
    async with database.read() as tx:
        query = select(AuditEntry.reason).where(AuditEntry.action == "conversation.assigned")
        assert "whoever had it only reads here now" in (await tx.session.execute(query)).scalars().all()


async def test_who_is_no_admin_any_more_keeps_what_they_see(database: Database) -> None:
    desk = await make.desk(database)
    kim = await desk.another_operator(Role.ADMIN)
    board, crew = [
        await inboxes.create_inbox(database, {"name": name, "is_private": True}, desk.sam, draft_policy="deny")
        for name in ("Board", "Crew")
    ]
    await members.put_member(database, crew.id, kim.user_id, "member", desk.sam)
    threads = [await desk.conversation() for _ in range(3)]
    for thread, inbox in zip(threads, (board, crew), strict=False):
        await change(database, thread.id, Changes(frozenset({"inbox_id"}), inbox_id=inbox.id), desk.sam)
    for thread in threads:
        await conversations.assign(database, thread.id, kim.user_id, desk.sam)

    await change_role(database, kim.user_id, Role.MEMBER, desk.sam)
    assert await waiting_jobs(database, letting_go.LET_GO) == 1
    await letting_go.let_go(database, desk.account_id, kim.user_id)
    assert await owners(database, *threads) == [None, kim.user_id, kim.user_id]


async def test_another_accounts_user_is_nobody_here(database: Database) -> None:
    desk, other = await make.desk(database), await make.desk(database, "Other")
    await assignment.set_rule(database, desk.inbox_id, ROUND, desk.sam)
    thread = await desk.conversation()
    assert await assignment.hand_out(database, desk.account_id, [other.sam.user_id]) == 0
    assert await owners(database, thread) == [None]
    assert await assignment.hand_out(database, UUID(int=7), [desk.sam.user_id]) == 0
