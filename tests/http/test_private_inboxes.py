"""Private inboxes: to whoever does not work in one, nothing of it exists, on any route and on any topic."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from cairnloop.daemon.http import trail as http_trail
from cairnloop.desk import sight
from cairnloop.desk.conversation.conversations import Opening, open_conversation
from cairnloop.desk.lists.pages import LOOKED_AT
from cairnloop.desk.tables import Conversation
from cairnloop.drafting import queries as drafting_queries
from cairnloop.people.identity import Operator
from cairnloop.people.permissions import ALLOWED, Role
from tests import make
from tests.house import House
from tests.http.test_matrix import GUARDED, ask, path_of
from tests.sockets.caller import Caller, token_of

WORDS = "zanzibar"


@dataclass
class Secret:
    """A private inbox with one conversation, in which Lin works and Kim does not."""

    inbox_id: UUID
    thread: Conversation
    question: str
    draft_id: UUID
    kim: Operator
    lin: Operator
    plain: Conversation

    @property
    def ids(self) -> dict[str, object]:
        return {
            "inbox_id": self.inbox_id,
            "conversation_id": self.thread.id,
            "message_id": self.question,
            "draft_id": self.draft_id,
        }


@pytest.fixture
async def secret(house: House) -> Secret:
    desk = house.desk
    kim, lin = [await desk.another_operator(Role.MEMBER, name) for name in ("Kim", "Lin")]
    async with await house.client() as sam:
        made = await sam.post("/api/inboxes", json={"name": "Board", "is_private": True})
        inbox_id = UUID(made.json()["data"]["id"])
        assert (await sam.put(f"/api/inboxes/{inbox_id}/members/{lin.user_id}")).status_code == 200
        ada = await make.customer(house.s.db, desk.account_id, name="Rex", email="rex@example.com")
        thread = await open_conversation(house.s.db, Opening(desk.account_id, ada, inbox_id, subject=WORDS))
        question = await desk.says(thread, f"How is {WORDS}?")
        draft = await make.draft(house.s.db, thread, question["id"])
        note = {"body": f"{WORDS} is fine", "private": True}
        await sam.post(f"/api/conversations/{thread.id}/messages", json=note)
    plain = await desk.conversation()
    await desk.says(plain, "How do I change region?")
    return Secret(inbox_id, thread, question["id"], draft.id, kim, lin, plain)


async def test_by_id_nothing_of_it_is_found_on_any_route(house: House, secret: Secret) -> None:
    kim, lin, sam = await house.client(secret.kim), await house.client(secret.lin), await house.client()
    asked = 0
    for route, method, needed in GUARDED:
        if not set(route.param_convertors) & set(secret.ids) or Role.MEMBER not in ALLOWED[needed]:
            continue
        path = path_of(route, **secret.ids)
        response = await ask(kim, route, method, path)
        assert response.status_code == 404, f"{method} {route.path} -> {response.status_code} {response.text}"
        if method == "GET" and set(route.param_convertors) <= set(secret.ids):
            for who in (lin, sam):
                known = await ask(who, route, method, path)
                nothing_there = route.path.endswith("business_context")
                assert known.status_code == (404 if nothing_there else 200), f"{route.path} -> {known.text}"
        asked += 1
    assert asked > 10


async def test_no_list_no_count_and_no_search_tells_of_it(house: House, secret: Secret) -> None:
    kim, lin = await house.client(secret.kim), await house.client(secret.lin)
    ids = [str(one) for one in secret.ids.values()]
    asked: list[dict[str, Any]] = [{}, {"q": WORDS}, {"query": WORDS}, {"inbox_id": str(secret.inbox_id)}]
    for route, method, needed in GUARDED:
        of_customer = set(route.param_convertors) <= {"customer_id"}
        if method != "GET" or not of_customer or Role.MEMBER not in ALLOWED[needed]:
            continue
        path = path_of(route, customer_id=secret.thread.customer_id)
        for params in asked:
            text = (await kim.get(path, params=params)).text.replace(f"“{WORDS}”", "")
            # What was asked for may be said back, and nothing else of it.
            found = [one for one in (*ids, WORDS) if one in text and one not in params.values()]
            assert not found, f"{route.path} {params} -> {text[:500]}"
    listed = (await kim.get("/api/conversations")).json()["data"]
    assert [row["id"] for row in listed] == [str(secret.plain.id)]
    assert (await kim.get("/api/conversations", params={"inbox_id": str(secret.inbox_id)})).json()["data"] == []
    assert len((await lin.get("/api/conversations")).json()["data"]) == 2
    counts = [(await who.get("/api/conversations/counts")).json()["data"] for who in (kim, lin)]
    assert [one["open"] for one in counts] == [1, 2]
    assert [one["decision"] for one in counts] == [0, 1]
    assert [row["name"] for row in (await kim.get("/api/inboxes")).json()["data"]] == ["Primary inbox"]
    assert (await kim.get("/api/drafts")).json()["data"] == []
    trail = (await kim.get("/api/audit", params={"conversation_id": str(secret.thread.id)})).json()["data"]
    assert trail == []


async def test_the_same_move_for_many_leaves_it_alone(house: House, secret: Secret) -> None:
    kim, lin = await house.client(secret.kim), await house.client(secret.lin)
    body = {"ids": [str(secret.thread.id), str(secret.plain.id)], "move": "resolve"}
    told = (await kim.post("/api/conversations/bulk", json=body)).json()["data"]
    assert [one["done"] for one in told] == [False, True]
    assert told[0]["error"]["message"] == "no such conversation"
    assert (await lin.get(f"/api/conversations/{secret.thread.id}")).json()["data"]["status"] == "open"


async def test_nothing_of_it_is_heard_by_who_does_not_work_there(house: House, secret: Secret) -> None:
    topic = f"notification:{house.desk.account_id}"
    async with (
        Caller(house, await token_of(house, secret.kim)) as kim,
        Caller(house, await token_of(house, secret.lin)) as lin,
        await house.client(secret.lin) as hers,
    ):
        for caller in (kim, lin):
            assert (await caller.join(topic))[0] == "ok"
        await lin.ask(topic, "viewing", {"conversation_id": str(secret.thread.id)})
        await lin.ask(topic, "typing", {"conversation_id": str(secret.thread.id), "typing": True})
        await house.desk.says(secret.thread, f"{WORDS} again")
        await hers.post(f"/api/conversations/{secret.thread.id}/messages", json={"body": f"about {WORDS}"})
        await hers.post(f"/api/conversations/{secret.thread.id}/resolve")
        await lin.ask(topic, "viewing", {"conversation_id": str(secret.plain.id)})
        await house.desk.says(secret.plain, "the last word")

        heard = await until(kim, "the last word")
        assert not any(str(one) in heard for one in secret.ids.values())
        assert WORDS not in heard
        assert str(secret.plain.id) in heard
        assert WORDS in await until(lin, "the last word")
        viewing = [
            payload["joins"][f"user:{secret.lin.user_id}"]["metas"][0].get("viewing")
            for _, event, payload in kim.heard
            if event == "presence_diff" and f"user:{secret.lin.user_id}" in payload["joins"]
        ]
        assert viewing[-2:] == [None, str(secret.plain.id)]


async def test_its_conversation_cannot_be_joined_or_written_to(house: House, secret: Secret) -> None:
    topic, thread = f"notification:{house.desk.account_id}", str(secret.thread.id)
    async with (
        Caller(house, await token_of(house, secret.kim)) as kim,
        Caller(house, await token_of(house, secret.lin)) as lin,
        Caller(house) as customer,
    ):
        assert await kim.join(f"conversation:{thread}") == ("error", "unauthorized")
        assert (await lin.join(f"conversation:{thread}"))[0] == "ok"
        assert (await customer.join(f"conversation:{thread}"))[0] == "ok"
        await kim.join(topic)
        pushes: list[tuple[str, dict[str, Any]]] = [
            ("shout", {"body": "hi", "private": True}),
            ("read", {}),
            ("typing", {"typing": True}),
            ("viewing", {}),
        ]
        for event, payload in pushes:
            told = await kim.ask(topic, event, {"conversation_id": thread, **payload})
            assert told == ("error", "no such conversation"), event


async def test_what_is_moved_or_begun_there_is_heard_no_more_where_its_customer_hears_it(
    house: House, secret: Secret
) -> None:
    plain, customer = secret.plain, house.desk.customer_id
    topics = f"conversation:{plain.id}", f"conversation:lobby:{customer}"
    async with (
        Caller(house, await token_of(house, secret.kim)) as kim,
        Caller(house, await token_of(house, secret.lin)) as lin,
        await house.client() as sam,
    ):
        for topic in topics:
            for caller in (kim, lin):
                assert (await caller.join(topic))[0] == "ok"
        move = {"conversation": {"inbox_id": str(secret.inbox_id)}}
        assert (await sam.put(f"/api/conversations/{plain.id}", json=move)).status_code == 200
        await house.desk.says(plain, f"{WORDS} once more")
        begun = await open_conversation(house.s.db, Opening(house.desk.account_id, customer, secret.inbox_id))
        shown = await open_conversation(house.s.db, Opening(house.desk.account_id, customer))
        heard = await until(kim, str(shown.id))
        assert WORDS not in heard
        assert str(begun.id) not in heard
        heard = await until(lin, str(shown.id))
        assert WORDS in heard
        assert str(begun.id) in heard


async def test_who_begins_or_ceases_to_work_there_has_their_sockets_opened_anew(house: House, secret: Secret) -> None:
    topic = f"notification:{house.desk.account_id}"
    async with Caller(house, await token_of(house, secret.kim)) as before, await house.client() as sam:
        await before.join(topic)
        path = f"/api/inboxes/{secret.inbox_id}/members/{secret.kim.user_id}"
        assert (await sam.put(path, json={"role": "member"})).status_code == 200
        assert await before.peer.closed() == (1012, "what you may see has changed")
        kims = await house.client(secret.kim)
        assert (await kims.get(f"/api/conversations/{secret.thread.id}")).status_code == 200
        async with Caller(house, await token_of(house, secret.kim)) as after:
            await after.join(topic)
            await house.desk.says(secret.thread, "for both now")
            assert "for both now" in await until(after, "for both now")
            assert (await sam.delete(path)).status_code == 200
            assert await after.peer.closed() == (1012, "what you may see has changed")
        assert (await kims.get(f"/api/conversations/{secret.thread.id}")).status_code == 404


async def test_an_admin_who_becomes_a_member_sees_it_no_more(house: House, secret: Secret) -> None:
    robin = await house.desk.another_operator(Role.ADMIN, "Robin")
    async with Caller(house, await token_of(house, robin)) as caller, await house.client() as sam:
        await caller.join(f"notification:{house.desk.account_id}")
        await sam.put(f"/api/users/{robin.user_id}/role", json={"role": "member"})
        assert await caller.peer.closed() == (1012, "what you may see has changed")
    robins = await house.client(robin)
    assert (await robins.get(f"/api/conversations/{secret.thread.id}")).status_code == 404


async def test_a_page_stays_bounded_and_complete_however_much_is_hidden(
    house: House, secret: Secret, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cairnloop.desk.lists.pages.LOOKED_AT", 3)
    assert LOOKED_AT > 3
    for _ in range(7):
        await open_conversation(
            house.s.db, Opening(house.desk.account_id, secret.thread.customer_id, inbox_id=secret.inbox_id)
        )
    kim = await house.client(secret.kim)
    assert await walked(kim) == [str(secret.plain.id)]


async def test_what_is_asked_for_one_request_does_not_outlive_it(house: House, secret: Secret) -> None:
    kim = await house.client(secret.kim)
    await kim.get("/api/conversations")
    await kim.get(f"/api/conversations/{uuid4()}")
    assert sight.hidden() == frozenset()


async def test_it_teaches_nothing_and_what_it_taught_is_forgotten(house: House, secret: Secret) -> None:
    sam, kim = await house.client(), await house.client(secret.kim)
    said = f"Open {WORDS} settings and choose the region."
    for inbox in (secret.inbox_id, secret.plain.inbox_id):
        thread = secret.thread if inbox == secret.inbox_id else secret.plain
        await sam.post(f"/api/conversations/{thread.id}/messages", json={"body": said, "undo_seconds": 0})
        await house.settle()
        await sam.post(f"/api/conversations/{thread.id}/resolve")
    await house.settle()
    assert await cases(kim) == {str(secret.plain.id)}
    primary = f"/api/inboxes/{secret.plain.inbox_id}"
    assert (await sam.put(primary, json={"is_private": True})).json()["data"]["is_private"] is True
    await house.settle()
    assert await cases(kim) == set()


async def cases(client: httpx.AsyncClient) -> set[str]:
    found = await client.get("/api/search", params={"q": "region settings", "source": "case"})
    return {hit["conversation_id"] for hit in found.json()["data"]}


async def walked(client: httpx.AsyncClient) -> list[str]:
    """All pages of the list."""
    found: list[str] = []
    after: str | None = None
    for _ in range(50):
        params: dict[str, Any] = {"limit": 2} if after is None else {"limit": 2, "after": after}
        page = (await client.get("/api/conversations", params=params)).json()
        found += [row["id"] for row in page["data"]]
        after = page["next"]
        if after is None:
            return found
    raise AssertionError("the pages do not end")


async def until(caller: Caller, words: str) -> str:
    """Everything that was heard up to these words."""
    while words not in str(caller.heard):
        frame = await caller.peer.hear()
        caller.heard.append((frame.topic, frame.event, frame.payload))
    return str(caller.heard)


async def test_pages_go_on_where_much_is_hidden_and_no_page_looks_at_more_than_so_many(
    house: House, secret: Secret, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (drafting_queries, http_trail):
        monkeypatch.setattr(module, "LOOKED_AT", 4)
    db = house.s.db
    for number in range(9):
        thread = await open_conversation(db, Opening(house.desk.account_id, house.desk.customer_id, secret.inbox_id))
        asked = await house.desk.says(thread, f"How is {WORDS} {number}?")
        await make.draft(db, thread, asked["id"])
    asked = await house.desk.says(secret.plain, "And I?")
    shown = await make.draft(db, secret.plain, asked["id"])
    async with await house.client(secret.kim) as kim:
        for path, cursor, name in (("/api/drafts", "after", "id"), ("/api/audit", "before", "conversation_id")):
            found, pages, after = [], 0, {}
            while after is not None and pages < 60:
                said = (await kim.get(path, params=after)).json()
                assert len(said["data"]) <= 4
                found += [one[name] for one in said["data"]]
                pages, after = pages + 1, {cursor: said["next"]} if said["next"] else None
            assert after is None
            assert pages > 2
            assert str(shown.id if name == "id" else secret.plain.id) in found
            assert WORDS not in str(found)
            assert str(secret.thread.id) not in found
    async with await house.client(secret.lin) as lin:
        assert len((await lin.get("/api/drafts")).json()["data"]) == 11
