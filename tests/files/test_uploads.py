"""Uploading, attaching and forgetting, on a real database and a real folder."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event, select

from cairnloop.errors import Invalid, NotFound, TooLarge, TooMany
from cairnloop.files import forgetting
from cairnloop.files.attaching import Wish, attach, lacking, release
from cairnloop.files.cabinet import Cabinet
from cairnloop.files.disk import DiskStore
from cairnloop.files.downloads import find, with_thumbnail
from cairnloop.files.forgetting import SETTLED_AFTER, forget_files, forget_orphans, sweep
from cairnloop.files.queries import files_of, get_file
from cairnloop.files.rules import Limits
from cairnloop.files.tables import File, FileRemains, FileUsage
from cairnloop.files.uploads import Sender, upload
from cairnloop.kernel.database import Database
from cairnloop.people.customer.erasure import erase
from cairnloop.people.customer.merge import merge
from tests import make
from tests.fakes import FixedClock
from tests.files.pictures import bomb, picture

LIMITS = Limits(file=100_000, account=250_000, address=150_000)


@dataclass
class Sending:
    """A file that somebody sends, whose sender is known before or only after it."""

    whose: Sender
    content: bytes = b"some words"
    filename: str = "words.txt"
    early: bool = True
    breaks: bool = False

    async def early_sender(self) -> Sender | None:
        return self.whose if self.early else None

    async def chunks(self) -> AsyncIterator[bytes]:
        for at in range(0, len(self.content), 5_000):
            yield self.content[at : at + 5_000]
        if self.breaks:
            raise Invalid("the sender went away")

    async def sender(self) -> Sender:
        return self.whose


@dataclass
class Room:
    db: Database
    cabinet: Cabinet
    folder: Path
    desk: make.Desk
    clock: FixedClock

    @property
    def page(self) -> Sender:
        return Sender(self.desk.account_id, customer_id=self.desk.customer_id, address="203.0.113.9")

    @property
    def operator(self) -> Sender:
        return Sender(self.desk.account_id, user_id=self.desk.sam.user_id, by=self.desk.sam.actor)

    async def upload(self, whose: Sender | None = None, **more: object) -> File:
        return await upload(self.db, self.cabinet, Sending(whose or self.page, **more))  # type: ignore[arg-type]

    def kept(self) -> list[str]:
        return sorted(path.name for path in self.folder.rglob("*") if path.is_file())

    async def used(self) -> dict[str, int]:
        async with self.db.read() as tx:
            rows = await tx.session.scalars(select(FileUsage))
            return {row.holder.partition(" ")[0]: row.size for row in rows}

    async def remains(self) -> int:
        async with self.db.read() as tx:
            return len((await tx.session.scalars(select(FileRemains))).all())


@pytest.fixture
async def room(database: Database, clock: FixedClock, tmp_path: Path) -> Room:
    folder = tmp_path / "kept"
    return Room(database, Cabinet(DiskStore(folder), LIMITS), folder, await make.desk(database), clock)


async def test_a_file_is_kept_as_it_is_whatever_its_sender_calls_it(room: Room) -> None:
    file = await room.upload(content=picture("PNG"), filename="../run me.exe")
    async with room.db.read() as tx:
        row = await get_file(tx, room.desk.account_id, file.id)
    assert (row.filename, row.content_type, row.width, row.height) == ("run me.exe", "image/png", 640, 400)
    assert (room.folder / row.key).read_bytes() == picture("PNG")
    assert len(row.token) >= 22
    assert await room.used() == {"account": row.size, "address": row.size}
    assert await room.remains() == 0


async def test_no_two_files_have_the_same_address(room: Room) -> None:
    first, second = await room.upload(), await room.upload()
    assert first.token != second.token
    assert (await find(room.db, first.id, first.token)).id == first.id
    for token in (second.token, "", first.token[:-1], "é" * 22, "\ud800"):
        with pytest.raises(NotFound):
            await find(room.db, first.id, token)


@pytest.mark.parametrize("early", [True, False])
async def test_an_account_or_customer_that_is_not_there_leaves_nothing(room: Room, early: bool) -> None:
    other = await make.desk(room.db, "Other")
    with pytest.raises(NotFound, match="No account"):
        await room.upload(replace(room.page, account_id=uuid4(), customer_id=None), early=early)
    for stranger in (other.customer_id, uuid4()):
        with pytest.raises(Invalid, match="customer_id"):
            await room.upload(replace(room.page, customer_id=stranger), early=early)
    assert room.kept() == []
    assert await room.used() == {}


async def test_what_is_too_large_or_empty_or_broken_off_leaves_nothing(room: Room) -> None:
    with pytest.raises(TooLarge, match="98 kB"):
        await room.upload(content=b"x" * 100_001)
    with pytest.raises(Invalid, match="empty"):
        await room.upload(content=b"")
    with pytest.raises(Invalid, match="went away"):
        await room.upload(breaks=True)
    assert room.kept() == []
    assert await room.used() == {}


async def test_an_address_may_send_so_much_a_day(room: Room) -> None:
    await room.upload(content=b"x" * 100_000)
    with pytest.raises(TooMany) as refused:
        await room.upload(content=b"x" * 60_000)
    assert 0 < refused.value.retry_after <= 86_400
    await room.upload(replace(room.page, address="203.0.113.10"), content=b"x" * 60_000)
    room.clock.advance(days=1)
    await room.upload(content=b"x" * 60_000)
    assert len(room.kept()) == 3


async def test_an_account_holds_so_much_and_no_more(room: Room) -> None:
    for _ in range(2):
        await room.upload(room.operator, content=b"x" * 100_000)
    with pytest.raises(TooLarge, match="account"):
        await room.upload(room.operator, content=b"x" * 60_000)
    await room.upload(room.operator, content=b"x" * 50_000)
    with pytest.raises(TooLarge, match="account"):
        await room.upload(room.operator, content=b"x", early=True)
    other = await make.desk(room.db, "Other")
    await room.upload(Sender(other.account_id), content=b"x")
    assert len(room.kept()) == 4


async def test_many_at_once_never_take_more_than_there_is(room: Room) -> None:
    answers = await asyncio.gather(
        *(room.upload(room.operator, content=b"x" * 60_000) for _ in range(8)), return_exceptions=True
    )
    assert sum(isinstance(one, File) for one in answers) == 4
    assert len(room.kept()) == 4
    assert await room.used() == {"account": 240_000}


def wish(room: Room, file: File, message: UUID, place: int = 0, **more: object) -> Wish:
    given = {"customer_id": room.desk.customer_id, "user_id": None, "account_id": room.desk.account_id} | more
    return Wish(file.id, message, place, **given)  # type: ignore[arg-type]


async def test_files_are_attached_once_by_who_uploaded_them(room: Room) -> None:
    mine, anonymous = await room.upload(), await room.upload(replace(room.page, customer_id=None))
    operators, message, other = await room.upload(room.operator), uuid4(), uuid4()
    somebody, kim = await make.customer(room.db, room.desk.account_id), room.desk.sam.user_id + 1
    stranger = (await make.desk(room.db, "Other")).account_id

    async def given(*asked: Wish) -> dict[UUID, list[str]]:
        async with room.db.begin() as tx:
            return {key: [one["id"] for one in files] for key, files in (await attach(tx, asked)).items()}

    refused = (
        wish(room, mine, other, customer_id=somebody),
        wish(room, mine, other, account_id=stranger),
        wish(room, mine, other, customer_id=None, user_id=room.desk.sam.user_id),
        wish(room, operators, other),
        wish(room, operators, other, customer_id=None, user_id=kim),
    )
    for one in refused:
        assert await given(one) == {}
    assert await given(wish(room, anonymous, message, 0), wish(room, mine, message, 1)) == {
        message: [str(anonymous.id), str(mine.id)]
    }
    assert await given(wish(room, mine, other)) == {}
    assert await given(wish(room, operators, other, customer_id=None, user_id=room.desk.sam.user_id)) == {
        other: [str(operators.id)]
    }
    async with room.db.read() as tx:
        shown = await files_of(tx, [room.desk.account_id], [message, other, uuid4()])
        assert {key: [one["id"] for one in files] for key, files in shown.items()} == {
            message: [str(anonymous.id), str(mine.id)],
            other: [str(operators.id)],
        }
        assert (await get_file(tx, room.desk.account_id, anonymous.id)).customer_id == room.desk.customer_id
        assert await files_of(tx, [stranger], [message]) == {}


async def test_a_page_that_was_open_while_its_customer_was_merged_still_sends_files(room: Room) -> None:
    again = await make.customer(room.db, room.desk.account_id)
    await merge(room.db, again, room.desk.customer_id, room.desk.sam)
    file, message = await room.upload(replace(room.page, customer_id=again)), uuid4()
    async with room.db.begin() as tx:
        assert message in await attach(tx, [wish(room, file, message)])


async def test_nobody_sends_files_who_is_being_forgotten(room: Room) -> None:
    await erase(room.db, room.desk.customer_id, room.desk.sam)
    with pytest.raises(Invalid, match="customer_id"):
        await room.upload()
    assert room.kept() == []


async def test_two_messages_that_want_one_file_get_it_once(room: Room) -> None:
    file, first, second = await room.upload(), uuid4(), uuid4()
    async with room.db.begin() as tx:
        given = await attach(tx, [wish(room, file, first), wish(room, file, second)])
    assert len(given) == 1
    lost = second if first in given else first
    assert lacking([file.id], given.get(lost, [])) is not None
    assert lacking([file.id], next(iter(given.values()))) is None


async def test_a_file_that_was_let_go_of_can_be_attached_again(room: Room) -> None:
    file, first, second = await room.upload(), uuid4(), uuid4()
    async with room.db.begin() as tx:
        await attach(tx, [wish(room, file, first)])
        await release(tx, [first])
        assert second in await attach(tx, [wish(room, file, second)])


async def test_what_nobody_attached_is_forgotten_after_a_day(room: Room) -> None:
    await room.upload()
    kept = await room.upload()
    async with room.db.begin() as tx:
        await attach(tx, [wish(room, kept, uuid4())])
    room.clock.advance(hours=23)
    young = await room.upload()
    room.clock.advance(hours=2)
    await forget_orphans(room.db)
    room.clock.advance(seconds=SETTLED_AFTER.total_seconds())
    await sweep(room.db, room.cabinet)
    assert room.kept() == sorted([kept.id.hex, young.id.hex])
    assert (await room.used())["account"] == kept.size + young.size
    assert await room.remains() == 0


async def test_many_that_nobody_attached_go_in_portions_that_hold_nobody_up(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forgetting, "AT_ONCE", 2)
    for _ in range(5):
        await room.upload()
    room.clock.advance(hours=25)
    commits: list[object] = []
    event.listen(room.db.engine.sync_engine, "commit", commits.append)
    await forget_orphans(room.db)
    assert (len(commits), await room.remains()) == (4, 5)


async def test_forgotten_files_are_gone_at_once_and_from_the_disk_soon(room: Room) -> None:
    file = await room.upload(content=picture("PNG"))
    other = await make.desk(room.db, "Other")
    theirs = await room.upload(Sender(other.account_id))
    await with_thumbnail(room.db, room.cabinet, file.id, file.token)
    assert f"{file.id.hex}.small" in room.kept()
    async with room.db.begin() as tx:
        assert await forget_files(tx, room.desk.account_id, File.customer_id == uuid4()) == 0
        assert await forget_files(tx, room.desk.account_id) == 1
    with pytest.raises(NotFound):
        await find(room.db, file.id, file.token)
    await sweep(room.db, room.cabinet)
    assert len(room.kept()) == 3
    room.clock.advance(seconds=SETTLED_AFTER.total_seconds())
    await sweep(room.db, room.cabinet)
    await sweep(room.db, room.cabinet)
    assert room.kept() == [theirs.id.hex]


async def test_what_a_killed_daemon_left_half_done_is_swept(room: Room) -> None:
    left = room.folder / "ab/abcd"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"whole, but nobody knows of it")
    (room.folder / "ab/abcd.12ab.part").write_bytes(b"half")
    async with room.db.begin() as tx:
        tx.session.add(FileRemains(key="ab/abcd", remove_at=tx.now + timedelta(days=1)))
    await sweep(room.db, room.cabinet)
    assert len(room.kept()) == 2
    room.clock.advance(days=1)
    await sweep(room.db, room.cabinet)
    assert room.kept() == []


async def test_a_small_picture_is_drawn_once_and_never_of_a_bomb(room: Room) -> None:
    file = await room.upload(content=picture("JPEG", (1000, 500)))
    drawn = await asyncio.gather(*(with_thumbnail(room.db, room.cabinet, file.id, file.token) for _ in range(3)))
    assert {one.thumbnail_size for one in drawn} == {(room.folder / f"{file.key}.small").stat().st_size}
    for content in (bomb(), picture("PNG")[:200], b"words", b"\x89PNG\r\n\x1a\n" + b"\x00" * 50):
        unfit = await room.upload(content=content)
        for _ in range(2):
            with pytest.raises(NotFound):
                await with_thumbnail(room.db, room.cabinet, unfit.id, unfit.token)
