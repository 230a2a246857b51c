"""Imports by HTTP: history arrives once, as it was, and nothing follows from it."""

from sqlalchemy import func, select

from cairnloop.daemon.schema import metadata
from cairnloop.knowledge.tables import Case
from tests import make
from tests.fakes import FixedClock
from tests.house import House
from tests.http.history import AT, THEIR_CUSTOMER, THEIR_OPEN_THREAD, THEIR_THREAD, at, begin, bring, counts, history

# The news between daemons, and what notes for the reports that rows have changed.
ASIDE = {"announcements", "report_changes"}


async def rows(house: House) -> dict[str, int]:
    """How many rows each table has."""
    async with house.s.db.read() as tx:
        found = {}
        for table in metadata.sorted_tables:
            found[table.name] = (await tx.session.execute(select(func.count()).select_from(table))).scalar_one()
        return found


async def test_history_arrives_as_it_was_and_once(house: House) -> None:
    sam = await house.client()
    run = await begin(sam)
    first = await bring(sam, run, history())
    assert counts(first) == {
        "accounts": (0, 1, 0, 0),
        "users": (2, 0, 0, 0),
        "inboxes": (1, 0, 1, 0),
        "companies": (1, 0, 0, 0),
        "tags": (1, 0, 1, 0),
        "canned_responses": (1, 0, 0, 1),
        "customers": (1, 0, 0, 0),
        "customer_tags": (1, 0, 0, 0),
        "notes": (1, 0, 0, 1),
        "conversations": (2, 0, 0, 1),
        "conversation_tags": (1, 0, 0, 0),
        "messages": (5, 0, 0, 1),
    }
    assert first["users"]["remarks"] == [{"id": "7", "said": "waits for an invitation"}]
    assert first["messages"]["skipped"][0]["id"] == "m6"
    before = await rows(house)
    again = await bring(sam, await begin(sam), history())
    assert {kind: one[:2] for kind, one in counts(again).items()} == dict.fromkeys(first, (0, 0))
    after = await rows(house)
    # The second run, and that it was begun, and nothing else.
    assert {name: after[name] - before[name] for name in after.keys() - ASIDE if after[name] != before[name]} == {
        "imports": 1,
        "audit_entries": 1,
    }

    shown = (await sam.get(f"/api/conversations/{THEIR_THREAD}")).json()["data"]
    assert (shown["status"], shown["subject"], shown["source"], shown["created_at"]) == (
        "closed",
        "A parcel",
        "email",
        AT[:-1],
    )
    assert shown["archived_at"] is not None
    assert [one["delivery"] for one in shown["messages"]] == ["received", "kept", "sent", "sent"]
    assert [one["type"] for one in shown["messages"]] == ["reply", "note", "reply", "bot"]
    assert shown["messages"][2]["user"]["display_name"] == "Rosa"
    assert (shown["messages"][2]["created_at"], shown["messages"][2]["seen_at"]) == (at(3)[:-1], at(4))
    still = (await sam.get(f"/api/conversations/{THEIR_OPEN_THREAD}")).json()["data"]
    assert (still["status"], still["awaiting"], still["read"], still["priority"]) == (
        "open",
        "operator",
        False,
        "priority",
    )
    assert still["preview"] == "And my other one?"
    known = (await sam.get(f"/api/customers/{THEIR_CUSTOMER}?expand[]=tags&expand[]=notes&expand[]=company")).json()
    assert (known["data"]["external_id"], known["data"]["metadata"]) == ("u-1", {"plan": "team"})
    assert known["data"]["company"]["name"] == "Northridge"
    assert [tag["name"] for tag in known["data"]["tags"]] == ["Refund"]
    assert [note["body"] for note in known["data"]["notes"]] == ["Prefers mail"]
    finished = (await sam.post(f"/api/imports/{run}/finish")).json()["data"]
    assert finished["counts"]["messages"] == {"added": 5, "updated": 0, "unchanged": 0, "skipped": 1}
    late = await sam.post(f"/api/imports/{run}/records", json={"kind": "tags", "records": []})
    assert late.status_code == 409


async def test_nothing_follows_from_history_but_that_it_is_found(house: House) -> None:
    sam = await house.client()
    await make.webhook(house.s.db, house.desk.account_id)
    before = await rows(house)
    run = await begin(sam)
    await bring(sam, run, history())
    await sam.post(f"/api/imports/{run}/finish")
    await house.settle()
    grown = {name for name, count in (await rows(house)).items() if count > before[name]}
    assert grown - ASIDE == {
        *("imports", "import_links", "audit_entries", "users", "inboxes", "companies", "tags", "canned_responses"),
        *("customers", "customer_tags", "customer_notes", "conversations", "conversation_tags", "messages"),
    }
    await house.s.indexer.index()
    found = (await sam.get("/api/conversations/search", params={"query": "turquoise"})).json()["data"]
    assert [one["conversation"]["id"] for one in found] == [THEIR_THREAD]


async def test_what_was_resolved_is_learnt_from_where_that_is_asked_for(house: House) -> None:
    sam = await house.client()
    run = await begin(sam, learn=True)
    await bring(sam, run, history())
    await sam.post(f"/api/imports/{run}/finish")
    await house.settle()
    async with house.s.db.read() as tx:
        learnt = (await tx.session.execute(select(Case.conversation_id))).scalars().all()
    assert [str(one) for one in learnt] == [THEIR_THREAD]


async def test_what_changed_over_there_is_brought_up_to_date_unless_it_changed_here(
    house: House, clock: FixedClock
) -> None:
    sam = await house.client()
    run = await begin(sam)
    records = history()
    await bring(sam, run, records)
    thread, open_thread = records["conversations"][:2]
    thread |= {"subject": "A parcel, found", "updated_at": at(50)}
    open_thread |= {"status": "closed", "closed_at": at(50), "updated_at": at(50)}
    records["customers"][0] |= {"name": "Ada", "updated_at": at(50)}
    clock.advance(minutes=1)
    await sam.put(f"/api/customers/{THEIR_CUSTOMER}", json={"customer": {"name": "Ada Lovelace"}})
    taken = await bring(sam, run, {kind: records[kind] for kind in ("customers", "conversations")})
    assert counts(taken) == {"customers": (0, 0, 0, 1), "conversations": (0, 2, 0, 1)}
    assert "changed here" in taken["customers"]["skipped"][0]["said"]
    now = (await sam.get(f"/api/conversations/{THEIR_OPEN_THREAD}")).json()["data"]
    assert (now["status"], now["awaiting"], now["preview"]) == ("closed", None, "And my other one?")
    assert (await sam.get(f"/api/customers/{THEIR_CUSTOMER}")).json()["data"]["name"] == "Ada Lovelace"


async def test_what_was_forgotten_here_does_not_come_back(house: House) -> None:
    sam = await house.client()
    run = await begin(sam)
    await bring(sam, run, history())
    await sam.delete(f"/api/customers/{THEIR_CUSTOMER}")
    await house.settle()
    taken = counts(await bring(sam, run, history()))
    assert (taken["customers"], taken["conversations"]) == ((0, 0, 0, 1), (0, 0, 0, 3))
    assert (taken["messages"], taken["notes"]) == ((0, 0, 0, 6), (0, 0, 0, 2))
    assert (await sam.get(f"/api/customers/{THEIR_CUSTOMER}")).status_code == 404


async def test_the_same_source_may_be_imported_into_two_accounts(house: House) -> None:
    other = await make.desk(house.s.db, "Other")
    mine, theirs = await house.client(), await house.client(other.sam)
    records = {kind: some for kind, some in history().items() if kind != "users"}
    await bring(mine, await begin(mine), records)
    taken = await bring(theirs, await begin(theirs), records)
    assert counts(taken)["messages"] == (5, 0, 0, 1)
    assert (await theirs.get(f"/api/conversations/{THEIR_THREAD}")).status_code == 404  # the id was taken
    assert (await mine.get(f"/api/conversations/{THEIR_THREAD}")).status_code == 200
