"""Accounts, users and their sessions: who is let in, for how long, and who is not any more."""

import asyncio
from types import ModuleType

import pytest
from sqlalchemy import select, update

from cairnloop.config import Settings
from cairnloop.daemon.reactions import reactions
from cairnloop.errors import Conflict, Forbidden, Invalid, NotFound, TooMany, Unauthenticated
from cairnloop.kernel.database import Database
from cairnloop.kernel.sealing import Sealer
from cairnloop.kernel.security import password_matches
from cairnloop.people import users
from cairnloop.people.access import keys, passwords, second_factor, sessions
from cairnloop.people.access.second_factor import Guard
from cairnloop.people.access.throttle import FORGOTTEN_AFTER, LONGEST_WAIT, SignInThrottle
from cairnloop.people.accounts import open_account
from cairnloop.people.permissions import Role
from cairnloop.people.tables import Session, User
from tests.fakes import FixedClock

EMAIL, PASSWORD = "sam@example.com", "correct horse"


@pytest.fixture
async def opened(database: Database):
    database.reactions = reactions(Settings())
    return await open_account(database, name="Acme", email=EMAIL, password=PASSWORD)


async def sign_in(
    database: Database, password: str = PASSWORD, throttle: SignInThrottle | None = None, **more: str
) -> sessions.SignedIn:
    guard = Guard(throttle or SignInThrottle(), Sealer("k" * 32), "10.0.0.1")
    return await sessions.sign_in(database, guard, email=EMAIL, password=password, **more)


async def test_opening_an_account_twice_changes_nothing(database: Database, opened) -> None:
    again = await open_account(database, name="Acme", email=EMAIL, password=PASSWORD)

    assert (again.account_id, again.user_id, again.api_key) == (opened.account_id, opened.user_id, None)


async def test_the_key_made_with_the_account_is_recognised(database: Database, opened) -> None:
    operator = await sessions.recognise(database, opened.api_key)

    assert (operator.account_id, operator.role) == (opened.account_id, Role.ADMIN)


async def test_a_session_ends_after_half_an_hour_and_can_be_renewed_once(
    database: Database, opened, clock: FixedClock
) -> None:
    first = await sign_in(database)
    assert (await sessions.recognise(database, first.token)).email == EMAIL

    clock.advance(minutes=31)
    with pytest.raises(Unauthenticated):
        await sessions.recognise(database, first.token)
    second = await sessions.renew(database, first.renew_token)
    assert (await sessions.recognise(database, second.token)).email == EMAIL
    with pytest.raises(Unauthenticated):
        await sessions.renew(database, first.renew_token)


async def test_signing_out_ends_the_session(database: Database, opened) -> None:
    signed_in = await sign_in(database)
    await sessions.sign_out(database, signed_in.token)
    with pytest.raises(Unauthenticated):
        await sessions.recognise(database, signed_in.token)


async def test_guessing_is_slowed_down_and_a_wait_lets_one_in_again(
    database: Database, opened, clock: FixedClock
) -> None:
    throttle = SignInThrottle()
    for _ in range(5):
        with pytest.raises(Unauthenticated):
            await sign_in(database, "wrong guess", throttle)

    with pytest.raises(TooMany) as refused:
        await sign_in(database, PASSWORD, throttle)
    clock.advance(seconds=refused.value.retry_after + 1)
    await sign_in(database, PASSWORD, throttle)


async def test_a_disabled_user_is_out_at_once(database: Database, opened) -> None:
    admin = await sessions.recognise(database, opened.api_key)
    kim = await users.add_user(
        database, email="kim@example.com", password="long enough", role=Role.MEMBER, full_name=None, by=admin
    )
    key = await keys.create_key(database, "script", sessions.operator_of(kim))

    await users.set_disabled(database, kim.id, True, admin)

    with pytest.raises(Unauthenticated):
        await sessions.recognise(database, key.secret)


async def test_a_revoked_key_stops_working(database: Database, opened) -> None:
    admin = await sessions.recognise(database, opened.api_key)
    key = await keys.create_key(database, "script", admin)
    assert key.row.key_hash != key.secret.encode()
    await keys.revoke_key(database, key.row.id, admin)
    with pytest.raises(Unauthenticated):
        await sessions.recognise(database, key.secret)


async def test_the_last_admin_stays_admin(database: Database, opened) -> None:
    admin = await sessions.recognise(database, opened.api_key)
    with pytest.raises(Conflict, match="last admin"):
        await users.change_role(database, admin.user_id, Role.MEMBER, admin)
    with pytest.raises(Conflict, match="last admin"):
        await users.set_disabled(database, admin.user_id, True, admin)


@pytest.mark.parametrize(("email", "password"), [("nonsense", PASSWORD), ("a@b.example", "short")])
async def test_a_bad_address_or_password_names_its_field(database: Database, email: str, password: str) -> None:
    with pytest.raises(Invalid) as refused:
        await open_account(database, name="Acme", email=email, password=password)
    assert set(refused.value.errors) <= {"email", "password"}


def test_who_signs_in_takes_back_only_their_own_guesses() -> None:
    throttle, now = SignInThrottle(), FixedClock().now()
    for _ in range(4):
        throttle.failed("kim@example.com", "10.0.0.9", now)
    throttle.failed("eve@example.com", "10.0.0.9", now)
    later = now + LONGEST_WAIT
    throttle.succeeded("eve@example.com", "10.0.0.9", later)
    throttle.failed("lin@example.com", "10.0.0.9", later)
    assert throttle.wait("ada@example.com", "10.0.0.9", later) > 0, "an account of one's own buys no guesses at others"
    throttle.succeeded("kim@example.com", "10.0.0.1", later)
    throttle.failed("kim@example.com", "10.0.0.2", later)
    assert throttle.wait("kim@example.com", "10.0.0.3", later) > 0, "nor does the owner who signs in elsewhere"
    throttle.succeeded("kim@example.com", "10.0.0.9", later + LONGEST_WAIT)
    throttle.failed("kim@example.com", "10.0.0.9", later + LONGEST_WAIT)
    assert throttle.wait("kim@example.com", "10.0.0.9", later + LONGEST_WAIT) == 0, "what was one's own is forgiven"


def test_what_was_guessed_wrong_is_forgotten_in_time() -> None:
    throttle, now = SignInThrottle(), FixedClock().now()
    for _ in range(5):
        throttle.failed("kim@example.com", "10.0.0.9", now)
    later = now + LONGEST_WAIT + FORGOTTEN_AFTER
    throttle.failed("kim@example.com", "10.0.0.9", later)
    assert throttle.wait("kim@example.com", "10.0.0.9", later) == 0


def test_the_throttle_forgets_the_oldest_rather_than_grow() -> None:
    from cairnloop.people.access.throttle import REMEMBERED

    throttle, clock = SignInThrottle(), FixedClock()
    for number in range(REMEMBERED):
        throttle.failed(f"{number}@example.com", f"10.0.{number // 256}.{number % 256}", clock.now())
    assert len(throttle._records) <= REMEMBERED


async def test_a_renewed_session_stays_the_same_one(database: Database, opened, clock: FixedClock) -> None:
    first = await sign_in(database, agent="Tester/1 " + "x" * 400)
    clock.advance(minutes=10)
    second = await sessions.renew(database, first.renew_token)
    by = await sessions.recognise(database, second.token)
    async with database.read() as tx:
        (row,) = await sessions.list_sessions(tx, by)
    assert row.id == by.credential == first.operator.credential
    assert (row.ip, len(row.user_agent)) == ("10.0.0.1", 255)
    assert (row.last_used_at - row.created_at).total_seconds() == 600
    with pytest.raises(Unauthenticated):
        await sessions.recognise(database, first.token)


async def test_when_a_session_was_used_is_written_once_a_minute(database: Database, opened, clock: FixedClock) -> None:
    signed_in = await sign_in(database)
    seen = []
    for _ in range(4):
        clock.advance(seconds=25)
        by = await sessions.recognise(database, signed_in.token)
        async with database.read() as tx:
            (row,) = await sessions.list_sessions(tx, by)
        seen.append((clock.now() - row.last_used_at).total_seconds())
    assert seen == [25, 50, 0, 25]


async def test_ending_a_session_ends_that_one(database: Database, opened) -> None:
    here, there = await sign_in(database), await sign_in(database)
    by = await sessions.recognise(database, here.token)
    assert there.operator.credential is not None
    await sessions.revoke_session(database, there.operator.credential, by)
    await sessions.recognise(database, here.token)
    for token, renew in ((there.token, there.renew_token),):
        with pytest.raises(Unauthenticated):
            await sessions.recognise(database, token)
        with pytest.raises(Unauthenticated):
            await sessions.renew(database, renew)
    with pytest.raises(NotFound):
        await sessions.revoke_session(database, there.operator.credential, by)


async def test_an_archived_user_is_out_and_an_enabled_one_is_in_again(database: Database, opened) -> None:
    admin = await sessions.recognise(database, opened.api_key)
    kim = await users.add_user(
        database, email="kim@example.com", password="long enough", role=Role.MEMBER, full_name=None, by=admin
    )
    key = await keys.create_key(database, "script", sessions.operator_of(kim))
    await users.archive(database, kim.id, admin)
    with pytest.raises(Unauthenticated):
        await sessions.recognise(database, key.secret)
    async with database.read() as tx:
        assert [user.id for user in await users.list_users(tx, admin.account_id)] == [admin.user_id]
        assert len(await users.list_users(tx, admin.account_id, archived=True)) == 2

    await users.set_disabled(database, kim.id, False, admin)
    assert (await sessions.recognise(database, key.secret)).user_id == kim.id


async def test_one_deletes_oneself_and_nobody_else_and_never_the_last_admin(database: Database, opened) -> None:
    admin = await sessions.recognise(database, opened.api_key)
    kim = sessions.operator_of(
        await users.add_user(
            database, email="kim@example.com", password="long enough", role=Role.VIEWER, full_name=None, by=admin
        )
    )
    with pytest.raises(Forbidden, match="yourself only"):
        await users.leave(database, admin.user_id, kim)
    with pytest.raises(Conflict, match="last admin"):
        await users.leave(database, admin.user_id, admin)
    assert (await users.leave(database, kim.user_id, kim)).archived_at is not None


async def test_of_two_admins_who_go_at_once_one_stays(database: Database, opened) -> None:
    sam = await sessions.recognise(database, opened.api_key)
    kim = sessions.operator_of(
        await users.add_user(
            database, email="kim@example.com", password="long enough", role=Role.ADMIN, full_name=None, by=sam
        )
    )
    ended = await asyncio.gather(
        users.leave(database, sam.user_id, sam),
        users.change_role(database, kim.user_id, Role.VIEWER, kim),
        return_exceptions=True,
    )
    assert [type(one) for one in ended].count(Conflict) == 1, ended


async def changed_meanwhile(database: Database, monkeypatch: pytest.MonkeyPatch, module: ModuleType) -> None:
    """From now on somebody sets another password while the present one is compared."""
    loop = asyncio.get_running_loop()

    async def change() -> None:
        async with database.begin() as tx:
            await tx.session.execute(update(User).where(User.email == EMAIL).values(password_hash="another"))

    def compare(password: str, hashed: str | None) -> bool:
        asyncio.run_coroutine_threadsafe(change(), loop).result(10)
        return password_matches(password, hashed)

    monkeypatch.setattr(module, "password_matches", compare)


async def test_a_password_that_is_replaced_while_it_is_compared_lets_nobody_in(
    database: Database, opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    await changed_meanwhile(database, monkeypatch, sessions)
    with pytest.raises(Unauthenticated, match="Invalid email or password"):
        await sign_in(database)
    async with database.read() as tx:
        assert (await tx.session.scalars(select(Session))).all() == []


async def test_a_password_that_is_replaced_while_it_is_compared_replaces_no_other(
    database: Database, opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    await changed_meanwhile(database, monkeypatch, second_factor)
    guard = Guard(SignInThrottle(), Sealer("k" * 32), "10.0.0.1")
    by = await sessions.recognise(database, opened.api_key)
    with pytest.raises(Conflict, match="changed meanwhile"):
        await passwords.change_password(database, guard, by, current=PASSWORD, password="battery staple")
    async with database.read() as tx:
        assert (await tx.session.get_one(User, by.user_id)).password_hash == "another"


async def test_however_many_keys_there_are_those_that_work_and_the_newest_are_shown(
    database: Database, opened, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "LISTED", 3)
    admin = await sessions.recognise(database, opened.api_key)
    for label in "abcd":
        clock.advance(seconds=1)
        made = await keys.create_key(database, label, admin)
        if label in "bc":
            await keys.revoke_key(database, made.row.id, admin)
    async with database.read() as tx:
        assert [key.label for key in await keys.list_keys(tx, admin)] == ["made with the account", "a", "d"]
