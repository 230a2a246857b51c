"""What an open console is told of the house it works in: who works there, canned replies, hours, the account."""

from typing import Any

from cairnloop.people.permissions import Role
from tests.house import House
from tests.http.history import begin, bring, history
from tests.sockets.caller import Caller, token_of

SHIFTS = {"time_zone": "Europe/Berlin", "working_hours": [{"day": "monday", "start_minute": 540, "end_minute": 1020}]}
ABOUT = {"user", "canned_response", "hours", "account"}
REPLY = {"canned_response": {"name": "Refunds", "content": "Within thirty days."}}


async def test_operators_hear_of_each_other_and_of_what_is_set(house: House) -> None:
    kim = await house.desk.another_operator(Role.MEMBER, "Kim")
    account, inbox = f"/api/accounts/{house.desk.account_id}", f"/api/inboxes/{house.desk.inbox_id}"
    async with (
        Caller(house, await token_of(house, kim)) as listening,
        await house.client() as sam,
        await house.client(kim) as kims,
    ):
        await listening.join(f"notification:{house.desk.account_id}")

        async def heard(response: Any) -> list[tuple[str, dict[str, Any]]]:
            assert response.is_success, response.text
            listening.heard.clear()
            everything = [(event, payload) for _, event, payload in await listening.settled()]
            return [(event, payload) for event, payload in everything if event.partition(":")[0] in ABOUT]

        ((event, new),) = await heard(
            await sam.post("/api/users", json={"email": "lin@x.org", "password": "long enough"})
        )
        assert (event, new["user"]["email"], new["user"]["role"]) == ("user:created", "lin@x.org", "member")
        user = f"/api/users/{new['id']}"
        ((event, told),) = await heard(await sam.put(f"{user}/role", json={"role": "viewer"}))
        assert (event, told["id"], told["user"]["role"]) == ("user:updated", new["id"], "viewer")
        for move in ("disable", "enable", "archive"):
            answer = await sam.post(f"{user}/{move}")
            assert await heard(answer) == [("user:updated", {"id": new["id"], "user": answer.json()["data"]})]
        ((event, told),) = await heard(await kims.put("/api/profile", json={"display_name": "Kimberly"}))
        assert (event, told["user"]["display_name"]) == ("user:updated", "Kimberly")

        made = await sam.post("/api/canned_responses", json=REPLY)
        reply = made.json()["data"]
        assert await heard(made) == [("canned_response:created", {"id": reply["id"], "canned_response": reply})]
        path = f"/api/canned_responses/{reply['id']}"
        ((event, told),) = await heard(await sam.put(path, json={"canned_response": {"shortcut": "refund"}}))
        assert (event, told["canned_response"]["shortcut"]) == ("canned_response:updated", "refund")
        ((event, told),) = await heard(await sam.delete(path))
        assert (event, told["id"]) == ("canned_response:deleted", reply["id"])

        for of, inbox_id in (("/api", None), (inbox, str(house.desk.inbox_id))):
            set_ = await sam.put(f"{of}/business_hours", json=SHIFTS)
            news = {"inbox_id": inbox_id, "business_hours": set_.json()["data"]}
            assert await heard(set_) == [("hours:updated", news)]
        ((event, told),) = await heard(await sam.delete(f"{inbox}/business_hours"))
        assert (event, told["business_hours"]["inherited"]) == ("hours:updated", True)

        changed = await sam.put(account, json={"company_name": "Northridge"})
        assert await heard(changed) == [
            ("account:updated", {"id": str(house.desk.account_id), "fields": ["company_name"]})
        ]
        assert await heard(await sam.put(account, json={"company_name": "Northridge"})) == []


async def test_who_takes_a_seat_by_an_invitation_is_seen_at_once(house: House) -> None:
    async with Caller(house, await token_of(house, house.desk.sam)) as listening, await house.client() as sam:
        await listening.join(f"notification:{house.desk.account_id}")
        token = (await sam.post("/api/user_invitations", json={"role": "member"})).json()["data"]["token"]
        user = {"email": "lin@x.org", "password": "long enough", "invite_token": token}
        assert (await house.visitor.post("/api/registration", json={"user": user})).status_code == 200
        found = [payload["user"]["email"] for _, event, payload in await listening.settled() if event == "user:created"]
    assert found == ["lin@x.org"]


async def test_seats_that_an_import_brings_are_told_of_once_a_batch(house: House) -> None:
    async with Caller(house, await token_of(house, house.desk.sam)) as listening, await house.client() as sam:
        await listening.join(f"notification:{house.desk.account_id}")
        run = await begin(sam)
        for _ in range(2):
            await bring(sam, run, {"users": history()["users"]})
        users = (await sam.get("/api/users", params={"archived": True})).json()["data"]
        told = [payload for _, event, payload in await listening.settled() if event.startswith("user:")]
    brought = [one["id"] for one in users if one["email"].endswith("@old.example")]
    assert told == [{"import_id": run, "ids": brought}]


async def test_a_canned_reply_of_a_private_inbox_is_heard_by_those_who_work_there(house: House) -> None:
    kim = await house.desk.another_operator(Role.MEMBER, "Kim")
    async with await house.client() as sam:
        made = await sam.post("/api/inboxes", json={"name": "Board", "is_private": True})
        async with (
            Caller(house, await token_of(house, kim)) as outside,
            Caller(house, await token_of(house, house.desk.sam)) as inside,
        ):
            for one in (outside, inside):
                await one.join(f"notification:{house.desk.account_id}")
            for inbox_id in (made.json()["data"]["id"], None):
                words = {**REPLY["canned_response"], "name": f"For {inbox_id}", "inbox_id": inbox_id}
                assert (await sam.post("/api/canned_responses", json={"canned_response": words})).status_code == 201
            for one, names in ((outside, 1), (inside, 2)):
                found: list[str] = []
                while "For None" not in found:
                    frame = await one.peer.hear()
                    if frame.event == "canned_response:created":
                        assert isinstance(frame.payload, dict)
                        found.append(frame.payload["canned_response"]["name"])
                assert len(found) == names
