"""Private inboxes: to whoever does not work in one, nothing of it is heard, on any topic."""

from typing import Any

from cairnloop.desk.conversation.conversations import Opening, open_conversation
from cairnloop.people.permissions import Role
from tests.house import House
from tests.http.secret import WORDS, Secret
from tests.sockets.caller import Caller, token_of


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


async def until(caller: Caller, words: str) -> str:
    """Everything that was heard up to these words."""
    while words not in str(caller.heard):
        frame = await caller.peer.hear()
        caller.heard.append((frame.topic, frame.event, frame.payload))
    return str(caller.heard)
