"""A house whose webhooks may go to loopback, and a receiver there."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from tests.fakes import FixedClock
from tests.house import House, open_house
from tests.webhooks.receiver import Receiver, receiving

SETTINGS: dict[str, dict[str, object]] = {
    "outside": {"allow": ["127.0.0.0/8"], "allow_http": True},
    "security": {"secret_key": "k" * 32},
}
PATH = "/api/event_subscriptions"


@pytest.fixture
async def house(database_url: str, clock: FixedClock) -> AsyncIterator[House]:
    async with open_house(database_url, clock, **SETTINGS) as house:
        yield house


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as receiver:
        yield receiver


@pytest.fixture
async def sam(house: House) -> AsyncIterator[httpx.AsyncClient]:
    async with await house.client() as client:
        yield client


async def subscribe(client: httpx.AsyncClient, receiver: Receiver, **fields: Any) -> dict[str, Any]:
    """A subscription of this receiver, with its secret."""
    body = {"event_subscription": {"webhook_url": receiver.url, **fields}}
    made = await client.post(PATH, json=body)
    assert made.status_code == 201, made.text
    return dict(made.json()["data"])


async def deliveries(client: httpx.AsyncClient, subscription: dict[str, Any], **asked: Any) -> list[dict[str, Any]]:
    said = await client.get(f"{PATH}/{subscription['id']}/deliveries", params=asked)
    assert said.status_code == 200, said.text
    return list(said.json()["data"])
