"""A daemon that has enough for now: what may safely come twice waits as long as it is told, and nothing else does."""

from collections.abc import Sequence
from typing import Any

import httpx
import pytest

from cairnloop.client.failures import Refused
from cairnloop.client.road import MOST_SECONDS, Road


class Daemon:
    """Answers 429 as long as it has a Retry-After left to say, then well; and notes who waited how long."""

    def __init__(self, says: Sequence[str | None]) -> None:
        self.says = list(says)
        self.asked = 0
        self.waited: list[float] = []

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.asked += 1
        if not self.says:
            return httpx.Response(200, json={"data": "well"})
        said = self.says.pop(0)
        headers = {} if said is None else {"retry-after": said}
        return httpx.Response(429, headers=headers, json={"error": {"reason": "too_many", "message": "Wait."}})

    async def pause(self, seconds: float) -> None:
        self.waited.append(seconds)

    async def call(self, method: str, body: Any = None) -> dict[str, Any]:
        async with Road("http://desk", "k", transport=httpx.MockTransport(self.answer), pause=self.pause) as road:
            return await road.call(method, "/api/x", body=body)


@pytest.mark.parametrize(("method", "body"), [("GET", None), ("POST", {"body": "Hi", "client_id": "c-1"})])
async def test_reads_and_writes_with_a_key_wait_and_come_again(method: str, body: Any) -> None:
    daemon = Daemon(["2", "7"])
    assert await daemon.call(method, body) == {"data": "well"}
    assert (daemon.asked, daemon.waited) == (3, [2.0, 7.0])


@pytest.mark.parametrize("body", [None, {"body": "Hi"}, {"body": "Hi", "client_id": None}, [1]])
async def test_a_write_without_a_key_is_refused_at_once(body: Any) -> None:
    daemon = Daemon(["1"])
    with pytest.raises(Refused, match="Wait"):
        await daemon.call("POST", body)
    assert (daemon.asked, daemon.waited) == (1, [])


@pytest.mark.parametrize(
    ("says", "waited"),
    [
        (["1", "1", "1"], [1.0, 1.0]),
        ([str(int(MOST_SECONDS) + 1)], []),
        (["20", "20"], [20.0]),
        ([None], []),
        (["Wed, 21 Oct 2015 07:28:00 GMT"], []),
        (["-1"], []),
    ],
)
async def test_it_does_not_wait_for_ever(says: list[str | None], waited: list[float]) -> None:
    daemon = Daemon(says)
    with pytest.raises(Refused) as refused:
        await daemon.call("GET")
    assert refused.value.status == 429
    assert daemon.waited == waited
