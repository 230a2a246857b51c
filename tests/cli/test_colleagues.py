"""Who is meant: all users are looked through, however many there are."""

from typing import Any

import pytest

from cairnloop.cli import colleagues
from cairnloop.cli.colleagues import number_of
from cairnloop.cli.exits import Usage
from cairnloop.client import Client
from tests.cli.conftest import Desk


async def test_everybody_is_found_over_as_many_pages_as_it_takes(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(colleagues, "PAGE", 1)
    async with Client(desk.url, desk.account["api_key"]) as client:
        found: list[Any] = [user async for user in colleagues.colleagues(client)]
        assert len({user["id"] for user in found}) == len(found) >= 1
        assert await number_of(client, found[-1]["email"].upper(), "--to") == found[-1]["id"]
        assert await number_of(client, "me", "--to") == desk.account["user_id"]
        assert await number_of(client, "nobody", "--to") is None
        assert await number_of(client, "7", "--to") == 7
        with pytest.raises(Usage, match="--to: nobody here has the e-mail"):
            await number_of(client, "lin@other.example", "--to")
