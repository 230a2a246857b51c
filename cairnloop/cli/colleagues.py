"""Users of the account as commands name them: me, nobody, an e-mail, or a number."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from cairnloop.cli import reading
from cairnloop.cli.exits import Usage

if TYPE_CHECKING:
    from cairnloop.client import Client
    from cairnloop.wire.people import UserOut

PAGE = 200


async def colleagues(client: "Client", *, archived: bool = False) -> AsyncIterator["UserOut"]:
    """All users of the account, by their numbers; with `archived` also those who left."""
    after = 0
    while True:
        page = await client.users(after=after, limit=PAGE, archived=archived)
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
    return await user_number(client, who, option)


def user(text: str) -> str:
    """What names a user, on its face. Raises Usage for what is neither an e-mail nor a number."""
    return text if "@" in text else reading.number(text)


async def user_number(client: "Client", who: str, option: str = "USER", *, archived: bool = False) -> int:
    """The number of a user named by it or by their e-mail. Raises Usage for an e-mail that nobody here has."""
    if "@" not in who:
        return int(reading.number(who))
    async for one in colleagues(client, archived=archived):
        if one["email"] == who.lower():
            return one["id"]
    raise Usage(f"{option}: nobody here has the e-mail {who}; `cairnloop users list` shows who does")
