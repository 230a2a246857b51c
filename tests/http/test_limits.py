"""Who asks too often is refused, in every client's shape and with when to come again; nobody else notices."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from fastapi.routing import APIRoute
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from cairnloop.daemon.http.kinds import Kinds
from cairnloop.daemon.http.routers import ROUTERS
from cairnloop.daemon.pace import Kind
from tests.databases import fresh_sqlite
from tests.fakes import FixedClock
from tests.house import House, open_house, paces
from tests.sockets.caller import Caller
from tests.sockets.peer import Peer

# So much may come at once, whatever the pace.
BURST = 20
PAGE = {"origin": "https://shop.example"}


@pytest.fixture
async def house(tmp_path: Path, clock: FixedClock) -> AsyncIterator[House]:
    """One that hardly anybody may ask twice. The counts are the daemon's own, whatever database it has."""
    async with open_house(await fresh_sqlite(tmp_path), clock, limits=paces(10)) as house:
        yield house


def visitor(house: House, address: str) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(house.app, client=(address, 50_000))
    return httpx.AsyncClient(transport=transport, base_url="http://desk.example")


async def until_refused(client: httpx.AsyncClient, method: str, path: str, **more: object) -> httpx.Response:
    """Ask until it is too much; all before that must have been let in."""
    for _ in range(BURST):
        response = await client.request(method, path, **more)  # type: ignore[arg-type]
        assert response.status_code != 429, f"{method} {path}"
    return await client.request(method, path, **more)  # type: ignore[arg-type]


def check(response: httpx.Response) -> None:
    said = response.json()["error"]
    assert (response.status_code, said["status"], said["code"], said["reason"]) == (429, 429, 429, "too_many")
    assert "Wait a moment" in said["message"]
    assert int(response.headers["retry-after"]) >= 1


async def test_an_address_is_slowed_down_and_no_other(house: House) -> None:
    async with visitor(house, "2001:db8::1") as one, visitor(house, "2001:db8::ffff:2") as neighbour:
        refused = await until_refused(one, "GET", "/api/v1/ping", headers=PAGE)
        check(refused)
        assert refused.headers["access-control-allow-origin"] == PAGE["origin"]
        check(await neighbour.get("/api/ping"))
        check(await one.get("/api/ping", headers={"authorization": "made up"}))
        assert (await one.get("/chat.js")).status_code == 200
        assert (await one.post("/api/customers", json={})).status_code == 422
    async with visitor(house, "2001:db8:0:1::1") as other:
        assert (await other.get("/api/ping")).status_code == 200


async def test_behind_a_proxy_that_is_trusted_the_forwarded_address_counts_and_behind_no_other(house: House) -> None:
    behind = ProxyHeadersMiddleware(house.app, "10.0.0.1")  # type: ignore[arg-type]
    for proxy, alone in (("10.0.0.1", False), ("10.0.0.2", True)):
        transport = httpx.ASGITransport(behind, client=(proxy, 50_000))  # type: ignore[arg-type]
        async with httpx.AsyncClient(transport=transport, base_url="http://desk.example") as client:
            for n in range(BURST):
                forwarded = {"x-forwarded-for": f"192.0.2.200, 2001:db8:{n}::1"}
                assert (await client.get("/api/ping", headers=forwarded)).status_code == 200
            last = await client.get("/api/ping", headers={"x-forwarded-for": "192.0.2.200, 192.0.2.1"})
            assert (last.status_code == 429) == alone


async def test_secrets_are_tried_only_so_often(house: House) -> None:
    async with visitor(house, "192.0.2.1") as guesser:
        check(await until_refused(guesser, "POST", "/api/session", json={}, headers={"authorization": "made up"}))
        for path in ("session/renew", "registration"):
            check(await guesser.post(f"/api/{path}", json={}))
        assert (await guesser.get("/api/ping")).status_code == 200


async def test_a_key_is_slowed_down_from_wherever_it_comes_and_no_other_key(house: House) -> None:
    sam, again = await house.client(), await house.client()
    check(await until_refused(sam, "GET", "/api/me"))
    async with visitor(house, "192.0.2.9") as elsewhere:
        check(await elsewhere.get("/api/me", headers=sam.headers))
    assert (await again.get("/api/me")).status_code == 200


async def test_what_is_dear_has_a_limit_of_its_own(tmp_path: Path, clock: FixedClock) -> None:
    limits: dict[str, object] = {"dear_requests_per_minute": 10}
    async with open_house(await fresh_sqlite(tmp_path), clock, limits=limits) as house:
        sam = await house.client()
        check(await until_refused(sam, "GET", "/api/search?q=x"))
        for path in ("conversations/search", f"customers/{uuid4()}/export", "customers?format=csv"):
            check(await sam.get(f"/api/{path}"))
        assert (await sam.get("/api/me")).status_code == 200


async def test_a_customer_is_slowed_down_from_wherever_they_come(house: House) -> None:
    thread, customer = await house.desk.conversation(), str(house.desk.customer_id)
    said = {"metadata": {"name": "Ada"}}
    for n in range(BURST):
        async with visitor(house, f"192.0.2.{n}") as page:
            assert (await page.put(f"/api/customers/{customer}/metadata", json=said)).status_code == 200
    asked = {"account_id": str(house.desk.account_id), "customer_id": customer}
    async with visitor(house, "192.0.2.99") as page:
        check(await page.put(f"/api/customers/{customer}/metadata", json=said))
        check(await page.get("/api/conversations/customer", params=asked))
        check(await page.post("/api/conversations", json={"conversation": asked}))
    async with Caller(house) as ada:
        topic = f"conversation:{thread.id}"
        assert (await ada.join(topic, customer_id=customer))[0] == "ok"
        assert await ada.ask(topic, "shout", {"body": "hi"}) == (
            "error",
            "Too many requests. Wait a moment and try again.",
        )
        assert await ada.ask(topic, "ping", {"n": 1}) == ("ok", {"n": 1})


async def test_an_address_opens_only_so_many_sockets_at_once(house: House) -> None:
    for _ in range(BURST):
        async with Peer(house.sockets, address="192.0.2.1") as peer:
            assert peer.accepted is not None
    async with Peer(house.sockets, address="192.0.2.1") as late, Peer(house.sockets, address="192.0.2.2") as other:
        assert (late.status, late.error()["status"]) == (429, 429)
        assert int(late.headers[b"retry-after"]) >= 1
        assert other.accepted is not None


def test_every_route_has_the_kind_that_its_guard_and_method_say() -> None:
    routes = [route for module in ROUTERS for route in module.router.routes]
    kinds = Kinds(routes)
    for route in routes:
        assert isinstance(route, APIRoute)
        path = route.path.format(**dict.fromkeys(route.param_convertors, uuid4()))
        for method in route.methods:
            keyed, bare = (kinds.of(method, path, with_key=so) for so in (True, False))
            is_open = keyed is not Kind.WITH_KEY or bare is not Kind.READ
            if is_open and method in ("GET", "HEAD"):
                assert keyed is bare is Kind.READ, path
            elif is_open and path == "/api/upload":
                assert (keyed, bare) == (Kind.WITH_KEY, Kind.UPLOAD)
            elif is_open:
                assert keyed is bare, path
                assert bare in (Kind.WRITE, Kind.SIGN_IN), path
            assert kinds.of(method, path.replace("/api/", "/api/v1/", 1), with_key=True) is keyed
