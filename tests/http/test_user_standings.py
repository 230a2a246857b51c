"""Who was last here when, and who has a second factor: for admins alone."""

from collections.abc import AsyncIterator

import pytest

from cairnloop.people.access.tables import SecondFactor
from cairnloop.people.permissions import Role
from tests import make
from tests.fakes import FixedClock
from tests.house import House, open_house


@pytest.fixture
async def house(database_url: str, clock: FixedClock) -> AsyncIterator[House]:
    async with open_house(database_url, clock) as house:
        yield house


async def test_an_admin_sees_when_users_were_last_here_and_how_they_sign_in(house: House, clock: FixedClock) -> None:
    sam = house.desk.sam
    lin = await make.operator(house.s.db, sam.account_id, "Lin", Role.MEMBER)
    others = await make.desk(house.s.db, "Summit")
    async with house.s.db.begin() as tx:
        factor = SecondFactor(user_id=lin.user_id, sealed_secret="x", last_step=0, created_at=tx.now)
        factor.confirmed_at = tx.now
        tx.session.add(factor)
    clock.advance(hours=1)
    async with await house.client() as admin:
        await admin.get("/api/me")
        said = (await admin.get("/api/user_standings")).json()["data"]
        by_id = {one["user_id"]: (one["last_seen_at"], one["second_factor"]) for one in said}
        assert by_id[lin.user_id] == (None, True)
        assert by_id[sam.user_id] == ("2026-03-02T10:00:00Z", False)
        assert others.sam.user_id not in by_id
        after = (await admin.get("/api/user_standings", params={"after": lin.user_id})).json()["data"]
        assert [one["user_id"] for one in after] == []
        for path, key in (("/api/users", "id"), ("/api/user_standings", "user_id")):
            first = (await admin.get(path, params={"limit": 1})).json()
            assert (first["data"][0][key], first["previous"], first["limit"]) == (sam.user_id, None, 1)
            rest = (await admin.get(path, params={"limit": 1, "after": first["next"]})).json()
            assert ([one[key] for one in rest["data"]], rest["next"]) == ([lin.user_id], None)
    async with await house.client(lin) as member:
        assert (await member.get("/api/user_standings")).status_code == 403
