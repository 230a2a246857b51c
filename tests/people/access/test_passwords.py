"""Passwords and the mails about them: asked for by anybody, sent to who works here, worked once, and told to nobody."""

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import func, select

from cairnloop.kernel.jobs.port import JobState
from cairnloop.people.access.tables import MailedLink
from cairnloop.people.permissions import Role
from cairnloop.people.users import set_disabled
from tests.fakes import FixedClock
from tests.house import House, open_house
from tests.mail.house import HOME, PASSWORD, let_in, mailing_house, sign_in
from tests.mail.server import Mailbox, text_of

NEW = "battery staple"


@pytest.fixture
async def sent(database_url: str, clock: FixedClock) -> AsyncIterator[tuple[House, Mailbox]]:
    async with mailing_house(database_url, clock) as both:
        await let_in(both[0])
        yield both


def token_in(box: Mailbox, page: str) -> str:
    """Of the last mail that holds such a link."""
    return [found[1] for mail in box.taken if (found := re.search(rf"{HOME}/{page}#(\S+)", text_of(mail)))][-1]


async def ask(house: House, email: str) -> None:
    answer = await house.visitor.post("/api/reset_password", json={"email": email})
    assert (answer.status_code, answer.json()) == (200, {"data": {"ok": True}, "ok": True})


async def reset(house: House, token: str, **more: Any) -> dict[str, Any]:
    body = {"token": token, "password": NEW, "password_confirmation": NEW, **more}
    said: dict[str, Any] = (await house.visitor.put("/api/reset_password", json=body)).json()
    return said


async def trail(house: House) -> list[str]:
    async with await house.client() as sam:
        return [one["action"] for one in (await sam.get("/api/audit")).json()["data"]]


async def test_who_cannot_sign_in_is_mailed_a_link_that_works_once_and_ends_every_session(
    sent: tuple[House, Mailbox], clock: FixedClock
) -> None:
    house, box = sent
    before = await sign_in(house, PASSWORD)
    await ask(house, house.desk.sam.email.upper())
    await house.settle()
    (mail,) = box.taken
    assert mail["to"].addresses[0].addr_spec == house.desk.sam.email
    assert mail["reply-to"] is None
    token = token_in(box, "reset")
    assert (await reset(house, token, password="short"))["error"]["status"] == 422
    assert (await reset(house, token, password_confirmation="other"))["error"]["status"] == 422
    assert (await reset(house, f"{token}x"))["error"]["reason"] == "link_invalid"
    assert (await reset(house, token))["data"] == {"ok": True, "email": house.desk.sam.email}
    assert (await reset(house, token))["error"]["reason"] == "link_invalid"
    assert (await house.visitor.get("/api/me", headers={"authorization": str(before)})).status_code == 401
    assert await sign_in(house, PASSWORD) is None
    assert await sign_in(house, NEW) is not None
    assert {"password.reset_mailed", "password.reset"} <= set(await trail(house))

    clock.advance(hours=2)
    await ask(house, house.desk.sam.email)
    await house.settle()
    token = token_in(box, "reset")
    clock.advance(hours=1, seconds=1)
    assert (await reset(house, token))["error"]["reason"] == "link_invalid"


async def test_strangers_and_the_locked_out_get_the_same_answer_and_no_mail(sent: tuple[House, Mailbox]) -> None:
    house, box = sent
    kim = await house.desk.another_operator(Role.MEMBER)
    await set_disabled(house.s.db, kim.user_id, True, house.desk.sam)
    for email in ("nobody@example.com", kim.email, "", "\x00", "no address"):
        await ask(house, email)
    await house.settle()
    assert box.taken == []
    async with house.s.db.read() as tx:
        assert await house.s.jobs.page(tx, state=JobState.DEAD) == []
        assert (await tx.session.execute(select(func.count()).select_from(MailedLink))).scalar_one() == 0


async def test_nobodys_mailbox_is_filled_by_asking_again_and_again(
    sent: tuple[House, Mailbox], clock: FixedClock
) -> None:
    house, box = sent
    for _ in range(3):
        await ask(house, house.desk.sam.email)
    await house.settle()
    assert len(box.taken) == 1
    for _ in range(6):
        clock.advance(minutes=3)
        await ask(house, house.desk.sam.email)
        await house.settle()
    assert len(box.taken) == 5


async def test_a_mail_that_was_put_off_is_the_same_mail_when_it_comes(
    sent: tuple[House, Mailbox], clock: FixedClock
) -> None:
    house, box = sent
    box.answers.append("451 later")
    await ask(house, house.desk.sam.email)
    await house.settle()
    assert box.taken == []
    clock.advance(seconds=10)
    await house.settle()
    assert len(box.taken) == 1
    assert (await reset(house, token_in(box, "reset")))["data"]["ok"]


async def test_ones_own_password_is_changed_with_the_present_one_and_other_sessions_end(
    sent: tuple[House, Mailbox],
) -> None:
    house, _ = sent
    here, elsewhere = await sign_in(house, PASSWORD), await sign_in(house, PASSWORD)
    own = {"authorization": str(here)}
    body = {"current_password": "wrong guess", "password": NEW, "password_confirmation": NEW}
    refused = await house.visitor.put("/api/me/password", json=body, headers=own)
    assert refused.json()["error"]["errors"] == {"current_password": ["is not your password"]}
    done = await house.visitor.put("/api/me/password", json=body | {"current_password": PASSWORD}, headers=own)
    assert done.json() == {"data": {"ok": True}}
    assert (await house.visitor.get("/api/me", headers=own)).status_code == 200
    assert (await house.visitor.get("/api/me", headers={"authorization": str(elsewhere)})).status_code == 401
    assert (await sign_in(house, PASSWORD), bool(await sign_in(house, NEW))) == (None, True)


async def test_an_admin_helps_a_colleague_in_by_mail(sent: tuple[House, Mailbox]) -> None:
    house, box = sent
    kim = await house.desk.another_operator(Role.MEMBER)
    async with await house.client() as sam:
        helped = (await sam.post(f"/api/users/{kim.user_id}/password_reset")).json()["data"]
        assert (helped["mailed"], helped["link"]) == (True, None)
        await set_disabled(house.s.db, kim.user_id, True, house.desk.sam)
        assert (await sam.post(f"/api/users/{kim.user_id}/password_reset")).status_code == 409
        await set_disabled(house.s.db, kim.user_id, False, house.desk.sam)
    await house.settle()
    assert [one.addr_spec for one in box.taken[0]["to"].addresses] == [kim.email]


async def test_an_invitation_is_mailed_with_its_link_and_answers_reach_who_invites(
    sent: tuple[House, Mailbox],
) -> None:
    house, box = sent
    async with await house.client() as sam:
        made = (await sam.post("/api/user_invitation_emails", json={"to_address": "lin@example.com"})).json()["data"]
        assert made["mailed"] is True
        await house.settle()
        (mail,) = box.taken
        assert mail["to"] == "lin@example.com"
        assert mail["reply-to"].addresses[0].addr_spec == house.desk.sam.email
        assert made["link"] in text_of(mail)
        second = (await sam.post("/api/user_invitation_emails", json={"to_address": "pat@example.com"})).json()["data"]
        await sam.delete(f"/api/user_invitations/{second['id']}")
        await house.settle()
        assert len(box.taken) == 1  # revoked before the mail went out


async def test_who_opens_an_account_says_by_a_mailed_link_that_the_address_is_theirs(
    sent: tuple[House, Mailbox],
) -> None:
    house, box = sent
    user = {"email": "pat@example.com", "password": PASSWORD, "company_name": "Northridge"}
    token = (await house.visitor.post("/api/registration", json={"user": user})).json()["data"]["token"]
    await house.settle()
    verify = {"token": token_in(box, "verify")}
    assert (await house.visitor.post("/api/verify_email", json=verify)).json()["ok"] is True
    assert (await house.visitor.post("/api/verify_email", json=verify)).status_code == 403
    profile = (await house.visitor.get("/api/profile", headers={"authorization": token})).json()["data"]
    assert profile["email_verified_at"] is not None
    for page in ("/reset", "/verify"):
        assert "default-src 'none'" in (await house.visitor.get(page)).headers["content-security-policy"]


async def test_a_house_without_mail_says_so_and_hands_links_over(database_url: str, clock: FixedClock) -> None:
    async with open_house(database_url, clock) as house:
        kim = await house.desk.another_operator(Role.MEMBER)
        async with await house.client() as sam:
            made = (await sam.post("/api/user_invitation_emails", json={"to_address": "x@example.com"})).json()["data"]
            assert (made["mailed"], "none to send with" in made["note"]) == (False, True)
            helped = (await sam.post(f"/api/users/{kim.user_id}/password_reset")).json()["data"]
        assert (await reset(house, helped["link"].partition("#")[2]))["data"]["email"] == kim.email
        await ask(house, kim.email)
        await house.settle()
        assert "password.reset_not_mailed" in await trail(house)
