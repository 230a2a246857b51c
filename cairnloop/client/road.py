"""The road to the daemon over HTTP: one call, one answer, one page, and what can go wrong on the way."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar

from cairnloop.client.failures import Refused, Unreachable

if TYPE_CHECKING:
    import httpx

TIMEOUT_SECONDS = 15.0
# What is asked for too often is asked again when the daemon says: so many tries, and so long a wait altogether.
TRIES = 3
MOST_SECONDS = 30.0
Pause = Callable[[float], Awaitable[None]]
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """One page of a list; `next` is the cursor of the page after it, None on the last."""

    rows: Sequence[Item]
    next: str | None


class Road:
    """Calls of one operator, by session token or API key. Raises Unreachable and Refused, nothing of the transport."""

    def __init__(
        self,
        url: str,
        token: str,
        *,
        transport: "httpx.AsyncBaseTransport | None" = None,
        pause: Pause = asyncio.sleep,
    ) -> None:
        self.url = url.rstrip("/")
        self.token = token
        self._transport = transport
        self._pause = pause

    @cached_property
    def _http(self) -> "httpx.AsyncClient":
        """Made with the first call: httpx takes as long to load as the console to show its first screen."""
        import httpx

        return httpx.AsyncClient(
            base_url=self.url,
            timeout=TIMEOUT_SECONDS,
            transport=self._transport,
            trust_env=False,  # a proxy of the shell is for the world, not for the desk's own daemon
            verify=self.url.startswith("https:"),  # http needs no authorities, and reading their list takes long
            headers={"authorization": f"Bearer {self.token}"} if self.token else {},
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        if "_http" in self.__dict__:
            await self._http.aclose()

    async def call(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        body: Any = None,
        files: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """One call; the whole JSON answer. Parameters that are None are left out; `files` are sent as a form.

        Where the daemon has enough for now, what reads and what carries a `client_id` waits and asks again.
        """
        given = {name: value for name, value in (params or {}).items() if value is not None}
        response = await self._patiently(method, path, params=given, json=body, files=files)
        if response.status_code == 204:
            return {}
        try:
            said = response.json()
        except ValueError as error:
            raise Unreachable(f"What answers at {self.url} is not Cairnloop (HTTP {response.status_code}).") from error
        if not isinstance(said, dict):
            raise Unreachable(f"What answers at {self.url} is not Cairnloop (HTTP {response.status_code}).")
        if response.is_success:
            return said
        # Something before the daemon may answer in a shape of its own.
        problem = said["error"] if isinstance(said.get("error"), dict) else {}
        detail = problem.get("message") or f"HTTP {response.status_code}"
        reason, newer = problem.get("reason", "refused"), problem.get("newer")
        raise Refused(response.status_code, reason, detail, problem.get("errors"), newer)

    async def _patiently(self, method: str, path: str, **sent: Any) -> "httpx.Response":
        from httpx import RequestError

        tries, left = (TRIES if _may_come_twice(method, sent["json"]) else 1), MOST_SECONDS
        while True:
            try:
                response = await self._http.request(method, path, **sent)
            except RequestError as error:
                raise Unreachable(f"The daemon at {self.url} does not answer ({type(error).__name__}).") from error
            wait, tries = _asked_to_wait(response), tries - 1
            if wait is None or wait > left or not tries:
                return response
            left -= wait
            await self._pause(wait)

    async def _data(self, method: str, path: str, *, body: Any = None, **params: Any) -> Any:
        return (await self.call(method, path, params=params, body=body))["data"]

    async def _page(self, path: str, **params: Any) -> Page[Any]:
        said = await self.call("GET", path, params=params)
        return Page(said["data"], said.get("next"))


def _may_come_twice(method: str, body: Any) -> bool:
    """Reads, and writes that the daemon knows again by their key."""
    return method == "GET" or (isinstance(body, Mapping) and bool(body.get("client_id")))


def _asked_to_wait(response: "httpx.Response") -> float | None:
    """The seconds that an answer 429 asks for; None for every other, and where it names none."""
    said = response.headers.get("retry-after", "")
    whole = response.status_code == 429 and said.isascii() and said.isdigit() and len(said) < 6
    return float(said) if whole else None
