"""A site with a key of the account, and what the pages of its customers ask."""

import hmac
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx

from cairnloop.kernel.clock import Clock
from tests.house import House, open_house
from tests.people.signing import signed

HEADER = "x-cairnloop-identity"


@dataclass
class Site:
    """A site with a key of the account, and a browser that belongs to nobody."""

    house: House
    sam: httpx.AsyncClient
    key: str

    def token(self, sub: str = "u-1", **changed: Any) -> str:
        now = int(self.house.s.clock.now().timestamp())
        claims = {"sub": sub, "aud": str(self.house.desk.account_id), "iat": now, "exp": now + 300, "jti": str(uuid4())}
        return signed({**claims, **changed}, self.key.encode())

    def digest(self, external_id: str = "u-1") -> str:
        return hmac.digest(self.key.encode(), external_id.encode(), "sha256").hex()

    async def enforce(self, on: bool = True) -> None:
        path = f"/api/inboxes/{self.house.desk.inbox_id}/entrance"
        assert (await self.sam.put(path, json={"enforce_identity": on})).status_code == 200

    async def ask(self, method: str, path: str, token: str | None = None, **more: Any) -> httpx.Response:
        headers = {} if token is None else {HEADER: token}
        return await self.house.visitor.request(method, path, headers=headers, **more)

    async def meet(self, token: str | None = None, **said: Any) -> httpx.Response:
        body = {"customer": {"account_id": str(self.house.desk.account_id), **said}}
        return await self.ask("POST", "/api/customers", token, json=body)

    async def identify(self, external_id: str, token: str | None = None, **more: str) -> httpx.Response:
        asked = {"account_id": str(self.house.desk.account_id), "external_id": external_id, **more}
        return await self.ask("GET", "/api/customers/identify", token, params=asked)

    async def history(self, customer_id: str, token: str | None = None, **more: str) -> httpx.Response:
        asked = {"account_id": str(self.house.desk.account_id), "customer_id": customer_id, **more}
        return await self.ask("GET", "/api/conversations/customer", token, params=asked)

    async def write(self, customer_id: str, token: str | None = None) -> httpx.Response:
        asked = {"account_id": str(self.house.desk.account_id), "customer_id": customer_id}
        return await self.ask("POST", "/api/conversations", token, json={"conversation": asked})

    async def change(self, customer_id: str, token: str | None = None, **said: Any) -> httpx.Response:
        return await self.ask("PUT", f"/api/customers/{customer_id}/metadata", token, json={"metadata": said})


@asynccontextmanager
async def open_site(database_url: str, clock: Clock) -> AsyncIterator[Site]:
    async with (
        open_house(database_url, clock, security={"secret_key": "k" * 32}) as house,
        await house.client() as sam,
    ):
        key = (await sam.post("/api/identity_keys")).json()["data"]["value"]
        yield Site(house, sam, key)


def reason(response: httpx.Response) -> tuple[int, str]:
    return response.status_code, response.json()["error"]["reason"]
