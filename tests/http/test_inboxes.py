"""Inboxes by HTTP: opened, changed, given up; their members, hours and context; the account and the widget."""

from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from cairnloop.desk.conversation.conversations import Opening, open_conversation
from cairnloop.desk.inbox import walking
from tests import make
from tests.house import House


async def data(client: httpx.AsyncClient, method: str, path: str, body: Any = None, status: int = 200) -> Any:
    response = await client.request(method, path, json=body)
    assert response.status_code == status, response.text
    return response.json().get("data")


async def errors(client: httpx.AsyncClient, method: str, path: str, body: Any, status: int = 422) -> str:
    response = await client.request(method, path, json=body)
    assert response.status_code == status, response.text
    return str(response.json()["error"])


async def test_an_inbox_is_opened_found_and_changed(house: House) -> None:
    sam = await house.client()
    made = await data(sam, "POST", "/api/inboxes", {"inbox": {"name": "Käufer & Co", "description": " shop "}}, 201)
    assert (made["slug"], made["description"], made["is_primary"]) == ("kaufer-co", "shop", False)
    assert (made["draft_policy"], made["is_private"]) == ("require_approval", False)
    again = await data(sam, "POST", "/api/inboxes", {"name": "Käufer & Co"}, 201)
    assert again["slug"] == "kaufer-co-2"
    assert (await data(sam, "GET", f"/api/inboxes/{made['id']}"))["name"] == "Käufer & Co"
    changed = await data(
        sam, "PUT", f"/api/inboxes/{made['id']}", {"name": "Shop", "slug": "Shop", "draft_policy": "deny"}
    )
    assert (changed["name"], changed["slug"], changed["draft_policy"]) == ("Shop", "shop", "deny")
    assert (await data(sam, "PUT", f"/api/inboxes/{made['id']}", {"description": ""}))["description"] is None
    names = [row["name"] for row in await data(sam, "GET", "/api/inboxes")]
    assert names == ["Primary inbox", "Käufer & Co", "Shop"]
    trail = await data(sam, "GET", f"/api/audit?subject={made['id']}")
    assert {row["action"] for row in trail} == {"inbox.created", "inbox.changed"}
    assert "shop" not in str(trail[-1]["detail"])


async def test_who_changes_what_somebody_changed_since_is_told_who(house: House) -> None:
    sam = await house.client()
    for path, shown, field in (
        (f"/api/inboxes/{house.desk.inbox_id}", f"/api/inboxes/{house.desk.inbox_id}", "name"),
        (f"/api/accounts/{house.desk.account_id}", "/api/accounts/me", "company_name"),
    ):
        seen = (await data(sam, "GET", shown))["version"]
        assert (await data(sam, "PUT", path, {field: "One", "seen": seen}))["version"] == seen + 1
        said = await errors(sam, "PUT", path, {field: "Two", "seen": seen}, 409)
        assert "stale_version" in said
        assert "Sam has changed this" in said
        await errors(sam, "PUT", path, {field: "Two", "seen": 0})


async def test_there_is_one_primary_inbox_at_any_time(house: House) -> None:
    sam, first = await house.client(), str(house.desk.inbox_id)
    made = await data(sam, "POST", "/api/inboxes", {"name": "Second", "is_primary": True}, 201)
    assert (await data(sam, "GET", "/api/inboxes/primary"))["id"] == made["id"]
    assert [row["is_primary"] for row in await data(sam, "GET", "/api/inboxes")] == [True, False]
    await data(sam, "PUT", f"/api/inboxes/{first}", {"is_primary": True})
    assert (await data(sam, "GET", "/api/inboxes/primary"))["id"] == first
    assert (await house.desk.conversation()).inbox_id == house.desk.inbox_id
    said = await errors(sam, "PUT", f"/api/inboxes/{first}", {"is_primary": False}, 409)
    assert "make another one primary" in said
    assert "another one primary first" in await errors(sam, "DELETE", f"/api/inboxes/{first}", None, 409)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"name": "x", "slug": "primary"}, "choose another"),
        ({"name": "x", "slug": "-x"}, "slug"),
        ({"name": "x", "slug": "a b"}, "slug"),
        ({"name": " "}, "name"),
        ({"slug": "x"}, "name: is missing"),
        ({"name": "x", "draft_policy": "yolo"}, "draft_policy"),
        ({"name": "x", "owner": 1}, "is not a field"),
        ({"name": "x", "description": "y" * 2001}, "description"),
    ],
)
async def test_what_is_wrong_with_an_inbox_is_named(house: House, body: dict[str, Any], said: str) -> None:
    assert said in await errors(await house.client(), "POST", "/api/inboxes", body)


async def test_an_inbox_is_given_up_only_when_its_conversations_go_elsewhere(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walking, "STEP", 2)
    sam, desk = await house.client(), house.desk
    made = await data(sam, "POST", "/api/inboxes", {"name": "Old shop", "slug": "shop"}, 201)
    inbox = UUID(made["id"])
    threads = [await open_conversation(house.s.db, Opening(desk.account_id, desk.customer_id, inbox)) for _ in range(5)]
    stays = await desk.conversation()
    path = f"/api/inboxes/{inbox}"
    assert "move_to" in await errors(sam, "DELETE", path, None, 409)
    assert "the inbox itself" in await errors(sam, "DELETE", f"{path}?move_to={inbox}", None)
    await errors(sam, "DELETE", f"{path}?move_to={uuid4()}", None, 404)
    await data(sam, "DELETE", f"{path}?move_to={desk.inbox_id}")
    await errors(sam, "GET", path, None, 404)
    await house.settle()
    rows = await data(sam, "GET", "/api/conversations")
    assert {row["inbox_id"] for row in rows} == {str(desk.inbox_id)}
    assert {row["id"] for row in rows} == {str(one.id) for one in (*threads, stays)}
    shown = {"account_id": str(desk.account_id), "inbox_id": str(inbox)}
    page = await house.visitor.get("/api/widget_settings", params=shown)
    assert page.json()["data"]["inbox_id"] == str(desk.inbox_id), "pages with the old inbox go on working"
    assert (await data(sam, "POST", "/api/inboxes", {"name": "New", "slug": "shop"}, 201))["slug"] == "shop"


async def test_an_empty_inbox_is_given_up_at_once(house: House) -> None:
    sam = await house.client()
    made = await data(sam, "POST", "/api/inboxes", {"name": "Trial"}, 201)
    await data(sam, "DELETE", f"/api/inboxes/{made['id']}")
    assert len(await data(sam, "GET", "/api/inboxes")) == 1
    await errors(sam, "DELETE", f"/api/inboxes/{made['id']}", None, 404)


async def test_members_come_and_go_and_of_a_private_inbox_only_they_are_given_work(house: House) -> None:
    sam, desk = await house.client(), house.desk
    kim = await desk.another_operator()
    made = await data(sam, "POST", "/api/inboxes", {"name": "Board", "is_private": True}, 201)
    thread = await open_conversation(house.s.db, Opening(desk.account_id, desk.customer_id, UUID(made["id"])))
    members = f"/api/inboxes/{made['id']}/members"
    give = {"assignee_id": kim.user_id}
    assert "make them a member" in await errors(sam, "POST", f"/api/conversations/{thread.id}/assign", give, 409)
    many = {"ids": [str(thread.id)], "move": "assign", **give}
    assert (await data(sam, "POST", "/api/conversations/bulk", many))[0]["error"]["status"] == 409
    await data(sam, "PUT", f"{members}/{kim.user_id}", {"role": "admin"})
    assert (await data(sam, "PUT", f"{members}/{kim.user_id}"))["role"] == "member"
    assert [(row["user_id"], row["user"]["email"]) for row in await data(sam, "GET", members)] == [
        (kim.user_id, kim.email)
    ]
    await data(sam, "POST", f"/api/conversations/{thread.id}/assign", give)
    await data(sam, "DELETE", f"{members}/{kim.user_id}")
    await errors(sam, "DELETE", f"{members}/{kim.user_id}", None, 404)
    assert await data(sam, "GET", members) == []
    other = await make.desk(house.s.db, "Other")
    await errors(sam, "PUT", f"{members}/{other.sam.user_id}", {}, 404)
