"""Event subscriptions over the whole house: made, proved, changed, rotated, removed; and what nobody may see."""

import asyncio
import json
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import select, text

from cairnloop.kernel.audit import AuditEntry
from cairnloop.kernel.database import Tx
from cairnloop.people.permissions import Role
from cairnloop.webhooks import subscriptions
from cairnloop.webhooks.queries import MOST_SUBSCRIPTIONS
from cairnloop.webhooks.tables import EventSubscription
from tests import make
from tests.fakes import Ear, FixedClock
from tests.house import House, open_house
from tests.webhooks.conftest import PATH, deliveries, subscribe
from tests.webhooks.receiver import Receiver


async def test_a_receiver_that_answers_the_challenge_is_verified(sam: httpx.AsyncClient, receiver: Receiver) -> None:
    made = await subscribe(sam, receiver, description="CRM")
    assert made["object"] == "event_subscription"
    assert (made["verified"], made["verification_error"]) == (True, None)
    assert made["events"] == ["message:created", "conversation:created"]
    asked = receiver.challenged[0]
    assert asked.path == "/hooks?token=hush"
    assert len(asked.payload) == 64
    assert asked.signed_by(made["secret"])
    listed = (await sam.get(PATH)).json()["data"]
    assert [row["id"] for row in listed] == [made["id"]]


async def test_one_that_does_not_is_kept_but_sent_nothing_and_says_why(
    house: House, sam: httpx.AsyncClient, receiver: Receiver
) -> None:
    receiver.willing = False
    made = await subscribe(sam, receiver)
    assert made["verified"] is False
    assert "did not answer with the payload" in made["verification_error"]
    await house.desk.says(await house.desk.conversation(), "Hello?")
    await house.settle()
    assert receiver.received == []
    receiver.willing = True
    again = await sam.post(f"{PATH}/{made['id']}/verify")
    assert (again.json()["data"]["verified"], again.json()["data"]["verification_error"]) == (True, None)


@pytest.mark.parametrize("form", ["plain", "string", "object"])
async def test_the_challenge_may_be_answered_in_three_ways(
    form: str, sam: httpx.AsyncClient, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer(self: Receiver, got: Any) -> tuple[int, str]:
        ways = {"plain": got.payload, "string": json.dumps(got.payload), "object": f'{{"challenge": "{got.payload}"}}'}
        return 200, ways[form]

    monkeypatch.setattr(Receiver, "answer", answer)
    tried = await sam.post(f"{PATH}/verify", json={"url": receiver.url})
    assert tried.json()["data"] == {"verified": True, "error": None}


async def test_an_address_can_be_tried_without_a_subscription(sam: httpx.AsyncClient, receiver: Receiver) -> None:
    receiver.willing = False
    tried = (await sam.post(f"{PATH}/verify", json={"url": receiver.url})).json()["data"]
    assert tried["verified"] is False
    nobody = (await sam.post(f"{PATH}/verify", json={"url": "http://127.0.0.1:9/"})).json()["data"]
    assert nobody["error"] == "127.0.0.1 refused the connection"


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://10.0.0.1/", "leads to a private network"),
        ("http://169.254.169.254/", "metadata"),
        ("http://2130706433/", "unusual form"),
        ("ftp://hooks.example/", "must look like https"),
        ("http://user:pass@hooks.example/", "user or password"),
    ],
)
async def test_an_address_that_is_off_limits_is_refused_with_the_field(
    url: str, said: str, sam: httpx.AsyncClient
) -> None:
    refused = await sam.post(PATH, json={"event_subscription": {"webhook_url": url}})
    assert (refused.status_code, refused.json()["error"]["reason"]) == (422, "off_limits")
    assert said in refused.json()["error"]["errors"]["webhook_url"][0]
    tried = await sam.post(f"{PATH}/verify", json={"url": url})
    assert said in tried.json()["error"]["errors"]["url"][0]


async def test_a_redirect_proves_nothing(sam: httpx.AsyncClient, receiver: Receiver) -> None:
    receiver.answers.append((302, ""))
    receiver.answer = lambda got: (302, got.payload)  # type: ignore[method-assign]
    made = await subscribe(sam, receiver)
    assert made["verification_error"].startswith("answered 302: redirects are not followed")


async def test_a_new_address_has_to_prove_itself(house: House, sam: httpx.AsyncClient, receiver: Receiver) -> None:
    made = await subscribe(sam, receiver)
    body: dict[str, Any] = {"event_subscription": {"webhook_url": "http://127.0.0.1:9/", "description": "moved"}}
    moved = (await sam.put(f"{PATH}/{made['id']}", json=body)).json()["data"]
    assert (moved["verified"], moved["description"]) == (False, "moved")
    body = {"event_subscription": {"events": ["customer:created"], "description": None}}
    changed = (await sam.patch(f"{PATH}/{made['id']}", json=body)).json()["data"]
    assert (changed["events"], changed["description"]) == (["customer:created"], None)
    assert changed["webhook_url"] == "http://127.0.0.1:9/"


async def test_the_scope_of_published_clients_counts(sam: httpx.AsyncClient, receiver: Receiver) -> None:
    made = await subscribe(sam, receiver, scope="conversation:updated")
    assert made["scope"] == "conversation:updated"
    assert made["events"] == ["message:created", "conversation:created", "conversation:updated"]


@pytest.mark.parametrize(
    "fields", [{"events": ["nope"]}, {"events": []}, {"verified": True}, {"webhook_url": ""}, {"secret": "mine"}]
)
async def test_what_cannot_be_is_refused(fields: dict[str, Any], sam: httpx.AsyncClient) -> None:
    body = {"event_subscription": {"webhook_url": "https://hooks.example/", **fields}}
    refused = await sam.post(PATH, json=body)
    assert refused.status_code == 422
    assert any(name in field for name in fields for field in refused.json()["error"]["errors"])


async def test_two_secrets_sign_for_a_time(
    house: House, sam: httpx.AsyncClient, receiver: Receiver, clock: FixedClock
) -> None:
    made = await subscribe(sam, receiver)
    rotated = (await sam.post(f"{PATH}/{made['id']}/rotate", json={"keep_hours": 2})).json()["data"]
    assert rotated["secret"] != made["secret"]
    thread = await house.desk.conversation()
    await house.settle()
    clock.advance(hours=3)
    await house.desk.says(thread, "Hello?")
    await house.settle()
    before, after = receiver.received
    assert before.signed_by(made["secret"])
    assert before.signed_by(rotated["secret"])
    assert not after.signed_by(made["secret"])
    assert after.signed_by(rotated["secret"])


async def test_disabled_and_enabled_by_hand(house: House, sam: httpx.AsyncClient, receiver: Receiver) -> None:
    made = await subscribe(sam, receiver)
    ear = Ear(house.s.hub, f"notification:{house.desk.account_id}")
    off = (await sam.post(f"{PATH}/{made['id']}/disable")).json()["data"]
    assert off["disabled_at"]
    assert ear.events() == ["webhooks:disabled"]
    assert "hush" not in str(ear.heard)
    assert (await sam.post(f"{PATH}/{made['id']}/disable")).status_code == 409
    await house.desk.conversation()
    on = (await sam.post(f"{PATH}/{made['id']}/enable")).json()["data"]
    assert (on["disabled_at"], on["disabled_reason"]) == (None, None)
    assert (await sam.post(f"{PATH}/{made['id']}/enable")).status_code == 409
    await house.settle()
    assert receiver.received == []  # what happened meanwhile is not made up for


async def test_a_removed_one_is_forgotten_with_its_deliveries(
    house: House, sam: httpx.AsyncClient, receiver: Receiver
) -> None:
    made = await subscribe(sam, receiver)
    await house.desk.conversation()
    assert (await sam.delete(f"{PATH}/{made['id']}")).status_code == 200
    assert (await sam.get(f"{PATH}/{made['id']}")).status_code == 404
    await house.settle()
    assert receiver.received == []
    async with house.s.db.read() as tx:
        assert (await tx.session.execute(text("SELECT count(*) FROM webhook_deliveries"))).scalar_one() == 0


async def test_another_account_sees_nothing_of_it(house: House, sam: httpx.AsyncClient, receiver: Receiver) -> None:
    made = await subscribe(sam, receiver)
    await house.desk.conversation()
    delivery = (await deliveries(sam, made))[0]
    other = await make.desk(house.s.db, "Other")
    async with await house.client(other.sam) as theirs:
        assert (await theirs.get(PATH)).json()["data"] == []
        one = f"{PATH}/{made['id']}"
        for method, path in [
            ("GET", one), ("PUT", one), ("DELETE", one), ("POST", f"{one}/verify"), ("POST", f"{one}/enable"),
            ("POST", f"{one}/disable"), ("POST", f"{one}/rotate"), ("GET", f"{one}/deliveries"),
            ("GET", f"{one}/deliveries/{delivery['id']}"), ("POST", f"{one}/deliveries/{delivery['id']}/replay"),
        ]:  # fmt: skip
            body = {"event_subscription": {}} if method == "PUT" else None
            assert (await theirs.request(method, path, json=body)).status_code == 404, path
        mine = await subscribe(theirs, receiver)
        lent = f"{PATH}/{mine['id']}/deliveries/{delivery['id']}"
        assert (await theirs.get(lent)).status_code == 404
        assert (await theirs.post(f"{lent}/replay")).status_code == 404
    await house.desk.says(await house.desk.conversation(), "Only for us")
    await house.settle()
    assert await deliveries(sam, made)
    assert len({one.headers["webhook-id"] for one in receiver.received}) == len(receiver.received)


async def test_members_and_viewers_have_no_part_in_it(house: House) -> None:
    for role in (Role.MEMBER, Role.VIEWER):
        async with await house.client(await house.desk.another_operator(role, role.value)) as client:
            assert (await client.get(PATH)).status_code == 403


async def test_the_secret_is_in_no_answer_but_the_first_and_nowhere_in_the_open(
    house: House, sam: httpx.AsyncClient, receiver: Receiver
) -> None:
    made = await subscribe(sam, receiver)
    secret = made["secret"]
    key = secret.removeprefix("whsec_")
    await house.desk.conversation()
    await house.settle()
    one = f"{PATH}/{made['id']}"
    delivery = (await deliveries(sam, made))[0]["id"]
    for path in (PATH, one, f"{one}/deliveries", f"{one}/deliveries/{delivery}", "/api/audit", "/api/jobs"):
        said = (await sam.get(path)).text
        assert key not in said, path
        assert "hush" not in said or path in (PATH, one), path  # the address is shown to admins, and only there
    async with house.s.db.read() as tx:
        row = (await tx.session.scalars(select(EventSubscription))).one()
        of_it = select(AuditEntry).where(AuditEntry.subject_kind == "webhook").order_by(AuditEntry.seq)
        trail = (await tx.session.scalars(of_it)).all()
    assert key not in row.secret
    assert house.s.sealer.open(row.secret) == secret
    assert [entry.action for entry in trail] == ["webhook.added", "webhook.verified"]
    assert trail[0].detail["host"] == "127.0.0.1"


async def test_a_house_without_a_key_says_what_to_do(database_url: str, clock: FixedClock) -> None:
    async with open_house(database_url, clock) as house, await house.client() as client:
        refused = await client.post(PATH, json={"event_subscription": {"webhook_url": "https://hooks.example/"}})
        assert refused.status_code == 409
        assert "security.secret_key" in refused.json()["error"]["message"]


async def test_there_is_an_end_to_how_many(
    house: House, sam: httpx.AsyncClient, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await subscribe(sam, receiver)
    async with house.s.db.begin() as tx:
        first = await tx.session.get_one(EventSubscription, UUID(made["id"]))
        for _ in range(MOST_SUBSCRIPTIONS - 1):
            fields = {"webhook_url": first.webhook_url, "include_private": False, "verified": False, "secret": "x"}
            at = {"created_at": tx.now, "updated_at": tx.now}
            tx.session.add(EventSubscription(id=uuid4(), account_id=first.account_id, **fields, **at))
    refused = await sam.post(PATH, json={"event_subscription": {"webhook_url": receiver.url}})
    assert refused.status_code == 409
    await sam.delete(f"{PATH}/{made['id']}")
    counted = subscriptions.count_subscriptions

    async def slowly(tx: Tx, account_id: UUID) -> int:
        count = await counted(tx, account_id)
        await asyncio.sleep(0.05)
        return count

    monkeypatch.setattr(subscriptions, "count_subscriptions", slowly)
    asked = {"event_subscription": {"webhook_url": receiver.url}}
    at_once = await asyncio.gather(*(sam.post(PATH, json=asked) for _ in range(2)))
    assert sorted(one.status_code for one in at_once) == [201, 409]
