"""What is wrong with a request, on every route: credentials that are not good, and bodies that cannot be right.

All of it on SQLite; on Postgres every ninth route, for what is refused before a query is the same on both.
"""

import json
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi.routing import APIRoute

from cairnloop.people import users
from cairnloop.people.access import keys
from cairnloop.people.access.scopes import WORDS, permissions_of
from cairnloop.people.access.sessions import open_session
from cairnloop.people.identity import Operator
from cairnloop.people.permissions import Permission, Role
from cairnloop.people.tables import User
from tests import make
from tests.fakes import FixedClock
from tests.house import House, open_house, paces
from tests.http.test_matrix import BODIES, GUARDED, ask, everything_of, path_of, permission, routes

MOST = 10_000
JSON = {"content-type": "application/json"}
# Bodies of customers' pages and of those who sign in.
OPEN_BODIES: dict[str, Any] = {
    "/api/session": {"user": {"email": "x@example.com", "password": "x"}},
    "/api/registration": {"user": {"email": "x@example.com", "password": "long enough", "invite_token": "x"}},
    "/api/customers": {"customer": {"account_id": str(uuid4()), "name": "x"}},
    "/api/customers/{customer_id}/metadata": {"metadata": {"name": "x"}},
    "/api/conversations": {"conversation": {"account_id": str(uuid4()), "customer_id": str(uuid4())}},
}
# What may hold anything of its sender's.
FREE = frozenset({"metadata"})


@pytest.fixture
async def house(database_url: str, clock: FixedClock) -> AsyncIterator[House]:
    async with open_house(database_url, clock, limits={**paces(1_000_000), "body_bytes": MOST}) as house:
        yield house


def some(house: House, found: list[Any]) -> list[Any]:
    return found if house.s.db.dialect == "sqlite" else found[::9]


def with_bodies() -> list[tuple[APIRoute, str]]:
    return [(route, method) for route, method in routes() if route.body_field is not None]


def body_of(route: APIRoute) -> dict[str, Any]:
    found: dict[str, Any] = (
        OPEN_BODIES.get(route.path) or {} if permission(route) is None else BODIES.get(route.path, {})
    )
    return found


def check(response: httpx.Response, statuses: set[int], asked: str) -> dict[str, Any]:
    """An answer with one of these statuses, in the shape that published clients read."""
    told = f"{asked} -> {response.status_code} {response.text[:300]}"
    assert response.status_code in statuses, told
    error: dict[str, Any] = response.json()["error"]
    assert error["status"] == error["code"] == response.status_code, told
    assert error["reason"], told
    assert error["reason"] != "http", told
    assert error["message"], told
    if response.status_code in (400, 404):
        assert response.json()["errors"]["detail"], told
    return error


async def ended(house: House, clock: FixedClock) -> dict[str, str]:
    """Credentials that were good once, and one that is for something else."""
    db, sam = house.s.db, house.desk.sam
    kim, lee, val = [await house.desk.another_operator(Role.ADMIN, name) for name in ("Kim", "Lee", "Val")]

    async def key(by: Operator, **more: Any) -> keys.NewKey:
        async with db.begin() as tx:
            return await keys.add_key(tx, by.account_id, by.user_id, "test", **more)

    async def session(by: Operator) -> tuple[str, str]:
        async with db.begin() as tx:
            opened = open_session(tx, await tx.session.get_one(User, by.user_id), ip="", agent="")
        return opened.token, opened.renew_token

    revoked = await key(sam)
    await keys.revoke_key(db, revoked.row.id, sam)
    brief = await key(sam, expires_at=clock.now())
    old, renewing = await session(sam)
    clock.advance(minutes=31)
    signed_out, _ = await session(val)
    found = {
        "a session that has ended": old,
        "what renews a session": renewing,
        "a session that was signed out": signed_out,
        "a key that was revoked": revoked.secret,
        "a key that has ended": brief.secret,
        "the key of who is disabled": (await key(kim)).secret,
        "the session of who is archived": (await session(lee))[0],
        "nothing we ever made": "cl_key_" + "x" * 40,
    }
    await house.visitor.delete("/api/session", headers={"authorization": signed_out})
    await users.set_disabled(db, kim.user_id, True, sam)
    await users.archive(db, lee.user_id, sam)
    return found


async def test_what_was_a_good_credential_once_opens_no_route(house: House, clock: FixedClock) -> None:
    tokens = list((await ended(house, clock)).items())
    seen: set[Permission] = set()
    for number, (route, method, needed) in enumerate(some(house, GUARDED)):
        # All of them on one route of each permission, and on every route one.
        tried = tokens if needed not in seen else [tokens[number % len(tokens)]]
        seen.add(needed)
        for what, token in tried:
            house.visitor.headers["authorization"] = f"Bearer {token}" if number % 2 else token
            check(await ask(house.visitor, route, method, path_of(route)), {401}, f"{what}: {method} {route.path}")


async def test_a_key_does_what_its_scopes_and_its_owners_role_allow_together(house: House) -> None:
    first: dict[Permission, list[Any]] = defaultdict(list)
    for guarded in GUARDED:
        first[guarded[2]].append(guarded)
    for role, words in [(Role.ADMIN, WORDS), (Role.VIEWER, ("all", "write"))]:
        owner = await house.desk.another_operator(role, role.value)
        for scope in some(house, list(words)):
            allowed = permissions_of([scope])
            client = await scoped(house, owner, scope)
            # Of groups all routes, of a single permission one for each there is.
            tried = GUARDED if scope in ("read", "write") else [some[0] for some in first.values()]
            for route, method, needed in tried:
                response = await ask(client, route, method, path_of(route))
                may = Operator(1, house.desk.account_id, "", "", role, None, allowed).may(needed)
                told = f"{role} {scope}: {method} {route.path} -> {response.status_code}"
                assert (response.status_code == 403) == (not may), told
                assert response.status_code < 500, told


async def scoped(house: House, owner: Operator, scope: str) -> httpx.AsyncClient:
    client = house.anonymous()
    async with house.s.db.begin() as tx:
        key = await keys.add_key(tx, owner.account_id, owner.user_id, "test", scopes=[scope])
    client.headers["authorization"] = key.secret
    return client


def in_drops(size: int) -> Callable[[], AsyncIterator[bytes]]:
    """A body of which nobody says beforehand how long it is."""

    async def drops() -> AsyncIterator[bytes]:
        for _ in range(size // 1000):
            yield b" " * 1000
        yield b" " * (size % 1000)

    return drops


NO_BODIES: dict[str, tuple[bytes | Callable[[], AsyncIterator[bytes]], dict[str, str], set[int]]] = {
    "half of it": (b'{"a":', JSON, {400}),
    "not text": (b'{"a":"\xff\xfe"}', JSON, {400}),
    "deep": (b"[" * 9_000, JSON, {400}),
    "deep objects": (b'{"a":' * 1_800, JSON, {400}),
    "as deep as the parser takes it": (b"[" * 1_000 + b"]" * 1_000, JSON, {400}),
    "no number": (b"[NaN]", JSON, {422}),
    "a number that is too large": (b"[1e999]", JSON, {422}),
    "a number without an end": (b"9" * 9_000, JSON, {400}),
    "half a character": (b'["\\ud800"]', JSON, {422}),
    "another type": (b'{"name":"x"}', {"content-type": "text/plain"}, {422}),
    "a form": (b"name=x", {"content-type": "application/x-www-form-urlencoded"}, {422}),
    "no type": (b'{"name":"x"}', {"content-type": ""}, {422}),
    "a byte too much": (b" " * (MOST + 1), JSON, {413}),
    "a byte too much, unannounced": (in_drops(MOST + 1), JSON, {413}),
}


async def test_a_body_that_is_none_is_refused_with_the_reason(house: House) -> None:
    sam = await house.client()
    for route, method in some(house, with_bodies()):
        for what, (content, headers, statuses) in NO_BODIES.items():
            sent = content if isinstance(content, bytes) else content()
            response = await sam.request(method, path_of(route), content=sent, headers=headers)
            if response.status_code == 404 and "{visit_id}" in route.path:
                continue  # whose page asks is looked at first, and this visit is nobody's
            error = check(response, statuses, f"{what}: {method} {route.path}")
            assert headers is JSON or "application/json" in error["message"], error


async def test_where_no_body_is_read_none_is_held_against_anybody_but_a_large_one(house: House) -> None:
    sam = await house.client()
    bare = [(route, method) for route, method in routes() if route.body_field is None and method != "HEAD"]
    for route, method in some(house, bare):
        path = path_of(route)
        # Where nothing runs, nothing is ready.
        most = 503 if path == "/ready" else 499
        assert (await sam.request(method, path, content=b'{"a":', headers=JSON)).status_code <= most, path
        if "/upload" not in path and path != "/api/files":
            check(await sam.request(method, path, content=b" " * (MOST + 1)), {413}, f"{method} {path}")


async def test_a_body_of_just_the_size_that_is_allowed_is_read(house: House) -> None:
    sam = await house.client()
    for sent in (b" " * MOST, in_drops(MOST)()):
        check(await sam.post("/api/tags", content=sent, headers=JSON), {400}, "spaces")
    padded = json.dumps({"tag": {"name": "x"}}).encode().ljust(MOST)
    assert (await sam.post("/api/tags", content=padded, headers=JSON)).status_code == 201


async def test_operators_hear_of_fields_that_are_none_and_customers_pages_do_not(house: House) -> None:
    sam = await house.client()
    for route, method in some(house, with_bodies()):
        for body in extended(body_of(route)):
            response = await sam.request(method, path_of(route), json=body)
            said = response.json().get("error", {}).get("errors", {})
            told = f"{method} {route.path} {body} -> {response.status_code} {response.text[:200]}"
            if "public" in route.tags:
                assert not any("nonsense" in name for name in said), told
            elif permission(route) is not None:
                check(response, {422}, told)
                assert any("nonsense" in name for name in said) or "kind" in str(said), told


def extended(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield {**body, "nonsense": 1}
    for name, value in body.items():
        if isinstance(value, dict) and name not in FREE:
            yield {**body, name: {**value, "nonsense": 1}}


WRONG: list[Any] = [{"wrong": ["type"]}, [["x"]], "\x00", -1, 2**70, "x" * 3_000]


async def test_values_of_a_wrong_type_are_refused_by_name_or_taken_for_what_they_say(house: House) -> None:
    sam = await house.client()
    asked = [one for one in with_bodies() if body_of(one[0])]
    for route, method, wrong in some(house, [(*one, wrong) for one in asked for wrong in WRONG]):
        body = spoiled(body_of(route), wrong)
        response = await sam.request(method, path_of(route), json=body)
        told = f"{method} {route.path} {wrong!r:.40} -> {response.status_code} {response.text[:200]}"
        assert response.status_code < 500, told
        # An object stands nowhere where these bodies have none.
        assert response.status_code == 422 or wrong is not WRONG[0] or body == body_of(route), told
        if response.status_code == 422:
            assert check(response, {422}, told)["errors"], told


def spoiled(body: dict[str, Any], wrong: Any) -> dict[str, Any]:
    return {
        name: value if name in FREE else spoiled(value, wrong) if isinstance(value, dict) else wrong
        for name, value in body.items()
    }


async def test_questions_of_a_wrong_type_are_refused_by_name(house: House) -> None:
    sam = await house.client()
    for route, method in some(house, list(routes())):
        typed = [one.alias for one in route.dependant.query_params if one.field_info.annotation in (int, bool)]
        if typed and permission(route):
            response = await sam.request(method, path_of(route), params=dict.fromkeys(typed, "💩"))
            error = check(response, {422}, f"{method} {route.path}")
            assert set(typed) <= set(error["errors"]), f"{method} {route.path}: {error}"


async def test_ids_of_another_account_within_bodies_and_questions_name_nothing(house: House) -> None:
    theirs = {name: str(id) for name, id in (await everything_of(await make.desk(house.s.db, "Other"), house)).items()}
    mine = await everything_of(house.desk, house)
    sam = await house.client()
    for route, method in some(house, with_bodies()):
        foreign = within(body_of(route), theirs)
        if permission(route) is not None and foreign != body_of(route):
            response = await sam.request(method, path_of(route, **mine), json=foreign)
            assert response.status_code in (404, 422) or "Other" not in response.text, f"{method} {route.path}"
            assert not response.is_success or "bulk" in route.path, f"{method} {route.path} -> {response.text[:300]}"
    for route in some(house, [route for route, method in routes() if method == "GET" and permission(route)]):
        names = [one.alias for one in route.dependant.query_params if one.alias in theirs]
        for name in names:
            response = await sam.get(path_of(route, **mine), params={name: theirs[name]})
            told = [other for other, id in theirs.items() if other != name and len(id) > 9 and id in response.text]
            assert response.status_code in (200, 404, 422), f"{route.path}?{name} -> {response.text[:300]}"
            assert not told, f"{route.path}?{name} -> {response.text[:300]}"


def within(body: dict[str, Any], ids: dict[str, str]) -> dict[str, Any]:
    """The body with ids of theirs for every id in it."""
    other = {"into": ids["conversation_id"], "assignee_id": int(ids["user_id"]), "ids": [ids["conversation_id"]]}
    return {
        name: within(value, ids) if isinstance(value, dict) else other.get(name, ids.get(name, value))
        for name, value in body.items()
    }
