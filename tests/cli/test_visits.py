"""`visits`: listed, shown and removed, with nothing in them that takes over a terminal or a spreadsheet."""

import asyncio
from typing import Any

from cairnloop.client import Client
from tests.cli.conftest import Command, Desk


def test_a_visit_from_its_listing_to_its_end(desk: Desk, cairnloop: Command) -> None:
    async def begin() -> dict[str, Any]:
        async with Client(desk.url, "") as public:
            page = {"current_url": "https://shop.example/a?b", "browser": "=1+1\x1b[2J\u202e"}
            about: dict[str, Any] = {"account_id": desk.account["account_id"]}
            met = await public.call("POST", "/api/customers", body={"customer": {**about, "name": "=Eve\x1b[31m"}})
            about |= {"customer_id": met["data"]["id"], "metadata": page}
            made = await public.call("POST", "/api/browser_sessions", body={"browser_session": about})
            visit: dict[str, Any] = made["data"]
            return visit

    visit = asyncio.run(begin())
    listed = cairnloop("visits", "list", "--active", "--customer", visit["customer_id"])
    assert [(row[0], row[5], row[7]) for row in listed.rows] == [(visit["id"], "1", "https://shop.example/a")]
    assert cairnloop("visits", "list", "--over", "--customer", visit["customer_id"]).rows == []
    table = cairnloop("visits", "list", "--csv", "--customer", visit["customer_id"]).out
    assert "'=Eve" in table
    shown = cairnloop("visits", "show", visit["id"])
    assert "page  https://shop.example/a\n" in shown.out
    assert "\x1b" not in listed.out + table + shown.out
    assert cairnloop("visits", "show", visit["id"], "--json").json["browser_replay_events"] == []
    assert cairnloop("visits", "delete", visit["id"]).out == f"{visit['id']}\tremoved\n"
    assert cairnloop("visits", "delete", visit["id"]).code == 5
    assert cairnloop("visits", "show", "nonsense").code == 2
