"""Articles as front ends read, save and publish them: nobody's words are overwritten, or published unread."""

from uuid import uuid4

import httpx

from tests.house import House


async def made(client: httpx.AsyncClient, title: str = "Maps") -> dict[str, object]:
    said = await client.post("/api/articles", json={"title": title, "markdown": "First words."})
    return dict(said.json()["data"])


async def test_each_version_can_be_read_with_its_words(house: House) -> None:
    client = await house.client()
    article = await made(client)
    path = f"/api/articles/{article['id']}"
    await client.post(f"{path}/publish")
    saved = (await client.put(path, json={"markdown": "Other words."})).json()["data"]
    second, first = saved["revisions"]
    words = [(await client.get(f"{path}/revisions/{one['id']}")).json()["data"] for one in (first, second)]
    assert [(one["version"], one["state"], one["body"]) for one in words] == [
        (1, "published", "First words."),
        (2, "draft", "Other words."),
    ]
    other = await made(client, "Other")
    assert (await client.get(f"/api/articles/{other['id']}/revisions/{first['id']}")).status_code == 404
    assert (await client.get(f"{path}/revisions/{uuid4()}")).status_code == 404


async def test_the_list_says_where_words_wait_to_be_published(house: House) -> None:
    client = await house.client()
    article = await made(client)

    async def drafts(**asked: str) -> list[bool]:
        return [row["draft"] for row in (await client.get("/api/articles", params=asked)).json()["data"]]

    assert await drafts() == [True]
    await client.post(f"/api/articles/{article['id']}/publish")
    assert await drafts(status="published") == [False]
    await client.put(f"/api/articles/{article['id']}", json={"markdown": "Other words."})
    assert await drafts() == [True]


async def test_words_of_a_draft_that_somebody_changed_are_neither_overwritten_nor_published(house: House) -> None:
    client = await house.client()
    article = await made(client)
    path = f"/api/articles/{article['id']}"
    [seen] = (await client.get(path)).json()["data"]["revisions"]
    saw = {"seen": seen["version"], "digest": seen["digest"]}
    theirs = await client.put(path, json={"markdown": "Their words.", **saw})
    assert theirs.status_code == 200
    for refused in (
        await client.put(path, json={"markdown": "My words.", **saw}),
        await client.post(f"{path}/publish", json=saw),
    ):
        assert (refused.status_code, refused.json()["error"]["reason"]) == (409, "stale_version")
    [now] = theirs.json()["data"]["revisions"]
    assert now["version"] == seen["version"]
    published = await client.post(f"{path}/publish", json={"seen": now["version"], "digest": now["digest"]})
    assert published.json()["data"]["status"] == "published"
