"""The road to a running Papercups: signed in by a token, a key or a password, patient, and never on and on."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cairnloop.cli.importing.sources import Unreadable

if TYPE_CHECKING:
    import httpx

TIMEOUT_SECONDS = 60.0
TRIES = 6
LONGEST_PAUSE = 60.0
# A page of conversations brings all their messages along.
LONGEST_ANSWER = 128 * 1024 * 1024

Pause = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Pass:
    """What lets us in: a session's token or a personal API key, or who may sign in whenever a session has ended."""

    token: str | None = None
    email: str | None = None
    password: str | None = None


class PapercupsRoad:
    """One answer a call. A session is known by its bare token under /api; a key by `Bearer`, under /api/v1 alone."""

    def __init__(self, url: str, let_in: Pass, pause: Pause = asyncio.sleep) -> None:
        self.url = url.rstrip("/")
        self._pass = let_in
        self._pause = pause
        self._token = let_in.token
        self._http: httpx.AsyncClient | None = None
        self._answers = False
        self.by_key = False

    async def enter(self) -> Mapping[str, Any]:
        """Who we are over there. Raises Unreadable when nobody knows us."""
        if self._token is None:
            await self._sign_in()
        status, said = await self._patient("GET", "/api/me", {})
        if status == 401 and self._pass.token is not None:
            self.by_key = True
            status, said = await self._patient("GET", "/api/me", {})
        if status == 401:
            raise Unreadable(f"{self.url} does not know this token; take a new one, or give --email")
        if status != 200:
            raise Unreadable(self._odd("/api/me", status))
        return _data(said, "/api/me")

    async def get(self, path: str, **params: Any) -> dict[str, Any]:
        """Raises Unreadable for whatever is no answer."""
        status, said = await self._patient("GET", path, params)
        if status == 401 and self._pass.password is not None:
            await self._sign_in()
            status, said = await self._patient("GET", path, params)
        if status == 401:
            raise Unreadable(f"{self.url} does not know this token any more; take a new one, and run this again")
        if status != 200 or not isinstance(said.get("data"), list | dict):
            raise Unreadable(self._odd(path, status))
        return said

    def _odd(self, path: str, status: int) -> str:
        hint = "; write the address it leads to" if 300 <= status < 400 else ""
        return f"{self.url}{path} does not answer as Papercups does (HTTP {status}){hint}"

    async def close(self) -> None:
        if self._http is not None:
            await self._http.aclose()

    async def _sign_in(self) -> None:
        body = {"user": {"email": self._pass.email, "password": self._pass.password}}
        status, said = await self._patient("POST", "/api/session", {}, body)
        if status not in (200, 401, 403, 422):
            raise Unreadable(self._odd("/api/session", status))
        data = said.get("data")
        if status != 200 or not isinstance(data, dict) or not isinstance(data.get("token"), str):
            raise Unreadable(f"{self.url} does not let {self._pass.email} in (HTTP {status}); check the password")
        self._token = data["token"]

    async def _patient(
        self, method: str, path: str, params: Mapping[str, Any], body: Any = None
    ) -> tuple[int, dict[str, Any]]:
        """Again and later where it is too much or too early. Raises Unreadable when that does not end."""
        wait, why = 1.0, ""
        for left in reversed(range(TRIES)):
            status, said, asked = await self._ask(method, path, params, body)
            if status and status != 429 and status < 500:
                return status, said
            why = f"HTTP {status}" if status else str(said.get("error"))
            if not self._answers:
                raise Unreadable(f"nobody answers at {self.url} ({why}); check the address")
            if left:
                await self._pause(min(asked or wait, LONGEST_PAUSE))
            wait *= 2
        raise Unreadable(f"{self.url} does not answer ({why}); run this again later, what was sent is not sent twice")

    async def _ask(
        self, method: str, path: str, params: Mapping[str, Any], body: Any
    ) -> tuple[int, dict[str, Any], float]:
        """The status, the answer, and how long it asks us to wait; no status when nobody answered."""
        import httpx

        if self._http is None:
            self._http = httpx.AsyncClient(timeout=TIMEOUT_SECONDS)
        place = path.replace("/api/", "/api/v1/", 1) if self.by_key else path
        headers = {}
        if self._token is not None and body is None:
            headers["authorization"] = f"Bearer {self._token}" if self.by_key else self._token
        try:
            stream = self._http.stream(method, f"{self.url}{place}", params=dict(params), json=body, headers=headers)
            async with stream as response:
                read = bytearray()
                async for part in response.aiter_bytes():
                    read += part
                    if len(read) > LONGEST_ANSWER:
                        raise Unreadable(f"{self.url}{path} answers with more than {LONGEST_ANSWER} bytes")
        except httpx.RequestError as error:
            return 0, {"error": type(error).__name__}, 0.0
        self._answers = True
        return response.status_code, _json(bytes(read)), _seconds(response.headers.get("retry-after"))


def _json(read: bytes) -> dict[str, Any]:
    import json

    try:
        said = json.loads(read)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _data(said: Mapping[str, Any], path: str) -> Mapping[str, Any]:
    if not isinstance(said.get("data"), dict):
        raise Unreadable(f"{path} does not answer as Papercups does")
    data: Mapping[str, Any] = said["data"]
    return data


def _seconds(text: str | None) -> float:
    return float(text) if text is not None and text.isascii() and text.isdigit() else 0.0
