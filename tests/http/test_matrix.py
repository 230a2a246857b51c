"""Every route against every caller: generated over the application, so that a new route cannot be forgotten."""

from collections.abc import AsyncIterator, Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi.routing import APIRoute

from cairnloop.config import Settings
from cairnloop.daemon.http.auth import Allow
from cairnloop.daemon.http.routers import ROUTERS
from cairnloop.people.access.sessions import open_session
from cairnloop.people.access.tables import IdentityKey
from cairnloop.people.permissions import ALLOWED, Permission, Role
from cairnloop.people.tables import User
from tests import make
from tests.fakes import FixedClock
from tests.house import House, open_house, paces

# By method too: what anybody may send to an address says nothing of what anybody may read there.
OPEN = {
    "GET /api/ping",
    "POST /api/ping",
    "GET /api/widget_settings",
    "PUT /api/widget_settings/metadata",
    "POST /api/customers",
    "GET /api/customers/identify",
    "GET /api/customers/{customer_id}/exists",
    "PUT /api/customers/{customer_id}/metadata",
    "POST /api/conversations",  # how a customer's page starts one
    "POST /api/accounts",  # refused unless the house lets anybody open one
    "GET /api/conversations/customer",
    "GET /api/conversations/shared",
    "POST /api/browser_sessions",  # how a visitor's page begins a visit
    "GET /api/browser_sessions/{visit_id}/exists",
    "POST /api/browser_sessions/{visit_id}/identify",
    "POST /api/browser_sessions/{visit_id}/finish",
    "POST /api/browser_sessions/{visit_id}/restart",
    "POST /api/upload",
    "GET /files/{file_id}/{token}/{filename}",
    "HEAD /files/{file_id}/{token}/{filename}",
    "GET /thumbnails/{file_id}/{token}",
    "HEAD /thumbnails/{file_id}/{token}",
    "POST /api/session",
    "DELETE /api/session",
    "POST /api/session/renew",
    "POST /api/registration",
    "POST /api/reset_password",
    "PUT /api/reset_password",
    "POST /api/verify_email",
    "GET /health",
    "GET /ready",
    "GET /metrics",
    "GET /openapi.json",
    "GET /docs",
    "GET /join",
    "GET /reset",
    "GET /shared",
    "GET /verify",
}
# What each route needs to get past its validation. Routes without a body need no entry.
BODIES: dict[str, Any] = {
    "/api/customers/{customer_id}": {"customer": {"name": "x"}},
    "/api/customers/{customer_id}/merge": {"into": str(uuid4())},
    "/api/customers/{customer_id}/tags": {"tag_id": str(uuid4())},
    "/api/conversations/{conversation_id}/tags": {"tag_id": str(uuid4())},
    "/api/companies": {"company": {"name": "x"}},
    "/api/companies/{company_id}": {"company": {"name": "x"}},
    "/api/notes": {"note": {"customer_id": str(uuid4()), "body": "x"}},
    "/api/notes/{note_id}": {"note": {"body": "x"}},
    "/api/customers/{customer_id}/issues": {"issue_id": str(uuid4())},
    "/api/issues": {"issue": {"title": "x"}},
    "/api/issues/{issue_id}": {"issue": {"title": "x"}},
    "/api/messages": {"message": {"body": "x", "conversation_id": str(uuid4())}},
    "/api/messages/{message_id}": {"message": {"metadata": None}},
    "/api/tags": {"tag": {"name": "x"}},
    "/api/tags/{tag_id}": {"tag": {"name": "x"}},
    "/api/canned_responses": {"canned_response": {"name": "x", "content": "y"}},
    "/api/canned_responses/{canned_response_id}": {"canned_response": {"name": "x"}},
    "/api/canned_responses/{canned_response_id}/render": {"conversation_id": str(uuid4())},
    "/api/sections": {"section": {"title": "x", "query": "status:open"}},
    "/api/sections/{section_id}": {"section": {"title": "x"}},
    "/api/conversations/bulk": {"ids": [str(uuid4())], "move": "resolve"},
    "/api/conversations/{conversation_id}/messages": {"body": "hi"},
    "/api/conversations/{conversation_id}/assign": {"assignee_id": None},
    "/api/conversations/{conversation_id}": {"conversation": {"priority": "priority"}},
    "/api/conversations/{conversation_id}/priority": {"priority": "priority"},
    "/api/conversations/{conversation_id}/merge": {"into": str(uuid4())},
    "/api/inboxes/{inbox_id}/assignment": {"mode": "off"},
    "/api/drafts/{draft_id}/approve": {"version": 1},
    "/api/drafts/{draft_id}/discard": {"version": 1},
    "/api/drafts/{draft_id}/regenerate": {"version": 1},
    "/api/inboxes": {"name": "x"},
    "/api/inboxes/{inbox_id}": {"draft_policy": "deny"},
    "/api/inboxes/{inbox_id}/business_hours": {"time_zone": "Europe/Berlin"},
    "/api/inboxes/{inbox_id}/business_context": {"business_context": {"business_name": "x"}},
    "/api/business_hours": {"time_zone": "Europe/Berlin"},
    "/api/business_context": {"business_context": {"business_name": "x"}},
    "/api/widget_settings": {"widget_settings": {"title": "x"}},
    "/api/accounts/{account_id}": {"company_name": "x"},
    "/api/users": {"email": "new@example.com", "password": "long enough"},
    "/api/users/{user_id}/role": {"role": "member"},
    "/api/api_keys": {"label": "x"},
    "/api/personal_api_keys": {"label": "x"},
    "/api/user_invitations": {"role": "member"},
    "/api/user_invitations/{invitation_id}": {"role": "viewer"},
    "/api/user_invitation_emails": {"to_address": "new@example.com"},
    "/api/me/password": {"current_password": "x", "password": "long enough"},
    "/api/profile": {"display_name": "Robin"},
    "/api/user_settings": {"email_alert_on_mention": False},
    "/api/totp": {"password": "x"},
    "/api/totp/confirm": {"code": "123456"},
    "/api/inboxes/{inbox_id}/entrance": {"allowed_origins": []},
    "/api/imports": {"account": "over there"},
    "/api/imports/{import_id}/records": {"kind": "tags", "records": []},
    "/api/browser_sessions/{visit_id}": {"browser_session": {"customer_id": None}},
    "/api/articles": {"title": "x", "markdown": "y"},
    "/api/articles/import": {"files": [], "publish": False},
    "/api/articles/{article_id}": {"markdown": "y"},
    "/api/event_subscriptions": {"event_subscription": {"webhook_url": "https://127.0.0.1/"}},
    "/api/event_subscriptions/verify": {"url": "https://127.0.0.1/"},
    "/api/event_subscriptions/{subscription_id}": {"event_subscription": {"description": "x"}},
}


@pytest.fixture
async def house(database_url: str, clock: FixedClock) -> AsyncIterator[House]:
    """There are more routes than one visitor may ask in a minute."""
    async with open_house(database_url, clock, limits=paces(100_000)) as house:
        yield house


def routes() -> Iterator[tuple[APIRoute, str]]:
    for module in ROUTERS:
        for route in module.router.routes:
            if isinstance(route, APIRoute):
                for method in sorted(route.methods):
                    yield route, method


def permission(route: APIRoute) -> Permission | None:
    for dependency in route.dependant.dependencies:
        if isinstance(dependency.call, Allow):
            return dependency.call.permission
    return None


GUARDED = [(route, method, found) for route, method in routes() if (found := permission(route)) is not None]


def path_of(route: APIRoute, **ids: object) -> str:
    filled = {name: ids.get(name, 999_999 if name == "user_id" else uuid4()) for name in route.param_convertors}
    return route.path.format(**filled)


async def ask(client: httpx.AsyncClient, route: APIRoute, method: str, path: str) -> httpx.Response:
    body = BODIES.get(route.path) if method in ("POST", "PUT", "PATCH") else None
    return await client.request(method, path, json=body)


def test_every_route_is_open_on_purpose_or_guarded() -> None:
    assert {f"{method} {route.path}" for route, method in routes() if permission(route) is None} == OPEN


def guarded(house: House) -> list[tuple[APIRoute, str, Permission]]:
    """All of them on SQLite; what is decided before any database is asked, on every third with Postgres."""
    return GUARDED if house.s.db.dialect == "sqlite" else GUARDED[::3]


async def test_without_a_token_every_guarded_route_says_401(house: House) -> None:
    for route, method, _ in guarded(house):
        response = await ask(house.visitor, route, method, path_of(route))
        said = response.json()["error"]
        assert (response.status_code, said["code"], said["message"]) == (401, 401, "Not authenticated"), route.path


async def test_a_wrong_or_ended_token_says_401(house: House, clock: FixedClock) -> None:
    for token in ("nonsense", "Bearer cl_key_nonsense", "cl_access_x", "Bearer "):
        response = await house.visitor.get("/api/me", headers={"authorization": token})
        assert response.status_code == 401, token


@pytest.mark.parametrize("role", Role)
async def test_every_route_follows_the_permission_table(house: House, role: Role) -> None:
    client = await house.client(await house.desk.another_operator(role, role.value))
    for route, method, needed in guarded(house):
        response = await ask(client, route, method, path_of(route))
        forbidden = response.status_code == 403
        assert forbidden == (role not in ALLOWED[needed]), f"{role}: {method} {route.path} -> {response.status_code}"
        assert response.status_code < 500


async def test_another_accounts_ids_are_not_found_on_every_route(house: House, clock: FixedClock) -> None:
    other = await make.desk(house.s.db, "Other")
    ids = await everything_of(other, house)
    mine = await house.client()
    for route, method, _ in GUARDED:
        names = [name for name in route.param_convertors if name in ids]
        if not names:
            assert not route.param_convertors, f"no sample for the ids of {route.path}"
            continue
        response = await ask(mine, route, method, path_of(route, **ids))
        assert response.status_code == 404, f"{method} {route.path} -> {response.status_code} {response.text}"


async def test_another_accounts_things_are_on_no_list(house: House) -> None:
    other = await make.desk(house.s.db, "Other")
    ids = {str(value) for value in (await everything_of(other, house)).values()} - {str(other.sam.user_id)}
    mine = await house.client()
    for route, method, _ in GUARDED:
        if method != "GET" or route.param_convertors:
            continue
        text = (await mine.get(route.path, params={"q": "region"})).text
        assert not any(one in text for one in ids), route.path
        assert "Other" not in text, route.path


async def everything_of(other: make.Desk, house: House) -> dict[str, object]:
    """One thing of each kind in another account."""
    client = await house.client(other.sam)
    thread = await other.conversation()
    question = await other.says(thread, "How do I change region?")
    draft = await make.draft(house.s.db, thread, question["id"])
    sent = await client.post(f"/api/conversations/{thread.id}/messages", json={"body": "note", "private": True})
    key = await client.post("/api/api_keys", json={"label": "theirs"})
    invited = await client.post("/api/user_invitations", json={})
    async with house.s.db.begin() as tx:
        session = open_session(tx, await tx.session.get_one(User, other.sam.user_id), ip="", agent="")
        identity_key = IdentityKey(
            id=tx.new_id(), account_id=other.account_id, hint="", sealed_secret="", created_at=tx.now
        )
        tx.session.add(identity_key)
    files = [{"path": "region.md", "markdown": "# Region\n\nOpen the region settings."}]
    await client.post("/api/articles/import", json={"files": files, "publish": True})
    articles = (await client.get("/api/articles")).json()["data"]
    return {
        **await make.record(client, str(other.customer_id)),
        "account_id": other.account_id,
        "conversation_id": thread.id,
        "message_id": sent.json()["data"]["id"],
        "draft_id": draft.id,
        "inbox_id": other.inbox_id,
        "user_id": other.sam.user_id,
        "key_id": key.json()["data"]["id"],
        "invitation_id": invited.json()["data"]["id"],
        "session_id": session.operator.credential,
        "identity_key_id": identity_key.id,
        "article_id": articles[0]["id"],
        "revision_id": articles[0]["published_revision_id"],
        "job_id": uuid4(),
        "file_id": (await make.file(house.s.db, other.account_id)).id,
        "visit_id": (await make.visit(house.s.db, other.account_id, other.customer_id)).id,
        **await make.webhook(house.s.db, other.account_id),
    }


@pytest.mark.parametrize("junk", [{}, [], None, 0, "x", {"version": "x"}, {"body": {"a": []}}, {"email": [1]}])
async def test_junk_bodies_are_never_a_5xx(house: House, junk: object) -> None:
    client = await house.client()
    for route, method in routes():
        if method in ("POST", "PUT", "PATCH"):
            response = await client.request(method, path_of(route), json=junk)
            assert response.status_code < 500, f"{method} {route.path} -> {response.text}"


def test_the_default_policy_asks_a_person() -> None:
    assert Settings().drafting.policy == "require_approval"
