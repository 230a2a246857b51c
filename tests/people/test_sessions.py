import pytest

from cairnloop.config import Settings
from cairnloop.daemon.reactions import reactions
from cairnloop.errors import Conflict, Invalid, TooMany, Unauthenticated
from cairnloop.kernel.database import Database
from cairnloop.people import keys, sessions, users
from cairnloop.people.accounts import open_account
from cairnloop.people.permissions import Role
from cairnloop.people.throttle import SignInThrottle
from tests.fakes import FixedClock

EMAIL, PASSWORD = "sam@example.com", "correct horse"


@pytest.fixture
async def opened(database: Database):
    database.reactions = reactions(Settings())
    return await open_account(database, name="Acme", email=EMAIL, password=PASSWORD)


async def sign_in(database: Database, password: str = PASSWORD, throttle: SignInThrottle | None = None):
    return await sessions.sign_in(database, throttle or SignInThrottle(), email=EMAIL, password=password, ip="10.0.0.1")


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


def test_the_throttle_forgets_the_oldest_rather_than_grow() -> None:
    from cairnloop.people.throttle import REMEMBERED

    throttle, clock = SignInThrottle(), FixedClock()
    for number in range(REMEMBERED):
        throttle.failed(f"{number}@example.com", f"10.0.{number // 256}.{number % 256}", clock.now())
    assert len(throttle._records) <= REMEMBERED
