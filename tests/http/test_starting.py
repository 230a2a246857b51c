"""Conversations that operators start, how far an account is set up, and opening one."""

import httpx

from cairnloop.desk.topics import lobby
from cairnloop.people.permissions import Role
from tests import make
from tests.fakes import Ear, FixedClock
from tests.house import House, open_house


async def start(client: httpx.AsyncClient, **asked: object) -> httpx.Response:
    return await client.post("/api/v1/conversations", json={"conversation": asked})


async def test_an_operator_starts_a_conversation_and_its_customer_reads_it_once_it_has_left(
    house: House, clock: FixedClock
) -> None:
    desk, sam = house.desk, await house.client()
    ada = str(desk.customer_id)
    ear = Ear(house.s.hub, lobby(ada))
    started = await start(sam, customer_id=ada, subject="Your order", message={"body": "It is on its way"})
    conversation = started.json()["data"]
    assert (started.status_code, conversation["read"], conversation["assignee_id"]) == (201, True, desk.sam.user_id)
    assert [one.event for one in ear.heard] == ["conversation:created"]
    asked = {"account_id": str(desk.account_id), "customer_id": ada}
    [before] = (await house.visitor.get("/api/conversations/customer", params=asked)).json()["data"]
    assert before["messages"] == []
    clock.advance(minutes=1)
    await house.settle()
    [after] = (await house.visitor.get("/api/conversations/customer", params=asked)).json()["data"]
    assert [one["body"] for one in after["messages"]] == ["It is on its way"]
    [line] = (await sam.get("/api/audit", params={"action": "conversation.opened"})).json()["data"]
    assert line["actor_id"] == str(desk.sam.user_id)


async def test_whoever_shows_a_token_is_an_operator_or_refused(house: House) -> None:
    desk = house.desk
    other = await make.desk(house.s.db, "Other")
    ada = str(desk.customer_id)
    viewer = await house.client(await desk.another_operator(Role.VIEWER, "Val"))
    assert (await start(viewer, customer_id=ada)).status_code == 403
    wrong = house.anonymous()
    wrong.headers["authorization"] = "cl_key_nonsense"
    assert (await start(wrong, customer_id=ada, account_id=str(desk.account_id))).status_code == 401
    sam = await house.client()
    for asked in (
        {"customer_id": str(other.customer_id)},
        {"customer_id": ada, "account_id": str(other.account_id)},
        {"customer_id": ada, "inbox_id": str(other.inbox_id)},
    ):
        assert (await start(sam, **asked)).status_code == 404, asked
    blank = await start(house.visitor, customer_id=ada)
    assert blank.json()["error"]["errors"] == {"conversation.account_id": ["can't be blank"]}


async def test_a_page_says_no_first_words_of_an_operator(house: House) -> None:
    asked = {"customer_id": str(house.desk.customer_id), "account_id": str(house.desk.account_id)}
    started = await start(house.visitor, **asked, message={"body": "I am from support"})
    sam = await house.client()
    shown = (await sam.get(f"/api/conversations/{started.json()['data']['id']}")).json()["data"]
    assert shown["messages"] == []


async def test_an_account_is_as_far_set_up_as_it_really_is(house: House) -> None:
    sam = await house.client()
    before = (await sam.get("/api/onboarding_status")).json()
    assert before["data"]["counts"] == {
        **{"inboxes": 1, "conversations": 0, "users": 1},
        **{"articles": 0, "event_subscriptions": 0},
    }
    assert (before["has_configured_inbox"], before["has_invited_teammates"], before["has_integrations"]) == (False,) * 3
    await house.desk.conversation()
    await house.desk.another_operator()
    await make.webhook(house.s.db, house.desk.account_id)
    after = (await sam.get("/api/onboarding_status")).json()
    assert all(value for name, value in after.items() if name.startswith("has_"))


async def test_members_are_users_to_published_front_ends(house: House) -> None:
    kim, sam = await house.desk.another_operator(Role.VIEWER, "Kim"), await house.client()
    for role in ("user", "member"):
        changed = await sam.put(f"/api/users/{kim.user_id}/role", json={"role": role})
        assert changed.json()["data"]["role"] == "member"
    invited = await sam.post("/api/user_invitations", json={"user_invitation": {"role": "viewer"}})
    assert invited.json()["data"]["role"] == "viewer"


async def test_an_account_is_opened_with_its_first_admin_where_the_house_allows_it(
    house: House, database_url: str, clock: FixedClock
) -> None:
    words = {"account": {"company_name": "Acme"}, "user": {"email": "lin@acme.example", "password": "long enough"}}
    closed = (await house.visitor.post("/api/accounts", json=words)).json()["error"]
    assert (closed["status"], closed["reason"]) == (403, "registration_closed")
    async with open_house(database_url, clock, people={"open_registration": True}) as open_to_all:
        alone = await open_to_all.visitor.post("/api/accounts", json={"account": {"company_name": "Acme"}})
        assert alone.json()["error"]["errors"] == {"user": ["is missing"]}
        opened = (await open_to_all.visitor.post("/api/accounts", json=words)).json()
        lin = open_to_all.anonymous()
        lin.headers["authorization"] = opened["session"]["token"]
        mine = (await lin.get("/api/accounts/me")).json()["data"]
        assert (mine["id"], mine["company_name"]) == (opened["data"]["id"], "Acme")
