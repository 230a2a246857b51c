"""What published widgets ask, and how they are answered."""

from uuid import UUID, uuid4

import pytest

from tests.house import House

SIZES = {"browser": "Firefox", "os": "Linux", "screen_height": 900, "screen_width": 1440, "insert_id": "x", "time": 1}


async def meet(house: House, **more: object) -> dict:
    body = {"customer": {"account_id": str(house.desk.account_id), **SIZES, **more}}
    response = await house.visitor.post("/api/customers", json=body)
    assert response.status_code == 201, response.text
    return response.json()["data"]


async def test_ping_answers_with_the_parameters(house: House) -> None:
    said = (await house.visitor.get("/api/ping", params={"a": "b"})).json()
    assert said == {"data": {"message": "Pong!", "params": {"a": "b"}}}


async def test_widget_settings_are_made_on_first_use(house: House) -> None:
    asked = {"account_id": str(house.desk.account_id), "inbox_id": "undefined"}
    first = (await house.visitor.get("/api/widget_settings", params=asked)).json()["data"]
    second = (await house.visitor.get("/api/widget_settings", params=asked)).json()["data"]

    assert first["id"] == second["id"]
    assert first["account"]["company_name"] == "Trailmark"
    assert first["inbox_id"] == str(house.desk.inbox_id)


@pytest.mark.parametrize(
    ("account", "status"), [("3f2b8c1e-5a7d-4e9f-8b6a-1c2d3e4f5a6b", 404), ("", 422), ("nonsense", 422), (None, 422)]
)
async def test_widget_settings_of_no_account_say_so(house: House, account: str | None, status: int) -> None:
    params = {} if account is None else {"account_id": account}
    response = await house.visitor.get("/api/widget_settings", params=params)
    assert response.status_code == status
    assert response.json()["error"]["status"] == status


async def test_a_customer_is_met_with_what_the_page_says(house: House) -> None:
    said = await meet(house, external_id=42, name="Ada", email="null", metadata="not a map", current_url="x" * 300)

    assert (said["external_id"], said["name"], said["email"], said["metadata"]) == ("42", "Ada", None, None)
    assert said["current_url"] == "x" * 250 + "..."
    assert said["ip"] == "127.0.0.1"
    assert said["created_at"] == "2026-03-02T09:00:00"


async def test_what_a_page_nests_deep_is_cut_and_what_it_nests_far_too_deep_is_refused(house: House) -> None:
    for levels, status in ((90, 201), (1000, 400)):
        deep = "[" * levels + "]" * levels
        body = (
            f'{{"customer": {{"account_id": "{house.desk.account_id}", "metadata": {{"plan": "pro", "a": {deep}}}}}}}'
        )
        said = await house.visitor.post("/api/customers", content=body, headers={"content-type": "application/json"})
        assert said.status_code == status, said.text
        if said.is_success:
            assert said.json()["data"]["metadata"]["plan"] == "pro"
        else:
            assert "nested in more than 100 levels" in said.json()["error"]["message"]


async def test_a_customer_is_found_again_by_the_hosts_own_id(house: House) -> None:
    known = await meet(house, external_id="u-1")
    params = {"external_id": "u-1", "account_id": str(house.desk.account_id), "email": "", "host": "undefined"}

    found = await house.visitor.get("/api/customers/identify", params=params)
    unknown = await house.visitor.get("/api/customers/identify", params={**params, "external_id": "u-2"})
    missing = await house.visitor.get("/api/customers/identify", params={**params, "external_id": "null"})

    assert found.json() == {"data": {"customer_id": known["id"]}}
    assert unknown.json() == {"data": {"customer_id": None}}
    assert missing.status_code == 422


async def test_silence_about_a_field_erases_nothing(house: House) -> None:
    known = await meet(house, name="Ada")
    changed = await house.visitor.put(f"/api/customers/{known['id']}/metadata", json={"metadata": {"os": "BSD"}})
    assert (changed.json()["data"]["name"], changed.json()["data"]["os"]) == ("Ada", "BSD")


async def test_whether_a_customer_exists(house: House) -> None:
    known = await meet(house)
    assert (await house.visitor.get(f"/api/customers/{known['id']}/exists")).json() == {"data": True}
    assert (await house.visitor.get(f"/api/customers/{uuid4()}/exists")).json() == {"data": False}
    malformed = await house.visitor.get("/api/customers/nonsense/exists")
    assert (malformed.status_code, malformed.json()["errors"]) == (400, {"detail": "Bad Request"})


async def test_a_conversation_may_come_with_its_first_message(house: House) -> None:
    customer = await meet(house)
    body = {
        "conversation": {"account_id": str(house.desk.account_id), "customer_id": customer["id"], "status": "open"},
        "message": {"body": "hello", "sent_at": "2026-03-02T08:59:59.000Z"},
    }
    response = await house.visitor.post("/api/conversations", json=body)
    conversation = response.json()["data"]
    asked = {"customer_id": customer["id"], "account_id": str(house.desk.account_id)}
    seen = (await house.visitor.get("/api/conversations/customer", params=asked)).json()["data"]

    assert response.status_code == 201
    assert response.headers["location"].endswith(conversation["id"])
    assert [message["body"] for message in seen[0]["messages"]] == ["hello"]
    assert seen[0]["messages"][0]["sent_at"] == "2026-03-02T08:59:59Z"


async def test_a_closed_conversation_is_told_to_the_page_that_knows_it_while_none_is_open(house: House) -> None:
    desk, client = house.desk, await house.client()
    closed, other = await desk.conversation(), await desk.conversation(customer_id=UUID((await meet(house))["id"]))
    await desk.says(closed, "hello?")

    async def told(**more: object) -> list[str]:
        asked = {"customer_id": str(desk.customer_id), "account_id": str(desk.account_id), **more}
        answer = await house.visitor.get("/api/conversations/customer", params=asked)
        return [one["id"] for one in answer.json()["data"]]

    for one in (closed, other):
        await client.put(f"/api/conversations/{one.id}", json={"conversation": {"status": "closed"}})
    assert await told() == await told(conversation_id="undefined") == []
    assert await told(conversation_id=str(closed.id)) == [str(closed.id)]
    assert await told(conversation_id=str(other.id)) == await told(conversation_id=str(uuid4())) == []
    opened = await desk.conversation()
    assert await told(conversation_id=str(closed.id)) == [str(opened.id)]
    await client.put(f"/api/conversations/{opened.id}", json={"conversation": {"status": "closed"}})
    assert (await client.post(f"/api/conversations/{closed.id}/archive")).is_success
    assert await told(conversation_id=str(closed.id)) == []


async def test_a_conversation_needs_a_customer_of_the_account(house: House) -> None:
    from tests import make

    stranger = await make.customer(house.s.db, (await make.desk(house.s.db, "Other")).account_id)
    body = {"conversation": {"account_id": str(house.desk.account_id), "customer_id": str(stranger)}}
    response = await house.visitor.post("/api/conversations", json=body)
    assert response.status_code == 422
    assert "customer_id" in response.json()["error"]["errors"]


async def test_a_page_of_another_site_may_ask(house: House) -> None:
    asked = {"origin": "https://shop.example", "access-control-request-method": "PUT"}
    asked["access-control-request-headers"] = "content-type"
    response = await house.visitor.options("/api/widget_settings/metadata", headers=asked)
    assert response.status_code == 200
    assert response.headers["access-control-allow-origin"] == "https://shop.example"


async def test_a_broken_body_is_an_error_that_says_so(house: House) -> None:
    headers = {"content-type": "application/json"}
    response = await house.visitor.post("/api/customers", content=b"{nope", headers=headers)
    told = "The body is not JSON: Expecting property name enclosed in double quotes."
    assert (response.status_code, response.json()["error"]["message"]) == (400, told)


async def test_an_oversize_body_is_refused_before_it_is_read(house: House) -> None:
    response = await house.visitor.post("/api/customers", content=b" " * 2_000_000)
    assert response.status_code == 413


async def test_a_nul_in_the_address_is_refused(house: House) -> None:
    response = await house.visitor.get("/api/customers/identify?external_id=%00&account_id=" + str(uuid4()))
    assert response.status_code == 400


async def test_the_widgets_files_come_with_a_strict_policy(house: House) -> None:
    page = await house.visitor.get("/chat")
    script = await house.visitor.get("/widget.js")
    assert page.status_code == script.status_code == 200
    assert page.headers["content-security-policy"].startswith("default-src 'self'")
    assert "unsafe" not in page.headers["content-security-policy"]
    assert (await house.visitor.get("/..%2fpyproject.toml")).status_code == 404


def test_account_ids_have_the_form_published_widgets_check() -> None:
    assert UUID(str(uuid4())).version == 4
