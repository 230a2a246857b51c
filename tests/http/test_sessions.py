"""Signing in over HTTP: the second factor, where one is signed in, and ending it there."""

from collections.abc import AsyncIterator

import pytest

from cairnloop.people import users
from cairnloop.people.access import totp
from cairnloop.people.access.sessions import operator_of
from cairnloop.people.identity import Operator
from cairnloop.people.permissions import Role
from tests.fakes import FixedClock
from tests.house import House, open_house
from tests.sockets.caller import Caller

PASSWORD = "correct horse"


@pytest.fixture
async def house(database_url: str, clock: FixedClock) -> AsyncIterator[House]:
    async with open_house(database_url, clock, security={"secret_key": "k" * 32}) as house:
        yield house


@pytest.fixture
async def kim(house: House) -> Operator:
    return operator_of(
        await users.add_user(
            house.s.db, email="kim@example.com", password=PASSWORD, role=Role.MEMBER, full_name=None, by=house.desk.sam
        )
    )


async def sign_in(house: House, **more: str) -> dict:
    body = {"user": {"email": "kim@example.com", "password": PASSWORD, **more}}
    return (await house.visitor.post("/api/session", json=body, headers={"user-agent": "Tester/1"})).json()


async def test_the_second_factor_from_its_secret_to_its_end(house: House, kim: Operator, clock: FixedClock) -> None:
    code = lambda secret: totp.code_at(secret, int(clock.now().timestamp()) // 30)  # noqa: E731
    async with await house.client(kim) as mine, await house.client() as sam:
        wrong = await mine.post("/api/totp", json={"password": "nope"})
        assert (wrong.status_code, set(wrong.json()["error"]["errors"])) == (422, {"password"})
        begun = (await mine.post("/api/totp", json={"password": PASSWORD})).json()["data"]
        assert begun["secret"] in begun["uri"]
        assert (await mine.get("/api/totp")).json()["data"] == {"on": False, "recovery_codes": 0}
        confirmed = await mine.post("/api/totp/confirm", json={"code": code(begun["secret"])})
        assert len(confirmed.json()["data"]["recovery_codes"]) == 10
        assert (await mine.get("/api/totp")).json()["data"] == {"on": True, "recovery_codes": 10}

        clock.advance(seconds=30)
        asked = (await sign_in(house))["error"]
        assert (asked["status"], asked["reason"]) == (401, "totp_required")
        assert (await sign_in(house, totp="000000"))["error"]["reason"] == "totp_invalid"
        assert "token" in (await sign_in(house, totp=code(begun["secret"])))["data"]
        assert (await sign_in(house, totp=code(begun["secret"])))["error"]["reason"] == "totp_invalid"

        assert (await mine.delete(f"/api/users/{kim.user_id}/totp")).status_code == 403
        assert (await sam.delete(f"/api/users/{kim.user_id}/totp")).status_code == 200
        assert "token" in (await sign_in(house))["data"]
        off = await mine.request("DELETE", "/api/totp", json={"password": PASSWORD})
        assert off.json()["data"] == {"on": False, "recovery_codes": 0}


async def test_a_house_that_cannot_keep_secrets_says_what_is_missing(database_url: str, clock: FixedClock) -> None:
    async with open_house(database_url, clock, security={"secret_key": ""}) as house, await house.client() as sam:
        for path in ("/api/identity_keys",):
            refused = await sam.post(path)
            assert (refused.status_code, "security.secret_key" in refused.text) == (409, True)


async def test_where_one_is_signed_in_is_listed_and_ended_there(house: House, kim: Operator, clock: FixedClock) -> None:
    here, there = (await sign_in(house))["data"], (await sign_in(house))["data"]
    mine = house.anonymous()
    mine.headers["authorization"] = here["token"]
    listed = (await mine.get("/api/sessions")).json()["data"]
    assert [one["current"] for one in listed].count(True) == 1
    assert {(one["ip"], one["user_agent"]) for one in listed} == {("127.0.0.1", "Tester/1")}
    other = next(one["id"] for one in listed if not one["current"])
    async with Caller(house, there["token"]) as elsewhere:
        assert (await mine.delete(f"/api/sessions/{other}")).status_code == 200
        assert await elsewhere.peer.closed() == (1008, "no longer signed in")
    assert (await mine.delete(f"/api/sessions/{other}")).status_code == 404
    async with await house.client() as sam:
        current = (await mine.get("/api/sessions")).json()["data"][0]["id"]
        assert (await sam.delete(f"/api/sessions/{current}")).status_code == 404
        ended = await sam.delete(f"/api/users/{kim.user_id}/sessions")
        assert ended.json()["data"] == {"ended": 1}
    assert (await mine.get("/api/me")).status_code == 401
    await mine.aclose()


async def test_a_key_with_scopes_and_an_end_does_no_more_and_no_longer(house: House, clock: FixedClock) -> None:
    async with await house.client() as sam:
        until = clock.now().replace(minute=30).isoformat()
        asked = {"label": "report", "scopes": ["read"], "expires_at": until}
        made = (await sam.post("/api/personal_api_keys", json=asked)).json()["data"]
        assert (made["scopes"], made["expires_at"]) == (["read"], "2026-03-02T09:30:00Z")
        assert "value" not in (await sam.get(f"/api/personal_api_keys/{made['id']}")).json()["data"]
        for wrong in (
            {"scopes": ["no"]},
            {"scopes": []},
            {"expires_at": "soon"},
            {"expires_at": "2020-01-01T00:00:00Z"},
        ):
            assert (await sam.post("/api/api_keys", json={"label": "x", **wrong})).status_code == 422
        for far in ("9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "2026-03-02T10:00:00"):
            assert (await sam.post("/api/api_keys", json={"label": "x", "expires_at": far})).status_code == 422
    async with house.anonymous() as script:
        script.headers["authorization"] = f"Bearer {made['value']}"
        assert (await script.get("/api/users")).status_code == 200
        for method, path in (("GET", "/api/api_keys"), ("GET", "/api/jobs"), ("POST", "/api/users")):
            refused = await script.request(method, path, json={} if method == "POST" else None)
            assert refused.status_code == 403, path
            assert "scopes" in refused.text
        topic = f"notification:{house.desk.account_id}"
        thread = await house.desk.conversation()
        async with Caller(house, made["value"]) as bot:
            assert (await bot.join(topic))[0] == "ok"
            asked = {"conversation_id": str(thread.id), "body": "hi", "private": True}
            assert "scopes" in (await bot.ask(topic, "shout", asked))[1]
            clock.advance(minutes=30)
            assert (await script.get("/api/users")).status_code == 401
            await house.settle()
            assert await bot.peer.closed() == (1008, "no longer signed in")
