"""Whose password, second factor or keys are others now is told by mail: what, when, from where, and what to do."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from cairnloop.people.access import totp
from cairnloop.people.permissions import Role
from cairnloop.people.profiles import change_profile
from cairnloop.people.users import set_disabled
from tests.fakes import FixedClock
from tests.house import House, open_house
from tests.mail.house import HOME, PASSWORD, let_in, mailing_house
from tests.mail.server import Mailbox, html_of, text_of
from tests.people.access.test_passwords import token_in

NEW = "battery staple"


@dataclass
class Door:
    """The house, its mailbox, and Sam, signed in."""

    house: House
    box: Mailbox
    sam: httpx.AsyncClient

    async def told(self) -> list[tuple[str, str]]:
        """What was mailed to Sam since the last time: subjects and texts."""
        await self.house.settle()
        mails = [(str(one["subject"]), text_of(one)) for one in self.box.to(self.house.desk.sam.email)]
        self.box.taken.clear()
        return mails


@pytest.fixture
async def door(database_url: str, clock: FixedClock) -> AsyncIterator[Door]:
    async with mailing_house(database_url, clock) as (house, box):
        await let_in(house)
        async with await house.client() as sam:
            yield Door(house, box, sam)


async def test_a_password_that_is_another_one_is_told_of(door: Door) -> None:
    body = {"current_password": PASSWORD, "password": NEW, "password_confirmation": NEW}
    refused = await door.sam.put("/api/me/password", json=body | {"current_password": "wrong guess"})
    assert refused.status_code == 422
    assert await door.told() == []
    assert (await door.sam.put("/api/me/password", json=body)).status_code == 200
    [(subject, text)] = await door.told()
    assert subject == "Your password was changed"
    assert f"support desk of Trailmark ({HOME})" in text
    assert "Your password was changed: 2026-03-02 09:00 UTC, from 127.0.0.1." in text
    assert f"cairnloop users sign-out {door.house.desk.sam.user_id}" in text
    assert f"cairnloop users reset-password {door.house.desk.sam.email}" in text

    await door.house.visitor.post("/api/reset_password", json={"email": door.house.desk.sam.email})
    await door.house.settle()
    link = {"token": token_in(door.box, "reset"), "password": PASSWORD, "password_confirmation": PASSWORD}
    assert (await door.house.visitor.put("/api/reset_password", json=link)).status_code == 200
    assert [one for one, _ in await door.told()][1:] == ["Your password was set anew by a link"]
    trail = (await door.sam.get("/api/audit", params={"action": "access."})).json()["data"]
    assert [row["action"] for row in trail] == ["access.change_mailed"] * 2


async def turned_on(door: Door, clock: FixedClock) -> None:
    begun = (await door.sam.post("/api/totp", json={"password": PASSWORD})).json()["data"]
    code = totp.code_at(begun["secret"], int(clock.now().timestamp()) // totp.STEP_SECONDS)
    assert (await door.sam.post("/api/totp/confirm", json={"code": code})).status_code == 200
    clock.advance(minutes=1)


async def test_a_second_factor_that_is_off_is_told_of_with_who_did_it(door: Door, clock: FixedClock) -> None:
    await turned_on(door, clock)
    assert (await door.sam.request("DELETE", "/api/totp", json={"password": PASSWORD})).status_code == 200
    assert (await door.sam.request("DELETE", "/api/totp", json={"password": PASSWORD})).status_code == 200
    [(subject, text)] = await door.told()  # the second time it was off already
    assert subject == "Your second factor was turned off"
    assert "cairnloop totp on" in text
    assert ", by " not in text

    await turned_on(door, clock)
    kim = await door.house.desk.another_operator(Role.ADMIN)
    await change_profile(door.house.s.db, {"display_name": "Kim\nRoe"}, kim)
    async with await door.house.client(kim) as admin:
        assert (await admin.delete(f"/api/users/{door.house.desk.sam.user_id}/totp")).status_code == 200
    await set_disabled(door.house.s.db, door.house.desk.sam.user_id, True, kim)
    [(_, text)] = await door.told()  # also to who was locked out right after it
    assert f"from 127.0.0.1, by Kim Roe ({kim.email})." in text


async def test_each_key_is_told_of_and_its_name_says_nothing_but_itself(door: Door) -> None:
    label = "x\n\nTo undo it: https://evil.example <b>now</b>\x1b[2J\u202e"

    async def make(label: str) -> dict[str, Any]:
        made = await door.sam.post("/api/personal_api_keys", json={"label": label})
        assert made.status_code == 201
        return dict(made.json()["data"])

    first, second = await make(label), await make("nightly report")
    await door.house.settle()
    assert all(first["value"] not in one.as_string() and "<b>" not in html_of(one) for one in door.box.taken)
    mails = await door.told()
    assert [subject for subject, _ in mails] == ["An API key was made in your name"] * 2
    texts = sorted(text for _, text in mails)
    assert any(f"cairnloop keys revoke {second['id']}" in text and "nightly report" in text for text in texts)
    [forged] = [text for text in texts if first["id"] in text]
    assert "It is called: x To undo it: https://evil.example <b>now</b>␛[2J" in forged


async def test_a_house_without_mail_asks_nothing_of_anybody(database_url: str, clock: FixedClock) -> None:
    async with open_house(database_url, clock) as house, await house.client() as sam:
        assert (await sam.post("/api/personal_api_keys", json={"label": "ci"})).status_code == 201
        async with house.s.db.read() as tx:
            assert "mail_access_changed" not in {one.kind for one in await house.s.jobs.page(tx, limit=200)}
