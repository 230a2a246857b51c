"""Where imports meet others: two at once, batches that are wrong, and whom an imported seat waits for."""

import asyncio
from typing import Any

from tests.house import House
from tests.http.history import (
    AT,
    THEIR_THREAD,
    begin,
    bring,
    history,
    message,
)


async def test_an_imported_seat_is_taken_by_whom_it_was_kept_for(house: House) -> None:
    sam = await house.client()
    await bring(sam, await begin(sam), {"users": history()["users"]})
    entering = {"user": {"email": "rosa@old.example", "password": ""}}
    assert (await house.visitor.post("/api/session", json=entering)).status_code == 401
    anybody = (await sam.post("/api/user_invitations", json={})).json()["data"]["token"]
    hers = (await sam.post("/api/user_invitations", json={"email": "rosa@old.example"})).json()["data"]["token"]
    wanted = {"email": "rosa@old.example", "password": "long enough", "password_confirmation": "long enough"}
    taken = await house.visitor.post("/api/registration", json={"user": {**wanted, "invite_token": anybody}})
    assert taken.status_code == 422
    entered = await house.visitor.post("/api/registration", json={"user": {**wanted, "invite_token": hers}})
    assert entered.status_code == 200, entered.text
    users = {one["email"]: one for one in (await sam.get("/api/users")).json()["data"]}
    assert (users["rosa@old.example"]["disabled_at"], users["rosa@old.example"]["role"]) == (None, "member")
    assert users["rosa@old.example"]["display_name"] == "Rosa"


async def test_two_who_bring_the_same_at_once_bring_it_once(house: House) -> None:
    sam = await house.client()
    records = history()
    await bring(sam, await begin(sam), {kind: records[kind] for kind in ("users", "customers", "conversations")})
    runs = [await begin(sam) for _ in range(3)]
    taken = await asyncio.gather(*(bring(sam, run, {"messages": records["messages"]}) for run in runs))
    assert sorted(one["messages"]["added"] for one in taken) == [0, 0, 5]
    shown = (await sam.get(f"/api/conversations/{THEIR_THREAD}")).json()["data"]
    assert len(shown["messages"]) == 4


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"kind": "odd", "records": []}, "kind"),
    ({"kind": "tags", "records": [{"id": "1", "created_at": AT, "name": "x", "more": 1}]}, "records.0.more"),
    ({"kind": "tags", "records": [{"id": "", "created_at": AT, "name": "x"}]}, "records.0.id"),
    ({"kind": "messages", "records": [message("1", "c", "customer", "x" * 70_000, 1)]}, "records.0"),
    ({"kind": "tags", "records": [{"id": "1", "created_at": AT, "name": "x"}] * 501}, "records"),
    ({"kind": "customers", "records": [{"id": "1", "created_at": "2020-05-04T10:00:00"}]}, "created_at"),
]


async def test_a_batch_that_is_wrong_is_refused_as_a_whole(house: House) -> None:
    sam = await house.client()
    run = await begin(sam)
    for body, said in WRONG:
        refused = await sam.post(f"/api/imports/{run}/records", json=body)
        assert refused.status_code == 422, said
        assert said in str(refused.json()["error"]["errors"])
