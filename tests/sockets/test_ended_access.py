"""Access that ends closes what it had opened: at once, and nothing else."""

from collections.abc import AsyncIterator

import pytest

from cairnloop.people import users
from cairnloop.people.permissions import Role
from tests.fakes import FixedClock
from tests.house import House, open_house
from tests.sockets.caller import Caller, token_of


@pytest.fixture
async def house(database_url: str, clock: FixedClock) -> AsyncIterator[House]:
    async with open_house(database_url, clock) as house:
        yield house


async def test_who_is_disabled_hears_nothing_more_and_is_closed(house: House) -> None:
    kim = await house.desk.another_operator(Role.MEMBER, "Kim")
    async with (
        Caller(house, await token_of(house, kim)) as hers,
        Caller(house, await token_of(house, kim)) as another,
        Caller(house, await token_of(house, house.desk.sam)) as sams,
        await house.client() as sam,
    ):
        await sam.post(f"/api/users/{kim.user_id}/disable")
        assert await hers.peer.closed() == (1008, "no longer signed in")
        assert await another.peer.closed() == (1008, "no longer signed in")
        assert await sams.settled() == []


async def test_a_revoked_key_closes_the_sockets_it_opened_and_no_other(house: House) -> None:
    async with await house.client() as sam:
        made = (await sam.post("/api/api_keys", json={"label": "bot"})).json()["data"]
        async with Caller(house, made["value"]) as bot, Caller(house, await token_of(house, house.desk.sam)) as other:
            await sam.delete(f"/api/api_keys/{made['id']}")
            assert await bot.peer.closed() == (1008, "no longer signed in")
            assert await other.settled() == []


async def test_signing_out_closes_the_sockets_of_that_session_however_often_it_was_renewed(house: House) -> None:
    words = "correct horse battery"
    kim = await users.add_user(
        house.s.db, email="kim@example.com", password=words, role=Role.MEMBER, full_name="Kim", by=house.desk.sam
    )
    secret = {"user": {"email": kim.email, "password": words}}
    mine, elsewhere = [(await house.visitor.post("/api/session", json=secret)).json()["data"] for _ in range(2)]
    async with Caller(house, mine["token"]) as here, Caller(house, elsewhere["token"]) as there:
        renewed = await house.visitor.post("/api/session/renew", headers={"authorization": mine["renew_token"]})
        token = renewed.json()["data"]["token"]
        await house.visitor.delete("/api/session", headers={"authorization": token})
        assert await here.peer.closed() == (1008, "no longer signed in")
        assert await there.settled() == []
