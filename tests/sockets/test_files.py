"""Files by socket: a customer's and an operator's `shout` carry what they uploaded."""

from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from tests import make
from tests.fakes import FixedClock
from tests.house import House, open_house
from tests.sockets.caller import Caller, token_of


@pytest.fixture
async def house(database_url: str, clock: FixedClock) -> AsyncIterator[House]:
    async with open_house(database_url, clock) as house:
        yield house


async def test_a_customers_shout_carries_files_and_both_sides_see_them(house: House) -> None:
    thread = await house.desk.conversation()
    file = await make.file(house.s.db, house.desk.account_id, filename="screen.png")
    topic, desk = f"conversation:{thread.id}", f"notification:{house.desk.account_id}"
    async with Caller(house) as customer, Caller(house, await token_of(house, house.desk.sam)) as operator:
        await customer.join(topic)
        await operator.join(desk)
        assert (await customer.ask(topic, "shout", {"body": "", "file_ids": [str(file.id)]}))[0] == "ok"
        for side in (customer, operator):
            shouts = [payload for _, event, payload in await side.settled() if event == "shout"]
            assert [[one["filename"] for one in shout["attachments"]] for shout in shouts] == [["screen.png"]]
        refused = await customer.ask(topic, "shout", {"body": "", "file_ids": [str(file.id)]})
        assert refused[0] == "error"
        assert "file_ids" in refused[1]


@pytest.mark.parametrize("file_ids", [None, [], "absent"])
async def test_published_clients_that_send_no_files_are_understood(house: House, file_ids: object) -> None:
    thread = await house.desk.conversation()
    said = {"body": "hi"} | ({} if file_ids == "absent" else {"file_ids": file_ids})
    async with Caller(house) as customer:
        await customer.join(f"conversation:{thread.id}")
        assert (await customer.ask(f"conversation:{thread.id}", "shout", said))[0] == "ok"


@pytest.mark.parametrize("file_ids", ["x", ["x"], [1], {}, [str(uuid4())] * 2, [[]], 7])
async def test_files_that_are_none_are_refused_and_the_channel_stays(house: House, file_ids: object) -> None:
    thread = await house.desk.conversation()
    topic = f"conversation:{thread.id}"
    async with Caller(house) as customer:
        await customer.join(topic)
        status, why = await customer.ask(topic, "shout", {"body": "hi", "file_ids": file_ids})
        assert (status, "file_ids" in why) == ("error", True)
        assert (await customer.ask(topic, "shout", {"body": "hi"}))[0] == "ok"


async def test_an_operators_note_by_socket_carries_files_no_customer_hears_of(house: House) -> None:
    thread = await house.desk.conversation()
    file = await make.file(house.s.db, house.desk.account_id, user_id=house.desk.sam.user_id)
    desk = f"notification:{house.desk.account_id}"
    async with Caller(house) as customer, Caller(house, await token_of(house, house.desk.sam)) as operator:
        await customer.join(f"conversation:{thread.id}")
        await operator.join(desk)
        said = {"conversation_id": str(thread.id), "private": True, "file_ids": [str(file.id)]}
        assert (await operator.ask(desk, "shout", said))[0] == "ok"
        assert not any(event == "shout" for _, event, _ in await customer.settled())
        shouts = [payload for _, event, payload in await operator.settled() if event == "shout"]
        assert [one["id"] for one in shouts[0]["attachments"]] == [str(file.id)]
