"""The team over HTTP: invited by a link, seated, changed, archived; and what one says of oneself."""

from collections.abc import AsyncIterator

import pytest

from cairnloop.people.permissions import Role
from tests.fakes import FixedClock
from tests.house import House, open_house
from tests.sockets.caller import Caller, token_of

PASSWORD = "correct horse"
WRONG_PHOTOS = [
    "http://acme.example/x",
    "javascript:alert(1)",
    "https://",
    "https://a@b.example/x",
    "x",
    "https://[",
    'https://a.example/"><script>',
    "https://a.example/a b",
    "https://a.example/\u202e",
]


@pytest.fixture
async def house(database_url: str, clock: FixedClock) -> AsyncIterator[House]:
    async with open_house(database_url, clock, server={"public_url": "https://desk.example/"}) as house:
        yield house


async def register(house: House, **user: str | None) -> dict:
    said = {"email": "kim@example.com", "password": PASSWORD, "password_confirmation": PASSWORD, **user}
    return (await house.visitor.post("/api/registration", json={"user": said})).json()


async def test_somebody_is_invited_by_a_link_and_takes_the_seat(house: House) -> None:
    async with await house.client() as sam:
        made = await sam.post("/api/user_invitations", json={"email": "kim@example.com", "role": "viewer"})
        invited = made.json()["data"]
        assert (made.status_code, invited["status"], invited["expires_at"]) == (201, "open", "2026-03-05T09:00:00")
        assert invited["link"] == f"https://desk.example/join#{invited['token']}"
        listed = (await sam.get("/api/user_invitations")).json()
        assert "token" not in listed["data"][0]
        assert listed["next"] is None
        changed = await sam.put(f"/api/user_invitations/{invited['id']}", json={"role": "member"})
        assert changed.json()["data"]["role"] == "member"

        wrong = (await register(house, invite_token=invited["token"], password_confirmation="other"))["error"]
        assert wrong["status"] == 422
        said = (await register(house, invite_token=invited["token"]))["data"]
        assert said["role"] == "member"
        me = await house.visitor.get("/api/me", headers={"authorization": said["token"]})
        assert me.json()["data"]["email"] == "kim@example.com"
        again = (await register(house, invite_token=invited["token"], email="lin@example.com"))["error"]
        assert (again["status"], again["reason"]) == (403, "invitation_invalid")
        shown = (await sam.get(f"/api/user_invitations/{invited['id']}")).json()["data"]
        assert (shown["status"], shown["accepted_by"]) == ("accepted", said["user_id"])


async def test_without_mail_an_invitation_says_that_its_link_is_to_be_handed_over(house: House) -> None:
    async with await house.client() as sam:
        said = (await sam.post("/api/user_invitation_emails", json={"to_address": "kim@example.com"})).json()["data"]
        assert said["mailed"] is False
        assert "Hand the link over yourself" in said["note"]
        assert (await sam.delete(f"/api/user_invitations/{said['id']}")).json()["data"]["status"] == "revoked"
    assert (await register(house, invite_token=said["token"]))["error"]["reason"] == "invitation_invalid"


async def test_new_accounts_are_opened_by_registering_only_where_the_house_says_so(
    house: House, database_url: str, clock: FixedClock
) -> None:
    closed = (await register(house, company_name="Acme"))["error"]
    assert (closed["status"], closed["reason"]) == (403, "registration_closed")
    async with open_house(database_url, clock, people={"open_registration": True}) as open_to_all:
        opened = (await register(open_to_all, company_name="Acme", invite_token="undefined"))["data"]
        assert opened["role"] == "admin"
        taken = (await register(open_to_all, company_name="Acme"))["error"]
        assert taken["errors"] == {"email": ["has already been taken"]}


async def test_who_is_archived_is_out_everywhere_at_once_and_on_no_list(house: House) -> None:
    kim = await house.desk.another_operator(Role.MEMBER, "Kim")
    async with await house.client() as sam, await house.client(kim) as hers:
        async with Caller(house, await token_of(house, kim)) as socket:
            assert (await sam.post(f"/api/users/{kim.user_id}/archive")).json()["data"]["archived_at"] is not None
            assert await socket.peer.closed() == (1008, "no longer signed in")
        assert (await hers.get("/api/me")).status_code == 401
        listed = [user["id"] for user in (await sam.get("/api/users")).json()["data"]]
        assert kim.user_id not in listed
        everybody = (await sam.get("/api/users", params={"archived": True})).json()["data"]
        assert kim.user_id in [user["id"] for user in everybody]
        await sam.post(f"/api/users/{kim.user_id}/enable")
        assert (await hers.get("/api/me")).status_code == 200


async def test_one_deletes_oneself_only(house: House) -> None:
    kim = await house.desk.another_operator(Role.VIEWER, "Kim")
    async with await house.client() as sam, await house.client(kim) as hers:
        refused = await hers.delete(f"/api/users/{house.desk.sam.user_id}")
        assert (refused.status_code, "yourself only" in refused.text) == (403, True)
        last = await sam.delete(f"/api/users/{house.desk.sam.user_id}")
        assert (last.status_code, "last admin" in last.text) == (409, True)
        assert (await hers.delete(f"/api/users/{kim.user_id}")).status_code == 200
        assert (await hers.get("/api/me")).status_code == 401


async def test_nobody_but_an_admin_changes_roles(house: House) -> None:
    for role in (Role.MEMBER, Role.VIEWER):
        kim = await house.desk.another_operator(role, role.value)
        async with await house.client(kim) as hers:
            for user_id in (kim.user_id, house.desk.sam.user_id):
                response = await hers.put(f"/api/users/{user_id}/role", json={"role": "admin"})
                assert response.status_code == 403


@pytest.mark.parametrize("wrapped", [True, False])
async def test_a_profile_is_changed_by_what_is_said_of_it(house: House, wrapped: bool) -> None:
    def body(**said: object) -> dict[str, object]:
        return {"user_profile": said} if wrapped else said

    async with await house.client() as sam:
        photo = "https://acme.example/sam.jpg"
        said = (await sam.put("/api/profile", json=body(full_name="Sam Roe", profile_photo_url=photo))).json()["data"]
        assert (said["display_name"], said["full_name"], said["profile_photo_url"]) == ("Sam", "Sam Roe", photo)
        said = (await sam.put("/api/profile", json=body(profile_photo_url=None))).json()["data"]
        assert (said["full_name"], said["profile_photo_url"]) == ("Sam Roe", None)
        assert (await sam.get("/api/profile")).json()["data"] == said
        for wrong in WRONG_PHOTOS:
            refused = await sam.put("/api/profile", json=body(profile_photo_url=wrong))
            assert (refused.status_code, "profile_photo_url" in refused.text) == (422, True), wrong
        assert (await sam.put("/api/profile", json=body(role="admin"))).status_code == 422


async def test_what_one_is_told_by_mail_is_ones_own_choice(house: House) -> None:
    async with await house.client() as sam, await house.client(await house.desk.another_operator()) as kim:
        first = (await sam.get("/api/user_settings")).json()["data"]
        assert (first["email_alert_on_new_message"], first["email_alert_on_mention"]) == (False, True)
        body = {"user_settings": {"email_alert_on_new_message": True}}
        assert (await sam.put("/api/user_settings", json=body)).json()["data"]["email_alert_on_new_message"] is True
        second = (await sam.put("/api/user_settings", json={"email_alert_on_mention": False})).json()["data"]
        assert (second["email_alert_on_new_message"], second["email_alert_on_mention"]) == (True, False)
        assert (await kim.get("/api/user_settings")).json()["data"]["email_alert_on_new_message"] is False
        assert (await sam.put("/api/user_settings", json={"email_alert_on_new_message": None})).status_code == 422


async def test_the_page_behind_an_invitation_tells_its_token_to_nobody(house: House) -> None:
    page = await house.visitor.get("/join")
    policy = page.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert page.headers["referrer-policy"] == "no-referrer"
    assert "history.replaceState" in page.text
