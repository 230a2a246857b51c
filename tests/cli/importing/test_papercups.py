"""A whole Papercups comes over, from a dump and from its API, once however often, on both databases."""

import csv
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from cairnloop.cli.exits import NotLetIn, Usage
from cairnloop.cli.importing import telling
from cairnloop.cli.importing.csv_folder import CsvFolder
from cairnloop.cli.importing.papercups_api import PapercupsApi
from cairnloop.cli.importing.report import Report, SkippedFile
from cairnloop.cli.importing.road import PapercupsRoad, Pass
from cairnloop.cli.importing.running import Run
from cairnloop.cli.importing.sources import KINDS, Source
from cairnloop.client import Client
from cairnloop.client.failures import Unreachable
from cairnloop.people.access import keys
from cairnloop.people.permissions import Role
from tests import make
from tests.cli.importing.old_desk import ACCOUNT, KEY, OTHER, PASSWORD, Api, OldDesk, small, uid
from tests.fakes import FixedClock
from tests.house import House, open_house


@pytest.fixture
async def house(database_url: str, clock: FixedClock) -> AsyncIterator[House]:
    async with open_house(database_url, clock) as house:
        yield house


async def client(house: House, role: Role = Role.ADMIN) -> Client:
    by = await make.operator(house.s.db, house.desk.account_id, "Robin", role)
    async with house.s.db.begin() as tx:
        key = await keys.add_key(tx, by.account_id, by.user_id, "test")
    return Client("http://desk.example", key.secret, transport=httpx.ASGITransport(house.app))


async def bring(desk: Client, source: Source, skipped: Path | None = None, **more: Any) -> Run:
    asked = {"kinds": KINDS, "account": None, "learn": False, "dry_run": False} | more
    with SkippedFile(skipped) as file:
        run = Run(desk, source, Report(file), asked.pop("kinds"), asked.pop("account"), **asked)
        try:
            await run.work()
        finally:
            await source.close()
    return run


async def at_once(seconds: float) -> None:
    """Nobody waits in a test."""


def by(token: str | None = None, email: str | None = None, password: str | None = None) -> Callable[[str], Source]:
    return lambda url: PapercupsApi(PapercupsRoad(url, Pass(token, email, password), at_once))


def added(run: Run) -> dict[str, int]:
    return {kind: counts["added"] for kind, counts in run.report.counts.items() if counts["added"]}


EVERYTHING = {
    "users": 1,
    "inboxes": 1,
    "inbox_members": 1,
    "widget_settings": 1,
    "companies": 1,
    "tags": 1,
    "canned_responses": 1,
    "customers": 4,
    "customer_tags": 1,
    "notes": 1,
    "conversations": 4,
    "conversation_tags": 1,
    "messages": 16,
}


def nothing_new(run: Run) -> bool:
    return all(counts["added"] == counts["updated"] == 0 for counts in run.report.counts.values())


async def test_a_dump_comes_over_once(house: House, tmp_path: Path) -> None:
    dump = small().write(tmp_path / "dump")
    async with await client(house) as desk:
        first = await bring(desk, CsvFolder(dump))
        assert (added(first), first.finished) == (EVERYTHING, True)
        assert first.report.invite == ["rosa@old.example"]
        assert first.report.remarks["messages", telling.FILES_STOOD] == 1
        assert first.report.remarks["widget_settings", f"base_url {telling.LEADS_BACK}"] == 1
        assert first.report.left_out == ["files: 1 stay where they are; --files brings what is in them"]
        assert not first.report.skipped
        again = await bring(desk, CsvFolder(dump))
        assert nothing_new(again)
        assert again.report.counts["messages"]["unchanged"] == 16
        shown = await desk.conversation(uid("thread 0"))
        assert [one["body"] for one in shown["messages"]] == [
            "word 0 of 0\n\n[file] the map.png: https://files.old.example/1f-map.png",
            *(f"word {turn} of 0" for turn in (1, 2, 3)),
        ]
        assert shown["messages"][1]["user"]["display_name"] == "Rosa"
        assert shown["customer"]["external_id"] == "=1+1"


async def test_an_api_tells_the_same_as_a_dump(house: House, tmp_path: Path) -> None:
    old = small()
    api = Api(old)
    async with await client(house) as desk:
        with api.serve() as url:
            run = await bring(desk, by(email="rosa@old.example", password=PASSWORD)(url))
            assert added(run) == {kind: count for kind, count in EVERYTHING.items() if kind != "inbox_members"}
            assert "inbox_members: they are shown by no API" in run.report.left_out[1]
            api.token = "another since the first ended"
            assert nothing_new(await bring(desk, by(email="rosa@old.example", password=PASSWORD)(url)))
        customer = await desk.customer(uid("customer 0"), "tags", "notes", "company")
        assert (customer["company"]["name"], customer["tags"][0]["name"]) == ("Northridge", "Refund")
        shown = await desk.conversation(uid("thread 1"))
        assert [one["body"] for one in shown["messages"]] == [f"word {turn} of 1" for turn in range(4)]


async def test_conversations_listed_without_their_messages_are_each_asked_for(house: House) -> None:
    api = Api(small())
    api.lists_messages = False
    async with await client(house) as desk:
        with api.serve() as url:
            run = await bring(desk, by(email="rosa@old.example", password=PASSWORD)(url))
    assert (added(run)["conversations"], added(run)["messages"]) == (4, 16)


async def test_with_a_key_what_it_does_not_reach_is_left_out_and_said(house: House) -> None:
    async with await client(house) as desk:
        with Api(small()).serve() as url:
            run = await bring(desk, by(token=KEY)(url))
    beyond = ("inboxes", "inbox_members", "widget_settings", "canned_responses")
    assert added(run) == {kind: count for kind, count in EVERYTHING.items() if kind not in beyond}
    left_out = [line.partition(":")[0] for line in run.report.left_out]
    assert left_out == ["conversations", "accounts", *beyond, "files"]
    assert run.report.remarks["conversations", "its inbox was not imported; it stands in the primary one"] == 4


class Falling(Client):
    """The daemon goes away after so many batches."""

    batches = 0

    async def import_records(self, import_id: str, kind: str, records: Any) -> Any:
        self.batches -= 1
        if self.batches < 0:
            raise Unreachable
        return await super().import_records(import_id, kind, records)


async def test_what_was_interrupted_goes_on_where_it_was(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cairnloop.cli.importing.records.MOST_RECORDS", 3)
    monkeypatch.setattr("cairnloop.cli.importing.sending.TRIES", 1)
    dump = small().write(tmp_path / "dump")
    async with await client(house) as desk:
        for batches in (4, 17):
            falling = Falling(desk.url, desk.token, transport=httpx.ASGITransport(house.app))
            falling.batches = batches
            with pytest.raises(Unreachable):
                await bring(falling, CsvFolder(dump))
            await falling.close()
        run = await bring(desk, CsvFolder(dump))
        assert run.finished
        assert 0 < run.report.counts["messages"]["added"] < 16
        assert sum(run.report.counts["messages"][one] for one in ("added", "unchanged")) == 16
        for number in range(4):
            shown = await desk.conversation(uid(f"thread {number}"))
            assert [one["body"][:6] for one in shown["messages"]] == [f"word {turn}" for turn in range(4)]


async def test_of_two_accounts_in_a_dump_one_is_chosen(house: House, tmp_path: Path) -> None:
    old = small()
    old.add("accounts", id=OTHER, company_name="Evil \x1b[2J", account_id=None)
    old.add("customers", id=uid("theirs"), email="theirs@old.example", account_id=OTHER)
    dump = old.write(tmp_path / "dump")
    async with await client(house) as desk:
        with pytest.raises(Usage, match="--account: choose one of") as asked:
            await bring(desk, CsvFolder(dump))
        assert ACCOUNT in asked.value.detail
        assert "\x1b" not in asked.value.detail
        with pytest.raises(Usage, match="there is no account"):
            await bring(desk, CsvFolder(dump), account="nobody's")
        run = await bring(desk, CsvFolder(dump), account=OTHER)
        assert added(run) == {"customers": 1}


def hostile(folder: Path) -> Path:
    """Rows as no desk should have had them, each wrong in its own way, among one that is right."""
    old = OldDesk()
    old.add("accounts", id=ACCOUNT, account_id=None)
    old.add("users", id=1, email="no address", role="admin")
    old.add("tags", id=uid("tag"), name=" ")
    for number, row in enumerate(
        [
            {"email": "right@old.example"},
            {"email": "x" * 3_000, "metadata": "{"},
            {"metadata": {"deep": ["x" * 20_000]}, "current_url": "javascript:alert(1)", "screen_width": "1e400"},
            {"inserted_at": "yesterday", "profile_photo_url": "file:///etc/passwd"},
            {
                "name": "\x00\u202e=cmd|' /C calc'!A0",
                "inserted_at": "2999-01-01 00:00:00",
                "last_seen_at": "0001-01-01",
            },
        ]
    ):
        old.add("customers", **{"id": uid(f"customer {number}"), **row})
    old.add("customers", id="", email="nobody@old.example")
    old.add(
        "conversations", id=uid("thread"), customer_id=uid("customer 0"), status="odd", source="fax", subject="x" * 900
    )
    old.add("conversations", id=uid("lost"), customer_id=uid("nobody"))
    long = {"conversation_id": uid("thread"), "customer_id": uid("customer 0")}
    old.add("messages", id=uid("vast"), body="=" + "y" * 2_000_000, **long)
    old.add("messages", id=uid("empty"), body="", **long)
    old.add("messages", id=uid("lost"), body="lost", conversation_id=uid("lost"))
    dump = old.write(folder)
    with (dump / "messages.csv").open("ab") as file:
        file.write(b"too,few\n")
        file.write(b",".join([b"\xff\xfe" for _ in old.tables["messages"][0]]) + b"\n")
    return dump


async def test_hostile_rows_are_passed_over_or_mended_and_said(house: House, tmp_path: Path) -> None:
    skipped = tmp_path / "skipped.csv"
    async with await client(house) as desk:
        run = await bring(desk, CsvFolder(hostile(tmp_path / "dump")), skipped)
        assert added(run) == {"customers": 5, "conversations": 1, "messages": 1}
        shown = await desk.conversation(uid("thread"))
        assert len(shown["messages"][0]["body"]) == 65_534
        assert (shown["status"], shown["source"]) == ("open", "chat")
        again = await bring(desk, CsvFolder(tmp_path / "dump"))
        assert nothing_new(again)
    with skipped.open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file))
    assert lines[0] == ["kind", "id", "where", "reason"]
    assert sorted((line[0], line[2]) for line in lines[1:]) == [
        ("conversations", "conversations.csv:3"),
        ("customers", "customers.csv:7"),
        ("messages", "messages.csv:3"),
        ("messages", "messages.csv:4"),
        ("messages", "messages.csv:5"),
        ("messages", "messages.csv:6"),
        ("tags", "tags.csv:2"),
        ("users", "users.csv:2"),
    ]
    assert "yyy" not in str(lines)


async def test_a_rehearsal_changes_nothing_and_asks_no_daemon(tmp_path: Path) -> None:
    dump = small().write(tmp_path / "dump")
    run = await bring(Client("http://127.0.0.1:9", ""), CsvFolder(dump), dry_run=True)
    assert run.report.counts["messages"] == {"read": 16}
    assert run.finished


async def test_only_an_admin_may_import(house: House, tmp_path: Path) -> None:
    async with await client(house, Role.MEMBER) as desk:
        with pytest.raises(NotLetIn):
            await bring(desk, CsvFolder(small().write(tmp_path / "dump")))
