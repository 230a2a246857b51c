"""Customers whom their site vouches for: who gets at them with which proof, and nobody without where it is enforced."""

from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
from sqlalchemy import select

from cairnloop.kernel.audit import AuditEntry
from cairnloop.people.access.tables import IdentityKey
from tests import make
from tests.fakes import FixedClock
from tests.house import House
from tests.http.site import Site, open_site, reason
from tests.sockets.caller import Caller, token_of


@pytest.fixture
async def site(database_url: str, clock: FixedClock) -> AsyncIterator[Site]:
    async with open_site(database_url, clock) as site:
        yield site


async def test_by_default_everything_is_open_as_published_widgets_know_it(site: Site) -> None:
    met = (await site.meet(external_id="u-1", email="ada@example.com")).json()["data"]
    assert (await site.identify("u-1")).json() == {"data": {"customer_id": met["id"]}}
    assert (await site.write(met["id"])).status_code == 201
    assert len((await site.history(met["id"])).json()["data"]) == 1
    assert (await site.change(met["id"], email="new@example.com")).json()["data"]["email"] == "new@example.com"


async def test_where_it_is_enforced_nobody_gets_at_a_known_customer_without_a_proof(site: Site) -> None:
    met = (await site.meet(external_id="u-1")).json()["data"]
    thread = (await site.write(met["id"])).json()["data"]["id"]
    await site.enforce()
    asks = [
        lambda token, **more: site.identify("u-1", token, **more),
        lambda token, **more: site.history(met["id"], token, **more),
        lambda token, **more: site.write(met["id"], token),
        lambda token, **more: site.change(met["id"], token, **({"email": "eve@example.com"} | more)),
        lambda token, **more: site.meet(token, external_id="u-1", **more),
    ]
    for ask in asks:
        assert reason(await ask(None)) == (403, "identity_required")
        assert reason(await ask("nonsense")) == (403, "identity_invalid")
        assert reason(await ask(site.token("u-2"))) == (403, "identity_invalid")
        assert (await ask(site.token())).is_success
    for ask in (asks[0], asks[1], asks[3], asks[4]):
        assert reason(await ask(None, user_hash=site.digest("u-2"))) == (403, "identity_invalid")
        assert (await ask(None, user_hash=site.digest())).is_success
        assert (await ask(None, identity_hash=site.digest())).is_success
        assert (await ask(None, identity=site.token())).is_success
    # Whether somebody is known is not told either.
    assert reason(await site.identify("nobody")) == (403, "identity_required")

    async with Caller(site.house) as page:
        topics = f"conversation:{thread}", f"conversation:lobby:{met['id']}"
        for topic in topics:
            for shown in ({}, {"identity": "x"}, {"identity": 1}, {"identity": site.token("u-2")}, {"user_hash": "x"}):
                assert (await page.join(topic, **shown))[0] == "error", (topic, shown)
        for topic in topics:
            assert await page.join(topic, identity=site.token()) == ("ok", {})
    async with Caller(site.house) as page:
        assert "identity token" in (await page.join(topics[0]))[1]
        for topic in topics:
            assert await page.join(topic, user_hash=site.digest()) == ("ok", {})


async def test_who_has_no_external_id_is_known_by_secret_ids_also_where_it_is_enforced(site: Site) -> None:
    await site.enforce()
    met = (await site.meet(name="Somebody")).json()["data"]
    thread = (await site.write(met["id"])).json()["data"]["id"]
    assert len((await site.history(met["id"])).json()["data"]) == 1
    assert (await site.change(met["id"], email="some@example.com")).status_code == 200
    async with Caller(site.house) as page:
        assert await page.join(f"conversation:{thread}", customer_id=met["id"]) == ("ok", {})
        assert await page.join(f"conversation:lobby:{met['id']}") == ("ok", {})
    assert reason(await site.change(met["id"], external_id="u-1")) == (403, "identity_required")
    named = (await site.change(met["id"], site.token(name="Ada"), external_id="u-1")).json()["data"]
    assert (named["external_id"], named["name"], named["id"]) == ("u-1", "Ada", met["id"])
    assert reason(await site.history(met["id"])) == (403, "identity_required")


async def test_what_was_proved_is_not_changed_by_the_unproved(site: Site) -> None:
    token = site.token(email="ada@example.com")
    met = (await site.meet(token, external_id="u-1", email="forged@example.com", name="Ada")).json()["data"]
    assert (met["email"], met["verified_at"]) == ("ada@example.com", "2026-03-02T09:00:00Z")
    for forged in ({"email": "eve@example.com"}, {"external_id": "u-2"}):
        assert reason(await site.change(met["id"], **forged)) == (403, "identity_required")
    same = await site.change(met["id"], email="ada@example.com", external_id="u-1", os="BSD")
    assert same.json()["data"]["os"] == "BSD"
    assert reason(await site.change(met["id"], site.token(), external_id="u-2")) == (403, "identity_invalid")
    changed = await site.change(met["id"], site.token(), email="ada@new.example")
    assert changed.json()["data"]["email"] == "ada@new.example"
    async with site.house.s.db.read() as tx:
        actions = (await tx.session.execute(select(AuditEntry.action))).scalars().all()
    assert actions.count("customer.verified") == 1


async def test_who_was_verified_is_found_before_somebody_who_only_said_so(site: Site, clock: FixedClock) -> None:
    real = (await site.meet(site.token())).json()["data"]
    clock.advance(hours=1)
    said = (await site.meet(external_id="u-1")).json()["data"]
    assert (await site.identify("u-1")).json()["data"]["customer_id"] == said["id"]
    assert (await site.identify("u-1", site.token())).json()["data"]["customer_id"] == real["id"]


async def test_a_wrong_proof_is_refused_also_where_none_is_needed(site: Site, clock: FixedClock) -> None:
    old = site.token()
    clock.advance(hours=2)
    for token in (old, site.token(aud=str(uuid4())), site.token(exp=int(clock.now().timestamp()) + 90_000)):
        assert reason(await site.identify("u-1", token)) == (403, "identity_invalid")
        assert reason(await site.meet(token)) == (403, "identity_invalid")
    assert reason(await site.identify("u-1", "x" * 100_000)) == (403, "identity_invalid")
    assert (await site.identify("u-1", "undefined")).status_code == 200


async def test_an_operator_of_another_account_is_let_in_as_a_page_is(site: Site) -> None:
    met = (await site.meet(external_id="u-1")).json()["data"]
    await site.enforce()
    topic = f"conversation:lobby:{met['id']}"
    other = await make.desk(site.house.s.db, "Other")
    async with Caller(site.house, await token_of(site.house, other.sam)) as theirs:
        assert "identity token" in (await theirs.join(topic))[1]
        assert await theirs.join(topic, identity=site.token()) == ("ok", {})
    async with Caller(site.house, await token_of(site.house, site.house.desk.sam)) as ours:
        assert await ours.join(topic) == ("ok", {})


async def test_another_accounts_key_proves_nothing_here(site: Site) -> None:
    other = await make.desk(site.house.s.db, "Other")
    async with await site.house.client(other.sam) as theirs:
        key = (await theirs.post("/api/identity_keys")).json()["data"]["value"]
        mine = (await site.sam.get("/api/identity_keys")).json()["data"][0]["id"]
        assert (await theirs.delete(f"/api/identity_keys/{mine}")).status_code == 404
    forged = Site(site.house, site.sam, key)
    assert reason(await site.identify("u-1", forged.token())) == (403, "identity_invalid")
    assert reason(await site.identify("u-1", user_hash=forged.digest())) == (403, "identity_invalid")


async def test_keys_change_without_a_gap_and_a_deleted_one_proves_nothing(site: Site) -> None:
    made = (await site.sam.post("/api/identity_keys")).json()["data"]
    second = Site(site.house, site.sam, made["value"])
    assert (await site.sam.post("/api/identity_keys")).status_code == 409
    for one in (site, second):
        assert (await site.identify("u-1", one.token())).status_code == 200
    listed = (await site.sam.get("/api/identity_keys")).json()["data"]
    assert "value" not in listed[0]
    await site.sam.delete(f"/api/identity_keys/{listed[0]['id']}")
    assert reason(await site.identify("u-1", site.token())) == (403, "identity_invalid")
    assert (await site.identify("u-1", second.token())).status_code == 200
    async with site.house.s.db.read() as tx:
        kept = repr([vars(row) for row in (await tx.session.execute(select(IdentityKey))).scalars()])
        trail = repr([vars(row) for row in (await tx.session.execute(select(AuditEntry))).scalars()])
    for secret in (site.key, second.key):
        assert secret not in kept + trail


async def test_nothing_is_enforced_that_nobody_could_prove(house: House) -> None:
    async with await house.client() as sam:
        path = f"/api/inboxes/{house.desk.inbox_id}/entrance"
        assert (await sam.get(path)).json()["data"]["enforce_identity"] is False
        refused = await sam.put(path, json={"enforce_identity": True})
        assert (refused.status_code, "identity key first" in refused.text) == (409, True)


async def test_an_operator_still_opens_and_reads_what_a_page_may_not(site: Site) -> None:
    met = (await site.meet(external_id="u-1")).json()["data"]
    thread = (await site.write(met["id"])).json()["data"]["id"]
    await site.enforce()
    assert (await site.sam.get(f"/api/conversations/{thread}")).status_code == 200
    async with Caller(site.house, await token_of(site.house, site.house.desk.sam)) as sam:
        assert await sam.join(f"conversation:{thread}") == ("ok", {})
