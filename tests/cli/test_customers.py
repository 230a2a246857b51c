"""`customers`, `tags` and `canned` against a running daemon."""

import csv
import io
import json
import os
from typing import Any

import pytest

from tests.cli.conftest import Command, Desk


@pytest.fixture
def name() -> str:
    return f"t{os.urandom(4).hex()}"


@pytest.fixture
def customer(written: str, cairnloop: Command) -> str:
    """Eve, whose name would like to take over the terminal."""
    return str(cairnloop("conversations", "show", written, "--json").json["customer_id"])


def test_customers_are_listed_and_shown_harmlessly(customer: str, written: str, cairnloop: Command) -> None:
    listed = cairnloop("customers", "list", "--q", "eve", "--limit", "200")
    assert customer in [row[0] for row in listed.rows]
    assert "\x1b" not in listed.out
    shown = cairnloop("customers", "show", customer)
    assert shown.rows[0][0].split() == ["customer", customer]
    assert written in shown.out
    assert "\x1b" not in shown.out
    steps = cairnloop("customers", "timeline", customer).rows
    assert steps[-1][1] == "conversation.started"
    table = cairnloop("customers", "list", "--q", customer, "--csv")
    heads, row = csv.reader(io.StringIO(table.out))
    assert (heads[0], row[0]) == ("id", customer)


def test_tags_are_made_put_taken_and_removed(customer: str, written: str, name: str, cairnloop: Command) -> None:
    made = cairnloop("tags", "add", f"{name} Money", "--color", "red", "--json").json
    assert cairnloop("tags", "put", f"{name} money", written).out == f"{written}\ttagged {name} money\n"
    assert cairnloop("tags", "put", made["id"], customer, "--customers").code == 0
    found = cairnloop("conversations", "list", "--query", f"tag:{name}-money")
    assert [row[0] for row in found.rows] == [written]
    assert [row[0] for row in cairnloop("customers", "list", "--tag", f"{name} money").rows] == [customer]
    changed = cairnloop("tags", "change", f"{name} money", "--name", name, "--color", "none", "--json").json
    assert (changed["name"], changed["color"]) == (name, None)
    nothing = cairnloop("tags", "change", name)
    assert (nothing.code, "say what to change: --name" in nothing.err) == (2, True)
    assert cairnloop("tags", "take", name, written).code == 0
    assert cairnloop("tags", "take", name, customer, "--customers").code == 0
    assert cairnloop("tags", "remove", name).out == f"{made['id']}\tremoved\n"
    unknown = cairnloop("tags", "put", name, written)
    assert (unknown.code, unknown.err) == (
        2,
        f"cairnloop: there is no tag '{name}'; `cairnloop tags list` shows them\n",
    )


def test_a_canned_reply_is_filled_in(written: str, name: str, cairnloop: Command) -> None:
    made = cairnloop("canned", "add", name, "Hi {{customer.email|you}}{{customer.email}}", "--shortcut", name, "--json")
    filled = cairnloop("canned", "render", name, written)
    assert (filled.out, filled.err) == ("Hi you\n", "Nothing is known of customer.email.\n")
    cairnloop("canned", "change", name, "--text", "Hello", "--shortcut", "none")
    [row] = [one for one in cairnloop("canned", "list").rows if one[0] == made.json["id"]]
    assert row[1:] == [name, "-", "-", "Hello"]
    nothing = cairnloop("canned", "change", name)
    assert (nothing.code, "say what to change: --name" in nothing.err) == (2, True)
    refused = cairnloop("canned", "change", name, "--text", "{{nope}}")
    assert (refused.code, "there is no variable {{nope}}" in refused.err) == (3, True)
    assert cairnloop("canned", "remove", name).code == 0


def test_customers_are_merged_exported_and_erased(customer: str, desk: Desk, cairnloop: Command) -> None:
    other = met(desk)
    merged = cairnloop("customers", "merge", other, "--into", customer)
    assert merged.out == f"{other}\tmerged into {customer}\n"
    assert cairnloop("customers", "merge", other, "--into", customer).code == 4
    document = cairnloop("customers", "export", customer).json
    assert (document["customer"]["id"], len(document["conversations"])) == (customer, 1)
    unasked = cairnloop("customers", "erase", customer)
    assert (unasked.code, "say --yes" in unasked.err) == (2, True)
    declined = cairnloop("customers", "erase", customer, stdin="n\n", at_terminal=True)
    assert (declined.code, "nothing was done" in declined.err) == (2, True)
    assert cairnloop("customers", "erase", customer, "--yes").out == f"{customer}\tis being erased\n"
    assert cairnloop("customers", "show", customer).code == 5


def met(desk: Desk) -> str:
    import asyncio

    from cairnloop.client import Client

    async def meet() -> Any:
        async with Client(desk.url, "") as public:
            about = {"customer": {"account_id": desk.account["account_id"], "name": "Eve again"}}
            return (await public.call("POST", "/api/customers", body=about))["data"]["id"]

    return str(asyncio.run(meet()))


def test_a_document_is_json_that_a_terminal_may_show(customer: str, cairnloop: Command) -> None:
    said = cairnloop("customers", "export", customer)
    assert json.loads(said.out)["customer"]["name"].startswith("Eve")
    assert "\x1b" not in said.out
    assert "\u202e" not in said.out
