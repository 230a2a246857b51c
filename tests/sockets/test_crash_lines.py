"""What the log says of a handler that crashed: whose admins may read it, and nothing that lets anybody in."""

from typing import Any

import pytest
from structlog.testing import capture_logs

from cairnloop.daemon.sockets.topics.conversation import ConversationTopic
from cairnloop.daemon.sockets.topics.notification import NotificationTopic
from tests.fakes import FixedClock
from tests.house import open_house
from tests.sockets.caller import Caller, token_of


async def test_a_crash_names_the_account_and_never_the_rest_of_the_topic(
    database_url: str, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def crash(*_: Any) -> None:
        raise RuntimeError("told to crash")

    for handler in (ConversationTopic, NotificationTopic):
        monkeypatch.setattr(handler, "handle", crash)
    async with open_house(database_url, clock) as house:
        thread = await house.desk.conversation()
        async with Caller(house) as page, Caller(house, await token_of(house, house.desk.sam)) as sam:
            with capture_logs() as lines:
                for caller, topic in ((page, f"conversation:{thread.id}"), (sam, f"notification:{thread.account_id}")):
                    assert (await caller.join(topic))[0] == "ok"
                    assert (await caller.ask(topic, "shout", {"body": "hello"}))[0] == "error"
        crashed = [line for line in lines if line["event"] == "channel.crashed"]
        assert [line["account_id"] for line in crashed] == [str(house.desk.account_id)] * 2
        assert str(thread.id) not in str(crashed)
