"""Searching conversations by HTTP."""

import pytest

from cairnloop.people.permissions import Role
from tests import make
from tests.house import House

SEARCH = "/api/conversations/search"


async def test_a_message_is_found_as_soon_as_it_is_indexed(house: House) -> None:
    desk, client = house.desk, await house.client()
    thread = await desk.conversation(subject="Invoice")
    await desk.says(thread, "Where is my refund?")
    assert (await client.get(SEARCH, params={"query": "refund"})).json()["data"] == []
    await house.s.indexer.index()
    said = (await client.get(SEARCH, params={"query": "refund from:ada"})).json()
    [row] = said["data"]
    assert (said["count"], said["more"], said["next"]) == (1, False, None)
    assert row["conversation"]["id"] == str(thread.id)
    assert row["conversation"]["customer"]["name"] == "Ada Park"
    assert row["message"]["excerpt"] == "Where is my \ue000refund\ue001?"
    assert (row["subject"], row["found_in"], row["messages"]) == ("Invoice", ["message"], 1)


async def test_a_viewer_searches_and_a_stranger_finds_nothing(house: House) -> None:
    await house.desk.says(await house.desk.conversation(), "refund")
    await house.s.indexer.index()
    viewer = await house.client(await house.desk.another_operator(Role.VIEWER))
    stranger = await house.client((await make.desk(house.s.db, "Other")).sam)
    assert len((await viewer.get(SEARCH, params={"query": "refund"})).json()["data"]) == 1
    assert (await stranger.get(SEARCH, params={"query": "refund"})).json()["data"] == []


@pytest.mark.parametrize(
    ("params", "field", "said"),
    [
        ({}, "query", "say what to look for"),
        ({"query": ""}, "query", "say what to look for"),
        ({"query": "colour:red"}, "query", "there is no word “colour”"),
        ({"query": "assignee:who@else.example x"}, "query", "nobody here has the e-mail who@else.example"),
        ({"query": "tag:none-such"}, "query", "no tag is called “none-such”; there are none yet"),
        ({"query": "inbox:none-such"}, "query", "no inbox is called “none-such”; there are Primary inbox"),
        ({"query": "x" * 501}, "query", "is longer than 500"),
        ({"query": "refund", "after": "x"}, "after", "use the value of `next`"),
        ({"query": "refund", "limit": 51}, "limit", "50"),
    ],
)
async def test_what_is_wrong_is_named(house: House, params: dict[str, str], field: str, said: str) -> None:
    response = await (await house.client()).get(SEARCH, params=params)
    assert response.status_code == 422
    assert said in response.json()["error"]["errors"][field][0]


async def test_a_page_has_a_next_one(house: House) -> None:
    desk, client = house.desk, await house.client()
    for at in range(5):
        await desk.says(await desk.conversation(), f"refund {at}")
    await house.s.indexer.index()
    first = (await client.get(SEARCH, params={"query": "refund", "limit": 3})).json()
    second = (await client.get(SEARCH, params={"query": "refund", "limit": 3, "after": first["next"]})).json()
    ids = [row["conversation"]["id"] for page in (first, second) for row in page["data"]]
    assert (len(set(ids)), first["count"], second["next"]) == (5, 5, None)
