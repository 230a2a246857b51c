"""The second factor: on only after a code of it was seen, each code once, guesses slowed down, secrets sealed."""

import asyncio

import pytest
from sqlalchemy import select

from cairnloop.errors import CodeNeeded, CodeRefused, Conflict, Invalid, NotFound, TooMany, Unauthenticated
from cairnloop.kernel.audit import AuditEntry
from cairnloop.kernel.database import Database
from cairnloop.kernel.sealing import Sealer
from cairnloop.people import users
from cairnloop.people.access import second_factor, sessions, totp
from cairnloop.people.access.second_factor import Guard
from cairnloop.people.access.tables import RecoveryCode, SecondFactor
from cairnloop.people.access.throttle import SignInThrottle
from cairnloop.people.identity import Operator
from cairnloop.people.permissions import Role
from tests import make
from tests.fakes import FixedClock

PASSWORD = "correct horse"


def guard() -> Guard:
    return Guard(SignInThrottle(), Sealer("k" * 32), "10.0.0.1")


async def kim_of(database: Database, desk: make.Desk) -> Operator:
    kim = await users.add_user(
        database, email="kim@example.com", password=PASSWORD, role=Role.MEMBER, full_name=None, by=desk.sam
    )
    return sessions.operator_of(kim)


async def turned_on(database: Database, by: Operator, clock: FixedClock) -> tuple[str, list[str]]:
    begun = await second_factor.begin(database, guard(), by, password=PASSWORD)
    codes = await second_factor.confirm(database, guard(), by, code=code(begun.secret, clock))
    return begun.secret, codes


def code(secret: str, clock: FixedClock, away: int = 0) -> str:
    return totp.code_at(secret, int(clock.now().timestamp()) // 30 + away)


async def enter(database: Database, by: Operator, code: str | None, at: Guard | None = None) -> sessions.SignedIn:
    return await sessions.sign_in(database, at or guard(), email=by.email, password=PASSWORD, code=code)


async def test_it_is_asked_for_once_it_was_confirmed(database: Database, clock: FixedClock) -> None:
    kim = await kim_of(database, await make.desk(database))
    begun = await second_factor.begin(database, guard(), kim, password=PASSWORD)
    await enter(database, kim, None)

    with pytest.raises(Invalid) as wrong:
        await second_factor.confirm(database, guard(), kim, code=code(begun.secret, clock, 5))
    assert set(wrong.value.errors) == {"code"}
    codes = await second_factor.confirm(database, guard(), kim, code=code(begun.secret, clock))
    assert len(set(codes)) == totp.RECOVERY_CODES
    clock.advance(seconds=30)

    with pytest.raises(CodeNeeded):
        await enter(database, kim, None)
    with pytest.raises(CodeRefused):
        await enter(database, kim, code(begun.secret, clock, 7))
    assert (await enter(database, kim, code(begun.secret, clock))).operator.user_id == kim.user_id
    with pytest.raises(Unauthenticated) as unknown:
        await sessions.sign_in(database, guard(), email=kim.email, password="wrong", code="000000")
    assert unknown.value.reason == "unauthenticated"


async def test_a_code_works_once_also_for_two_who_come_at_the_same_time(database: Database, clock: FixedClock) -> None:
    kim = await kim_of(database, await make.desk(database))
    secret, _ = await turned_on(database, kim, clock)
    with pytest.raises(CodeRefused):  # it was spent on confirming
        await enter(database, kim, code(secret, clock))
    clock.advance(seconds=30)
    both = await asyncio.gather(*(enter(database, kim, code(secret, clock)) for _ in range(2)), return_exceptions=True)
    assert sorted(type(one).__name__ for one in both) == ["CodeRefused", "SignedIn"]
    with pytest.raises(CodeRefused):  # a step before the last one that was used
        await enter(database, kim, code(secret, clock, -1))
    await enter(database, kim, code(secret, clock, 1))


async def test_a_recovery_code_works_once_however_it_is_typed(database: Database, clock: FixedClock) -> None:
    kim = await kim_of(database, await make.desk(database))
    _, codes = await turned_on(database, kim, clock)
    await enter(database, kim, f" {codes[0].upper().replace('-', ' ')} ")
    with pytest.raises(CodeRefused):
        await enter(database, kim, codes[0])
    async with database.read() as tx:
        assert await second_factor.standing(tx, kim.user_id) == second_factor.Standing(True, 9)
    both = await asyncio.gather(*(enter(database, kim, codes[1]) for _ in range(2)), return_exceptions=True)
    assert sorted(type(one).__name__ for one in both) == ["CodeRefused", "SignedIn"]


async def test_one_users_recovery_codes_are_nobody_elses(database: Database, clock: FixedClock) -> None:
    desk = await make.desk(database)
    kim = await kim_of(database, desk)
    lin = sessions.operator_of(
        await users.add_user(
            database, email="lin@example.com", password=PASSWORD, role=Role.MEMBER, full_name=None, by=desk.sam
        )
    )
    _, codes = await turned_on(database, kim, clock)
    await turned_on(database, lin, clock)
    with pytest.raises(CodeRefused):
        await enter(database, lin, codes[0])
    await enter(database, kim, codes[0])


async def test_guessing_codes_is_slowed_down_like_guessing_passwords(database: Database, clock: FixedClock) -> None:
    kim = await kim_of(database, await make.desk(database))
    secret, _ = await turned_on(database, kim, clock)
    clock.advance(seconds=60)
    at = guard()
    guesses = await asyncio.gather(*(enter(database, kim, f"00000{n}", at) for n in range(8)), return_exceptions=True)
    assert {type(one) for one in guesses} <= {CodeRefused, TooMany}
    with pytest.raises(TooMany):
        await enter(database, kim, code(secret, clock), at)
    for _ in range(5):
        with pytest.raises((Invalid, TooMany)):
            await second_factor.turn_off(database, at, kim, password="wrong")
    with pytest.raises(TooMany):
        await second_factor.turn_off(database, at, kim, password=PASSWORD)


async def test_it_is_turned_off_with_the_password_or_a_code(database: Database, clock: FixedClock) -> None:
    kim = await kim_of(database, await make.desk(database))
    for way in ("password", "code", "recovery"):
        secret, codes = await turned_on(database, kim, clock)
        clock.advance(seconds=60)
        given = {"password": PASSWORD, "code": code(secret, clock), "recovery": codes[0]}[way]
        name = "password" if way == "password" else "code"
        for wrong in ({name: "wrong"}, {}, {"password": "a", "code": "b"}):
            with pytest.raises(Invalid):
                await second_factor.turn_off(database, guard(), kim, **wrong)
        await second_factor.turn_off(database, guard(), kim, **{name: given})
        await enter(database, kim, None)
        clock.advance(seconds=60)
    with pytest.raises(Conflict, match="begin anew"):
        await second_factor.confirm(database, guard(), kim, code="123456")


async def test_beginning_needs_the_password_and_never_replaces_what_is_on(
    database: Database, clock: FixedClock
) -> None:
    kim = await kim_of(database, await make.desk(database))
    with pytest.raises(Invalid) as refused:
        await second_factor.begin(database, guard(), kim, password="wrong")
    assert set(refused.value.errors) == {"password"}
    await second_factor.begin(database, guard(), kim, password=PASSWORD)
    await turned_on(database, kim, clock)
    with pytest.raises(Conflict, match="on already"):
        await second_factor.begin(database, guard(), kim, password=PASSWORD)
    await second_factor.turn_off(database, guard(), kim, password=PASSWORD)
    with pytest.raises(Conflict, match=r"security\.secret_key"):
        await second_factor.begin(database, Guard(SignInThrottle(), Sealer(), ""), kim, password=PASSWORD)


async def test_an_admin_resets_that_of_a_colleague_and_of_nobody_elses(database: Database, clock: FixedClock) -> None:
    desk, other = await make.desk(database), await make.desk(database, "Other")
    kim = await kim_of(database, desk)
    await turned_on(database, kim, clock)
    with pytest.raises(NotFound):
        await second_factor.reset(database, kim.user_id, other.sam)
    await second_factor.reset(database, kim.user_id, desk.sam)
    await enter(database, kim, None)


async def test_nothing_secret_is_in_the_database_or_the_trail(database: Database, clock: FixedClock) -> None:
    kim = await kim_of(database, await make.desk(database))
    secret, codes = await turned_on(database, kim, clock)
    await enter(database, kim, codes[0])
    async with database.read() as tx:
        factor = await tx.session.get_one(SecondFactor, kim.user_id)
        hashes = (await tx.session.execute(select(RecoveryCode.code_hash))).scalars().all()
        trail = (await tx.session.execute(select(AuditEntry))).scalars().all()
    kept = factor.sealed_secret + repr(hashes) + repr([(one.action, one.detail, one.reason) for one in trail])
    for one in (secret, *codes, *map(totp.plain, codes), PASSWORD):
        assert one not in kept
    assert [one.action for one in trail if one.action.startswith(("totp", "session"))] == [
        "totp.turned_on",
        "session.opened",
    ]
    assert trail[-1].detail == {"factor": "recovery code"}
