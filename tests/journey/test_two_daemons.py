"""Two daemons on one Postgres: what happens on one is seen on the other, and the work of a dead one goes on."""

import asyncio
import random
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from cairnloop.client import Client
from cairnloop.wire.drafting import DraftOut
from tests.databases import empty_postgres
from tests.journey.customers import Customer
from tests.journey.daemons import Daemon, House, eventually, free_port
from tests.journey.ears import Ear
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


async def test_who_is_there_and_who_types_is_right_on_both_also_after_they_could_not_hear_each_other(
    house: House, pair: tuple[Daemon, Daemon]
) -> None:
    here, there = pair
    ada = await visitor(house, here)
    key, desk = house.account["api_key"], f"notification:{house.account_id}"
    talk, as_ada = f"conversation:{ada.conversation_id}", {"customer_id": ada.customer_id}
    async with AsyncExitStack() as stack:
        room = await stack.enter_async_context(Ear(there.url).on(f"room:{house.account_id}"))
        sam = await stack.enter_async_context(Ear(here.url, key).on(desk))
        kim = await stack.enter_async_context(Ear(there.url, key).on(desk))
        tab = await stack.enter_async_context(Ear(here.url).on(talk, **as_ada))
        async with Ear(there.url).on(talk, **as_ada) as other_tab:
            for one in (sam, kim):
                await one.sees(user=2, customer=2)
            await room.sees(user=2)
            await types(tab, kim, talk, {"typing": True}, type="customer")
            said = {"conversation_id": ada.conversation_id, "typing": True}
            await types(kim, tab, desk, said, type="user")
            await kim.channel.push(desk, "typing", said)
            await other_tab.hears("typing", typing=True)

            assert await cut(house) == 2
        # Who left, who came and what was said while nobody could tell the other daemon.
        async with Ear(there.url).on(talk, **as_ada) as new_tab, Ear(there.url).on(talk, **as_ada):
            kept = await new_tab.channel.push(talk, "shout", {"body": "Still here?"})
            for one in (sam, kim):
                await one.sees(user=2, customer=3)
            await sam.hears("shout", id=kept["id"])
            await tab.hears("shout", id=kept["id"])
            assert (sam.times("shout", id=kept["id"]), tab.times("shout", id=kept["id"])) == (1, 1)
            await types(new_tab, sam, talk, {"typing": True}, type="customer")
        for one in (sam, kim):
            await one.sees(user=2, customer=1)
    async with Ear(there.url, key).on(desk) as late:
        await late.sees(user=1, customer=0)


async def types(who: Ear, other: Ear, topic: str, said: dict[str, Any], **seen: Any) -> None:
    """They type, on one daemon, and stop without saying so; it is seen on the other, and seen to be over."""
    told = other.times("typing", typing=False, **seen)
    await who.channel.push(topic, "typing", said)
    await other.hears("typing", typing=True, **seen)

    async def over() -> bool | None:
        return other.times("typing", typing=False, **seen) > told or None

    await eventually(over, 20, "the end of typing")


async def cut(house: House) -> int:
    """Cut the connections on which the daemons hear each other; returns how many there were."""
    connection = await asyncpg.connect(house.database_url)
    try:
        ours = "application_name = 'cairnloop carrier' AND datname = current_database()"
        return len(await connection.fetch(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {ours}"))
    finally:
        await connection.close()


async def trusting(house: House, daemon: Daemon, customer: Customer) -> str:
    """Another conversation of theirs, in an inbox where drafts go out by themselves; returns its topic."""
    async with house.operator(daemon.url) as sam:
        inbox = await sam.call("POST", "/api/inboxes", body={"name": "Trusting", "draft_policy": "allow"})
        about = {"account_id": house.account_id, "customer_id": customer.customer_id, "inbox_id": inbox["data"]["id"]}
        opened = await sam.call("POST", "/api/conversations", body={"conversation": about})
    return f"conversation:{opened['data']['id']}"


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
            key, desk = house.account["api_key"], f"notification:{house.account_id}"
            async with (
                Ear(doomed.url).on(topic, customer_id=ada.customer_id) as page,
                Ear(doomed.url, key).on(desk) as kim,
            ):
                by_itself = await trusting(house, doomed, ada)
                await page.channel.join(by_itself)
                for talk in (topic, by_itself):
                    await page.channel.push(talk, "shout", {"body": QUESTION})
                await eventually(lambda: _asked(model.requests), what="the model being asked")
                await other.start()
                async with (
                    Ear(other.url).on(topic, customer_id=ada.customer_id) as tab,
                    Ear(other.url).on(by_itself) as third,
                    Ear(other.url, key).on(desk) as sam_there,
                ):
                    await sam_there.sees(user=2, customer=2)
                    await page.channel.push(topic, "typing", {"typing": True})
                    said = {"conversation_id": ada.conversation_id, "typing": True}
                    await kim.channel.push(desk, "typing", said)
                    await sam_there.hears("typing", typing=True, type="customer")
                    await tab.hears("typing", typing=True, type="user")
                    await third.hears("typing", typing=True, type="ai")
                    model.otherwise = Says("Open Settings, then Region, and choose the EU region [1].")

                    doomed.kill()
                    died = time.monotonic()
                    await sam_there.hears("typing", typing=False, type="customer")
                    await tab.hears("typing", typing=False, type="user")
                    await third.hears("typing", typing=False, type="ai")
                    draft = await pending(house, other, ada.conversation_id, RESCUE_SECONDS + MARGIN_SECONDS)
                    print(f"\nrescued after {time.monotonic() - died:.1f} s")
                    await third.hears("shout", customer_id=None)
                    await sam_there.sees(user=1, customer=1)
                    print(f"alone after {time.monotonic() - died:.1f} s")
            assert (draft["engine"], draft["kind"]) == ("openai", "reply")
            async with house.operator(other.url) as sam:
                assert len(await sam.drafts_of(ada.conversation_id)) == 1
        finally:
            doomed.kill()
            other.kill()


async def _asked(requests: list[dict[str, Any]]) -> bool | None:
    return True if len(requests) > 1 else None
