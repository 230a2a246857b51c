"""docs/papercups-compat.md is true: what it calls served is there on both addresses, and nothing else is."""

import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import NamedTuple
from uuid import UUID, uuid4

import pytest
from starlette.routing import Route

from scripts.docs_api import application
from tests import make
from tests.fakes import FixedClock
from tests.house import House, open_house
from tests.sockets.caller import Caller, token_of

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/papercups-compat.md").read_text("utf-8")
SERVED = {"served", "served better"}
WORDS = SERVED | {"not yet", "later", "left out"}
SPEAKING = ("daemon", "desk", "webhooks", "channels")


class Address(NamedTuple):
    method: str
    path: str
    status: str
    why: str


class Topic(NamedTuple):
    shape: str
    status: str
    why: str


class Event(NamedTuple):
    topic: str
    way: str
    name: str
    status: str
    why: str


def rows() -> Iterator[list[str]]:
    for line in PAGE.splitlines():
        if line.startswith("| "):
            yield [cell.strip().strip("`") for cell in line.strip("|").split("|")]


METHODS = ("GET", "POST", "PUT", "DELETE")
ADDRESSES = [Address(*row) for row in rows() if row[0] in METHODS]
TOPICS = [Topic(*row) for row in rows() if (len(row) == 3 and "{" in row[0]) or row[0] == "conversation:lobby"]
EVENTS = [Event(*row) for row in rows() if len(row) == 5 and row[1] in ("in", "out")]


def nameless(path: str) -> str:
    """The path with its ids by no name, as we write them or as Papercups does."""
    return re.sub(r"\{[^}]+\}|:[a-z_]+", "{}", path)


def served_here() -> set[tuple[str, str]]:
    found = [route for route in application().routes if isinstance(route, Route)]
    return {(method, nameless(route.path)) for route in found for method in route.methods or ()}


def test_the_tables_were_read_and_every_row_says_what_became_of_it() -> None:
    assert len(ADDRESSES) > 150
    assert len(TOPICS) > 8
    assert len(EVENTS) > 30
    names = [*(row[:2] for row in ADDRESSES), *(row.shape for row in TOPICS), *(row[:3] for row in EVENTS)]
    assert len(set(names)) == len(names)
    for row in (*ADDRESSES, *TOPICS, *EVENTS):
        assert row.status in WORDS, row
        assert row.status not in ("served better", "left out") or row.why, row


def test_what_is_served_has_a_route_and_what_is_not_has_none() -> None:
    here = served_here()
    for row in ADDRESSES:
        is_here = (row.method, nameless(row.path)) in here
        assert is_here == (row.status in SERVED), f"{row.method} {row.path} is called {row.status!r}"


def test_what_put_changes_by_its_id_patch_changes_too() -> None:
    here = served_here()
    by_id = [row for row in ADDRESSES if row.method == "PUT" and row.path.endswith("/:id") and row.status in SERVED]
    assert by_id
    assert {("PATCH", nameless(row.path)) for row in by_id} <= here


@pytest.fixture
async def house(database_url: str, clock: FixedClock) -> AsyncIterator[House]:
    """There are more addresses than one visitor may ask in a minute."""
    names = ("public_requests_per_minute", "public_writes_per_minute", "sign_ins_per_minute")
    async with open_house(database_url, clock, limits=dict.fromkeys(names, 100_000)) as house:
        yield house


async def test_both_addresses_of_what_is_served_answer_alike(house: House) -> None:
    for row in ADDRESSES:
        if row.status not in SERVED or not row.path.startswith("/api/"):
            continue
        path = re.sub(r":[a-z_]+", "7" if row.path.startswith("/api/users/") else str(uuid4()), row.path)
        plain = await house.visitor.request(row.method, path)
        versioned = await house.visitor.request(row.method, path.replace("/api/", "/api/v1/", 1))
        assert plain.status_code == versioned.status_code, path
        assert plain.status_code not in (405, 429), path
        assert plain.status_code < 500, path


def ids(house: House, conversation: UUID) -> dict[str, object]:
    return {"customer": house.desk.customer_id, "account": house.desk.account_id, "conversation": conversation}


async def test_topics_are_joined_or_refused_as_written(house: House) -> None:
    visit = await make.visit(house.s.db, house.desk.account_id)
    known = {**ids(house, (await house.desk.conversation()).id), "session": visit.id}
    async with Caller(house, await token_of(house, house.desk.sam)) as sam:
        for topic in TOPICS:
            said, response = await sam.join(topic.shape.format(**known))
            assert said == ("ok" if topic.status in SERVED else "error"), topic
            assert topic.status in SERVED or response == "unmatched topic", topic


async def test_what_clients_push_is_answered(house: House) -> None:
    conversation = (await house.desk.conversation()).id
    known = ids(house, conversation)
    said = {"body": "hi", "conversation_id": str(conversation), "typing": True}
    for shape, token in (
        ("conversation:{conversation}", None),
        ("notification:{account}", await token_of(house, house.desk.sam)),
    ):
        async with Caller(house, token) as caller:
            topic = shape.format(**known)
            await caller.join(topic)
            pushed = [one.name for one in EVENTS if (one.topic, one.way) == (shape, "in") and one.status in SERVED]
            assert "shout" in pushed
            for name in pushed:
                assert (await caller.ask(topic, name, said))[0] == "ok", (topic, name)


def test_every_event_that_is_served_is_named_in_the_code() -> None:
    code = "".join(path.read_text("utf-8") for room in SPEAKING for path in (ROOT / "cairnloop" / room).rglob("*.py"))
    known = {topic.shape for topic in TOPICS} | {"webhook"}
    for event in EVENTS:
        assert event.topic in known, event
        assert event.status not in SERVED or f'"{event.name}"' in code, event
