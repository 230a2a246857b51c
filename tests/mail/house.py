"""A house that has a mail server, and somebody to sign in as."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from cairnloop.kernel.security import hash_password
from cairnloop.people.tables import User
from tests.fakes import FixedClock
from tests.house import House, open_house
from tests.mail.server import Mailbox, mailbox

PASSWORD = "correct horse"
HOME = "https://desk.example"


@asynccontextmanager
async def mailing_house(database_url: str, clock: FixedClock, **mail: Any) -> AsyncIterator[tuple[House, Mailbox]]:
    async with mailbox() as box:
        settings: dict[str, Any] = {
            "mail": {**box.settings, **mail},
            "server": {"public_url": HOME},
            "security": {"secret_key": "s" * 32},
            "people": {"open_registration": True},
        }
        async with open_house(database_url, clock, **settings) as house:
            yield house, box


async def let_in(house: House) -> None:
    """Sam has a password."""
    async with house.s.db.begin() as tx:
        user = await tx.session.get_one(User, house.desk.sam.user_id)
        user.password_hash = hash_password(PASSWORD)


async def sign_in(house: House, password: str) -> str | None:
    """A token, if the password is right."""
    user = {"email": house.desk.sam.email, "password": password}
    answer = await house.visitor.post("/api/session", json={"user": user})
    return str(answer.json()["data"]["token"]) if answer.status_code == 200 else None
