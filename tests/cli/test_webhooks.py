"""`webhooks`: from the first challenge to a delivery that is sent again, with a real receiver."""

import asyncio
import threading
import time
from collections.abc import Iterator

import pytest

from tests.cli.conftest import Command, Desk
from tests.webhooks.receiver import Receiver, receiving


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A receiver in a thread of its own."""
    ready = threading.Event()
    found: list[tuple[Receiver, asyncio.AbstractEventLoop, asyncio.Event]] = []

    async def serve() -> None:
        async with receiving() as receiver:
            ended = asyncio.Event()
            found.append((receiver, asyncio.get_running_loop(), ended))
            ready.set()
            await ended.wait()

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    assert ready.wait(10)
    receiver, loop, ended = found[0]
    yield receiver
    loop.call_soon_threadsafe(ended.set)
    thread.join()


def test_a_webhook_from_its_first_day_to_its_last(receiver: Receiver, written: str, cairnloop: Command) -> None:
    made = cairnloop("webhooks", "add", receiver.url, "--event", "conversation:updated", "--json").json
    assert (made["verified"], made["events"]) == (True, ["conversation:updated"])
    assert made["id"] in [row[0] for row in cairnloop("webhooks", "list").rows]
    assert made["secret"] not in cairnloop("webhooks", "list", "--json").out
    assert cairnloop("conversations", "resolve", written).code == 0
    until = time.monotonic() + 20
    while not (rows := cairnloop("webhooks", "deliveries", made["id"], "--status", "delivered").rows):
        assert time.monotonic() < until
        time.sleep(0.02)
    assert rows[0][1:5] == ["conversation:updated", "delivered", "1", "200"]
    shown = cairnloop("webhooks", "show", made["id"], rows[0][0])
    assert '"status": "closed"' in shown.out
    assert cairnloop("webhooks", "replay", made["id"], "-", stdin="\t".join(rows[0])).out.endswith("sent again\n")
    rotated = cairnloop("webhooks", "rotate", made["id"], "--json").json
    assert rotated["secret"] != made["secret"]
    assert cairnloop("webhooks", "disable", made["id"]).code == 0
    assert cairnloop("webhooks", "disable", made["id"]).code == 4
    assert cairnloop("webhooks", "enable", made["id"]).out == f"{made['id']}\tenabled\n"
    assert cairnloop("webhooks", "remove", made["id"]).code == 0
    assert cairnloop("webhooks", "deliveries", made["id"]).code == 5


def test_a_receiver_that_is_not_willing_is_said(desk: Desk, receiver: Receiver, cairnloop: Command) -> None:
    receiver.willing = False
    added = cairnloop("webhooks", "add", receiver.url)
    assert added.code == 1
    assert "not verified, so nothing is sent: the address did not answer with the payload" in added.err
    made = added.out.split()[1]
    assert cairnloop("webhooks", "verify", made).code == 1
    receiver.willing = True
    assert cairnloop("webhooks", "verify", made).out == f"{made}\tverified\n"
    assert cairnloop("webhooks", "verify", "--address", receiver.url).code == 0
    assert cairnloop("webhooks", "remove", made).code == 0


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("add", "http://10.0.0.1/"), 3, "webhook_url: leads to a private network"),
        (("add", "hooks.example"), 3, "must look like https://host/path"),
        (("add", "https://127.0.0.1/", "--event", "nope"), 2, "--event"),
        (("verify",), 2, "either the ID of a webhook or --address"),
        (("deliveries", "x"), 2, "'x' is no id"),
        (
            ("show", "7f9c24e8-3b12-4fef-91e0-56a2d5a0f1c3", "7f9c24e8-3b12-4fef-91e0-56a2d5a0f1c3"),
            5,
            "no such delivery",
        ),
    ],
)
def test_what_cannot_be_is_said(
    arguments: tuple[str, ...], code: int, said: str, desk: Desk, cairnloop: Command
) -> None:
    ended = cairnloop("webhooks", *arguments)
    assert ended.code == code
    assert said in ended.err
    assert ended.err.count("\n") == 1
