"""Which pages may come in by an inbox, by REST, on sockets and in a frame; and who says so."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest

from cairnloop.people.permissions import Role
from tests.fakes import FixedClock
from tests.http.site import Site, open_site, reason
from tests.sockets.caller import Caller


@pytest.fixture
async def site(database_url: str, clock: FixedClock) -> AsyncIterator[Site]:
    async with open_site(database_url, clock) as site:
        yield site


async def test_pages_come_in_from_the_origins_that_an_inbox_lists(site: Site) -> None:
    path = f"/api/inboxes/{site.house.desk.inbox_id}/entrance"
    listed = ["https://shop.example", "*.example.com", "shop.example"]
    said = (await site.sam.put(path, json={"allowed_origins": listed})).json()["data"]
    assert said["allowed_origins"] == ["https://shop.example", "https://*.example.com"]
    met = (await site.meet()).json()["data"]
    thread = (await site.write(met["id"])).json()["data"]["id"]
    account = {"account_id": str(site.house.desk.account_id)}
    customer = {**account, "customer_id": met["id"]}
    asks: list[tuple[str, str, dict[str, Any]]] = [
        ("GET", "/api/widget_settings", {"params": account}),
        ("PUT", "/api/widget_settings/metadata", {"json": {**account, "metadata": {}}}),
        ("POST", "/api/customers", {"json": {"customer": account}}),
        ("GET", "/api/customers/identify", {"params": {**account, "external_id": "u"}}),
        ("PUT", f"/api/customers/{met['id']}/metadata", {"json": {"metadata": {}}}),
        ("GET", f"/api/customers/{met['id']}/exists", {}),
        ("POST", "/api/conversations", {"json": {"conversation": customer}}),
        ("GET", "/api/conversations/customer", {"params": customer}),
    ]
    for method, path, more in asks:
        for origin, fine in {
            None: True,
            "https://shop.example": True,
            "https://a.example.com": True,
            "http://desk.example": True,  # our own page
            "https://evil.example": False,
            "https://example.com": False,
            "http://shop.example": False,
            "null": False,
        }.items():
            headers = {} if origin is None else {"origin": origin}
            response = await site.house.visitor.request(method, path, headers=headers, **more)
            assert response.is_success == fine, (method, path, origin, response.text)
            if not fine:
                assert reason(response) == (403, "origin_not_allowed")
                assert response.headers["access-control-allow-origin"] == origin
    topics = f"conversation:{thread}", f"conversation:lobby:{met['id']}", f"room:{site.house.desk.account_id}"
    for origin, status in {"https://shop.example": "ok", "https://evil.example": "error", None: "ok"}.items():
        async with Caller(site.house, origin=origin) as page:
            for topic in topics:
                assert (await page.join(topic))[0] == status, (origin, topic)


async def test_the_chat_page_is_held_only_by_pages_that_may_come_in(site: Site) -> None:
    async def ancestors(**asked: str) -> str:
        page = await site.house.visitor.get("/chat", params=asked)
        return page.headers["content-security-policy"].partition("frame-ancestors ")[2]

    account = str(site.house.desk.account_id)
    assert await ancestors(accountId=account) == "*"
    path = f"/api/inboxes/{site.house.desk.inbox_id}/entrance"
    await site.sam.put(path, json={"allowed_origins": ["https://shop.example", "*.example.com"]})
    listed = "'self' https://shop.example https://*.example.com"
    for named in ({"accountId": account}, {"token": account, "inbox": str(site.house.desk.inbox_id)}):
        assert await ancestors(**named) == listed
    for unknown in ({}, {"accountId": "x"}, {"accountId": str(uuid4())}):
        assert await ancestors(**unknown) == "*"
    # Where an address names two, nobody but the page itself knows which it will take.
    for torn in ({"accountId": str(uuid4()), "token": account}, {"inbox": str(uuid4()), "inboxId": str(uuid4())}):
        assert await ancestors(**{"account_id": account, **torn}) == "'none'"


@pytest.mark.parametrize("role", [Role.MEMBER, Role.VIEWER])
async def test_only_admins_change_who_comes_in(site: Site, role: Role) -> None:
    async with await site.house.client(await site.house.desk.another_operator(role)) as kim:
        path = f"/api/inboxes/{site.house.desk.inbox_id}/entrance"
        assert (await kim.get(path)).status_code == 200
        assert (await kim.put(path, json={"allowed_origins": []})).status_code == 403
        assert (await kim.post("/api/identity_keys")).status_code == 403


async def test_an_origin_that_is_none_names_the_field(site: Site) -> None:
    path = f"/api/inboxes/{site.house.desk.inbox_id}/entrance"
    for wrong in (["*"], ["https://a.example/x"], ["x" * 400], "https://a.example", [1]):
        response = await site.sam.put(path, json={"allowed_origins": wrong})
        assert response.status_code == 422
        assert "allowed_origins" in response.text
