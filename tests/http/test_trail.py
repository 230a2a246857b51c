"""The trail as front ends ask for it."""

from tests.house import House


async def test_the_trail_is_asked_by_actor_action_subject_and_time(house: House) -> None:
    client = await house.client()
    thread = await house.desk.conversation()
    await client.post(f"/api/conversations/{thread.id}/resolve", json={})
    made = (await client.post("/api/articles", json={"title": "Maps", "markdown": "Text."})).json()["data"]

    async def actions(**asked: str) -> list[str]:
        said = await client.get("/api/audit", params=asked)
        assert said.status_code == 200, said.text
        return [entry["action"] for entry in said.json()["data"]]

    assert await actions(actor="sam", action="article.") == ["article.saved", "article.created"]
    assert await actions(subject=made["id"]) == ["article.saved", "article.created"]
    assert await actions(conversation_id=str(thread.id)) == ["conversation.resolved", "conversation.opened"]
    assert await actions(conversation_id=str(thread.id), actor="customer") == ["conversation.opened"]
    assert await actions(actor="me", until="2001-01-01") == []
    assert "article.saved" in await actions(since="2001-01-01T00:00:00Z", actor="user")


async def test_what_cannot_be_asked_names_the_field_and_the_remedy(house: House) -> None:
    client = await house.client()
    for asked, words in (
        ({"actor": "smm"}, "nobody here is called “smm”; write a colleague's name"),
        ({"since": "0001-01-01T00:00:00+14:00"}, "is too far away"),
        ({"until": "soon"}, "is no instant; write"),
        ({"conversation_id": "x"}, "is no id"),
    ):
        said = await client.get("/api/audit", params=asked)
        [errors] = said.json()["error"]["errors"].items()
        assert said.status_code == 422
        assert errors[0] == next(iter(asked))
        assert words in errors[1][0]
