"""Files come along from where somebody says they lie: once each, and from nowhere else."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from cairnloop.cli.exits import Usage
from cairnloop.cli.importing.carrying import row_of
from cairnloop.cli.importing.contents import Contents, Missing
from cairnloop.cli.importing.csv_folder import CsvFolder
from cairnloop.cli.importing.papercups_api import PapercupsApi
from cairnloop.cli.importing.records import told
from cairnloop.cli.importing.road import PapercupsRoad, Pass
from cairnloop.cli.importing.staging import Staging
from cairnloop.client import Client
from cairnloop.client.failures import Unreachable
from tests.cli.importing.old_desk import ACCOUNT, PASSWORD, Api, OldDesk, small, uid
from tests.cli.importing.test_papercups import at_once, bring, client
from tests.fakes import FixedClock
from tests.house import House, open_house

MAP = b"\x89PNG\r\n\x1a\n" + b"\x00" * 100
ADDRESS = "https://files.old.example"


@pytest.fixture
async def house(database_url: str, clock: FixedClock) -> AsyncIterator[House]:
    async with open_house(database_url, clock) as house:
        yield house


def bucket(folder: Path) -> Path:
    """A copy of what Papercups had in its store."""
    folder.mkdir()
    (folder / "1f-map.png").write_bytes(MAP)
    return folder


def files(count: int) -> OldDesk:
    """One with so many files more, on as many messages."""
    desk = small()
    for number in range(count):
        name = f"{number}-notes.txt"
        desk.add("files", id=uid(name), filename="notes.txt", unique_filename=name, file_url=f"{ADDRESS}/{name}")
        desk.add("message_files", id=uid(f"pin {number}"), message_id=uid(f"message 1 {number}"), file_id=uid(name))
    return desk


async def carried(desk: Client, thread: str) -> list[list[str]]:
    said = (await desk.conversation(uid(thread)))["messages"]
    return [[f"{one['filename']} {one['content_type']} {one['size']}" for one in line["attachments"]] for line in said]


class Falling(Client):
    """The daemon goes away after a file has come, before it hangs on its message."""

    uploads = 0

    async def upload_file(self, path: Path, name: str | None = None) -> Any:
        self.uploads += 1
        return await super().upload_file(path, name)

    async def import_records(self, import_id: str, kind: str, records: Any) -> Any:
        if any("upload" in one for one in records):
            raise Unreachable
        return await super().import_records(import_id, kind, records)


async def test_a_folder_gives_what_it_has_once_wherever_it_was_interrupted(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cairnloop.cli.importing.sending.TRIES", 1)
    dump, store = files(2).write(tmp_path / "dump"), bucket(tmp_path / "store")
    (store / "0-notes.txt").write_text("")
    contents = Contents([str(store)])
    async with await client(house) as desk:
        async with Falling(desk.url, desk.token, transport=desk._transport) as falling:
            with pytest.raises(Unreachable):
                await bring(falling, CsvFolder(dump), contents=contents)
            assert falling.uploads == 1
        assert await carried(desk, "thread 0") == [[], [], [], []]
        only: dict[str, Any] = {"kinds": ("files",), "contents": contents}
        first = await bring(desk, CsvFolder(dump), **only)
        assert first.report.counts["files"] == {"read": 3, "added": 1, "updated": 0, "unchanged": 0, "skipped": 2}
        assert first.report.skipped["files", "file: is empty"] == 1
        assert first.report.skipped["files", f"it lies at {ADDRESS}, which --files does not name"] == 1
        assert await carried(desk, "thread 0") == [[f"the map.png image/png {len(MAP)}"], [], [], []]
        (store / "0-notes.txt").write_text("Some notes")
        (store / "1-notes.txt").write_text("Found after all")
        again = await bring(desk, CsvFolder(dump), **only)
        assert again.report.counts["files"] == {"read": 3, "added": 2, "updated": 0, "unchanged": 1}
        assert (await carried(desk, "thread 1"))[:2] == [["notes.txt text/plain 10"], ["notes.txt text/plain 15"]]

        async def never(*asked: Any) -> None:
            raise AssertionError("nothing that is here is uploaded again")

        monkeypatch.setattr(desk, "upload_file", never)
        assert (await bring(desk, CsvFolder(dump), **only)).report.counts["files"]["unchanged"] == 3


async def test_an_address_gives_what_it_has_and_what_it_has_not_is_said() -> None:
    old = files(1)
    api = Api(old)
    with api.serve() as url, Staging() as staging:
        for row in old.tables["files"]:
            row["file_url"] = row["file_url"].replace(ADDRESS, f"{url}/store")
        api.store = {"1f-map.png": MAP}
        desk = PapercupsApi(PapercupsRoad(url, Pass(email="r", password=PASSWORD), at_once))
        await desk.accounts()
        async for page in desk.pages("files", ACCOUNT):
            staging.add(page)
        contents = Contents([f"{url}/store/"], at_once)
        found, lost = (row_of(staging, one) for one in told(staging, "files"))
        async with contents.open(found, len(MAP)) as path:
            assert path.read_bytes() == MAP
        assert not path.exists()
        for file, most, why in ((found, len(MAP) - 1, "larger than the"), (lost, 10, "answers HTTP 404")):
            with pytest.raises(Missing, match=why):
                async with contents.open(file, most):
                    raise AssertionError("there is nothing to read")
        await contents.close()
        await desk.close()


async def test_a_rehearsal_says_what_is_nowhere_to_be_had(tmp_path: Path) -> None:
    dump, store = files(2).write(tmp_path / "dump"), bucket(tmp_path / "store")
    run = await bring(Client("http://127.0.0.1:9", ""), CsvFolder(dump), dry_run=True, contents=Contents([str(store)]))
    assert run.report.counts["files"] == {"read": 3, "skipped": 2}


@pytest.mark.parametrize("place", ["/no/such/folder", "https://", "http://[", "https://a b"])
def test_a_place_that_is_none_is_refused(place: str) -> None:
    with pytest.raises(Usage, match="--files"):
        Contents([place])


@pytest.mark.parametrize(
    "file",
    [
        {"unique_filename": "../secret"},
        {"unique_filename": ".."},
        {"unique_filename": "secret/../../secret"},
        {"unique_filename": "a\x00b"},
        {"unique_filename": "out"},
        {"unique_filename": "sub"},
        {"file_url": f"{ADDRESS}/%2e%2e%2fsecret"},
        {"file_url": f"{ADDRESS}/..%2fsecret"},
        {"file_url": "file:///etc/passwd"},
        {"file_url": "http://files.old.example/x"},
        {"file_url": "https://files.old.example.evil.example/x"},
        {"file_url": "https://files.old.example@evil.example/x"},
        {"file_url": "https://user:secret@files.old.example/store/x"},
        {"file_url": f"{ADDRESS}:444/x"},
        {"file_url": f"{ADDRESS}/other/x"},
        {"file_url": f"{ADDRESS}/storehouse/x"},
        {"file_url": f"{ADDRESS}/store/../x"},
        {"file_url": f"{ADDRESS}/store/%2E%2e/x"},
        {"file_url": "https://[/x"},
        {"file_url": {"a": 1}},
        {},
    ],
)
def test_no_name_leads_out_of_a_folder_and_no_address_to_another_host(tmp_path: Path, file: dict[str, Any]) -> None:
    (tmp_path / "secret").write_text("secret")
    store = tmp_path / "store"
    (store / "sub").mkdir(parents=True)
    (store / "out").symlink_to(tmp_path / "secret")
    with pytest.raises(Missing) as said:
        Contents([str(store), f"{ADDRESS}/store"]).find(file)
    assert "secret" not in str(said.value)


@pytest.mark.parametrize("name", ["\ud800", "a\x01b", "x" * 1_900])
async def test_an_address_that_nobody_could_ask_is_said(name: str) -> None:
    with Api(small()).serve() as url:
        contents = Contents([url], at_once)
        with pytest.raises(Missing, match=r"none that can be asked|HTTP 404"):
            async with contents.open({"file_url": f"{url}/store/{name}"}, 10):
                raise AssertionError("there is nothing to read")
        await contents.close()


async def test_what_passes_is_waited_for_and_what_does_not_is_left_to_a_later_run() -> None:
    api, pauses = Api(small()), []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    with api.serve() as url:
        api.store = {"x": b"words"}
        contents, file = Contents([url], pause), {"file_url": f"{url}/store/x"}
        api.moods = [503, 429]
        async with contents.open(file, 10) as path:
            assert path.read_bytes() == b"words"
        assert pauses == [1.0, 2.0]
        api.moods = [503] * 3
        with pytest.raises(Missing, match="HTTP 503; a later run tries it again"):
            async with contents.open(file, 10):
                raise AssertionError("there is nothing to read")
    await contents.close()
