"""A house with a mail server and a desk at which Kim wants to know things, once on each database."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from cairnloop.people.access.tables import UserSettings
from cairnloop.people.identity import Operator
from cairnloop.people.permissions import Role
from cairnloop.people.profiles import change_settings
from tests.fakes import FixedClock
from tests.house import House
from tests.mail.house import mailing_house
from tests.mail.server import Mailbox


@dataclass
class Post:
    """The desk with its mailbox, and Kim."""

    house: House
    box: Mailbox
    clock: FixedClock
    kim: Operator

    async def wants(self, who: Operator | None = None, **settings: bool) -> UserSettings:
        return await change_settings(self.house.s.db, settings, who or self.kim)

    async def arrives(self, **later: float) -> list[str]:
        """The subjects of what came for Kim once so much time has passed."""
        self.clock.advance(**(later or {"minutes": 1}))
        await self.house.settle()
        return self.subjects()

    def subjects(self, who: Operator | None = None) -> list[str]:
        return [str(one["subject"]) for one in self.box.to((who or self.kim).email)]

    async def trail(self) -> list[dict[str, Any]]:
        async with await self.house.client() as sam:
            rows: list[dict[str, Any]] = (await sam.get("/api/audit", params={"limit": 200})).json()["data"]
            return rows


@pytest.fixture
async def post(database_url: str, clock: FixedClock) -> AsyncIterator[Post]:
    async with mailing_house(database_url, clock) as (house, box):
        yield Post(house, box, clock, await house.desk.another_operator(Role.MEMBER, "Kim"))
