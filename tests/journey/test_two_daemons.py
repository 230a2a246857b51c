"""Two daemons on one Postgres: what happens on one is seen on the other, and the work of a dead one goes on."""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from cairnloop.client import Client
from cairnloop.client.channel import Channel
from cairnloop.wire.drafting import DraftOut
from tests.databases import empty_postgres
from tests.journey.customers import Customer
from tests.journey.daemons import Daemon, House, ended, eventually, free_port
from tests.journey.survival import ARTICLES, SETTINGS
from tests.model_server import Says, Silent, model_server

pytestmark = [
    pytest.mark.journey,
    pytest.mark.postgres,
    pytest.mark.timeout(180),
]

QUESTION = "How do I move my workspace to the EU region?"
RESCUE_SECONDS = 5
# A busy machine is slow to start what is due.
MARGIN_SECONDS = 10


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    url = asyncio.run(empty_postgres("pair"))
    return House.found(tmp_path_factory.mktemp("pair"), {**SETTINGS, "drafting_undo_seconds": 0.3}, url)


@pytest.fixture(scope="module")
def pair(house: House) -> Iterator[tuple[Daemon, Daemon]]:
    here, there = Daemon(house, free_port()), Daemon(house, free_port())

    async def start() -> None:
        await asyncio.gather(here.start(), there.start())
        async with house.operator(here.url) as sam:
            await sam.import_articles([{"path": p, "markdown": text} for p, text in ARTICLES.items()], publish=True)

    try:
        asyncio.run(start())
        yield here, there
    finally:
        here.kill()
        there.kill()


class Ear:
    """A live connection to one daemon that remembers what it was told."""

    def __init__(self, url: str, token: str = "") -> None:
        self.heard: list[tuple[str, str, dict[str, Any]]] = []
        self.channel = Channel(url, token, on_event=lambda *said: self.heard.append(said))

    @asynccontextmanager
    async def on(self, topic: str, **params: Any) -> AsyncIterator["Ear"]:
        running = asyncio.create_task(self.channel.run())

        async def joined() -> bool | None:
            try:
                await self.channel.join(topic, params)
            except Exception:  # noqa: BLE001 - whatever it is, the wait for it ends with its own words
                return None
            return True

        try:
            await eventually(joined, what=f"joining {topic}")
            yield self
        finally:
            await ended(running)

    async def hears(self, event: str, **fields: Any) -> dict[str, Any]:
        async def found() -> dict[str, Any] | None:
            for _, said, payload in self.heard:
                if said == event and all(payload.get(name) == value for name, value in fields.items()):
                    return payload
            return None

        return await eventually(found, 20, f"{event} {fields}")

    def times(self, event: str, **fields: Any) -> int:
        return sum(
            said == event and all(payload.get(name) == value for name, value in fields.items())
            for _, said, payload in self.heard
        )


async def visitor(house: House, daemon: Daemon) -> Customer:
    """A customer with a conversation; their connections are the tests' own."""
    async with Client(daemon.url, "") as door:
        customer = Customer([door], house.account_id, "Ada Park", random.Random(1))
        await customer.arrive()
    return customer


async def pending(house: House, daemon: Daemon, conversation_id: str, seconds: float) -> DraftOut:
    async with house.operator(daemon.url) as sam:

        async def draft() -> DraftOut | None:
            drafts = await sam.drafts_of(conversation_id)
            return next((one for one in drafts if one["status"] == "pending"), None)

        return await eventually(draft, seconds, "a draft")


async def test_a_message_through_one_is_seen_by_everybody_on_the_other_once(
    house: House, pair: tuple[Daemon, Daemon]
) -> None:
    here, there = pair
    ada = await visitor(house, here)
    topic = f"conversation:{ada.conversation_id}"
    key = house.account["api_key"]
    async with (
        Ear(here.url).on(topic, customer_id=ada.customer_id) as page,
        Ear(there.url).on(topic, customer_id=ada.customer_id) as other_page,
        Ear(here.url, key).on(f"notification:{house.account_id}") as sam,
        Ear(there.url, key).on(f"notification:{house.account_id}") as kim,
    ):
        kept = await page.channel.push(topic, "shout", {"body": QUESTION, "client_id": "k1"})
        for ear in (page, other_page, sam, kim):
            assert (await ear.hears("shout", id=kept["id"]))["body"] == QUESTION

        again = await other_page.channel.push(topic, "shout", {"body": QUESTION, "client_id": "k1"})
        assert again["id"] == kept["id"]

        draft = await pending(house, there, ada.conversation_id, 30)
        await kim.hears("draft:created", id=draft["id"])
        await sam.hears("draft:created", id=draft["id"])
        async with house.operator(there.url) as desk:
            sent = await desk.approve(draft["id"], draft["version"])
        for ear in (page, other_page):
            assert (await ear.hears("shout", id=sent["id"]))["body"] == draft["body"]
        await sam.hears("shout", id=sent["id"], delivery="sent")
        await kim.hears("shout", id=sent["id"], delivery="sent")
        for ear in (page, other_page):
            assert (ear.times("shout", id=kept["id"]), ear.times("shout", id=sent["id"])) == (1, 1)


async def test_two_operators_on_two_daemons_make_one_message(house: House, pair: tuple[Daemon, Daemon]) -> None:
    here, there = pair
    ada = await visitor(house, here)
    topic = f"conversation:{ada.conversation_id}"
    async with Ear(here.url).on(topic, customer_id=ada.customer_id) as page:
        await page.channel.push(topic, "shout", {"body": QUESTION})
        draft = await pending(house, here, ada.conversation_id, 30)
        async with house.operator(here.url) as sam, house.operator(there.url) as kim:
            answers = await asyncio.gather(
                *(one.approve(draft["id"], draft["version"]) for one in (sam, kim)), return_exceptions=True
            )
        refused = [one for one in answers if isinstance(one, Exception)]
        assert [getattr(one, "status", one) for one in refused] == [409]
        message = next(one for one in answers if not isinstance(one, BaseException))
        await page.hears("shout", id=message["id"])
        assert len([one for one in page.heard if one[1] == "shout" and one[2]["customer_id"] is None]) == 1


async def test_an_operator_on_one_is_present_in_the_room_on_the_other(
    house: House, pair: tuple[Daemon, Daemon]
) -> None:
    here, there = pair
    room = f"room:{house.account_id}"
    async with Ear(there.url).on(room) as page:
        async with Ear(here.url, house.account["api_key"]).on(f"notification:{house.account_id}"):
            await eventually(lambda: _came(page, "joins"), 10, "an operator coming")
        await eventually(lambda: _came(page, "leaves"), 10, "an operator going")


async def _came(page: Ear, how: str) -> bool | None:
    said = [payload[how] for _, event, payload in page.heard if event == "presence_diff"]
    return any(key.startswith("user:") for keys in said for key in keys) or None


async def test_the_draft_of_a_killed_daemon_is_finished_by_the_other(tmp_path: Path) -> None:
    with model_server() as model:
        model.otherwise = Silent()
        settings = {
            **SETTINGS,
            "drafting_engine": "openai",
            "model_base_url": model.base_url,
            "model_api_key": "k",
            "jobs_rescue_seconds": RESCUE_SECONDS,
        }
        house = House.found(tmp_path, settings, await empty_postgres("rescue"))
        doomed, other = Daemon(house, free_port()), Daemon(house, free_port())
        try:
            await doomed.start()
            async with house.operator(doomed.url) as sam:
                await sam.import_articles([{"path": p, "markdown": t} for p, t in ARTICLES.items()], publish=True)
            ada = await visitor(house, doomed)
            topic = f"conversation:{ada.conversation_id}"
            async with Ear(doomed.url).on(topic, customer_id=ada.customer_id) as page:
                await page.channel.push(topic, "shout", {"body": QUESTION})
            await eventually(lambda: _asked(model.requests), what="the model being asked")
            await other.start()
            model.otherwise = Says("Open Settings, then Region, and choose the EU region [1].")

            doomed.kill()
            died = time.monotonic()
            draft = await pending(house, other, ada.conversation_id, RESCUE_SECONDS + MARGIN_SECONDS)

            print(f"\nrescued after {time.monotonic() - died:.1f} s")
            assert (draft["engine"], draft["kind"]) == ("openai", "reply")
            async with house.operator(other.url) as sam:
                assert len(await sam.drafts_of(ada.conversation_id)) == 1
        finally:
            doomed.kill()
            other.kill()


async def _asked(requests: list[dict[str, Any]]) -> bool | None:
    return True if requests else None
