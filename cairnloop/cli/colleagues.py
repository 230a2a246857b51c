"""Users of the account as commands name them: me, nobody, an e-mail, or a number."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from cairnloop.cli import reading
from cairnloop.cli.exits import Usage

if TYPE_CHECKING:
    from cairnloop.client import Client
    from cairnloop.wire.people import UserOut

PAGE = 200


async def colleagues(client: "Client") -> AsyncIterator["UserOut"]:
    """All users of the account, by their numbers."""
    after = 0
    while True:
        page = await client.users(after=after, limit=PAGE)
        for user in page:
            yield user
        if len(page) < PAGE:
            return
        after = page[-1]["id"]


async def number_of(client: "Client", who: str, option: str) -> int | None:
    """The number of the user that is meant; None for nobody. Raises Usage for an e-mail that nobody here has."""
    match who:
        case "nobody":
            return None
        case "me":
            return int((await client.me())["id"])
        case _ if "@" in who:
            async for user in colleagues(client):
                if user["email"] == who.lower():
                    return user["id"]
            raise Usage(f"{option}: nobody here has the e-mail {who}; `cairnloop users list` shows who does")
    return int(reading.number(who))
