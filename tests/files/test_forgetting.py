"""Files that nobody attached or wants any more are forgotten at once, and gone from the disk soon."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import event

from cairnloop.errors import NotFound
from cairnloop.files import forgetting
from cairnloop.files.attaching import attach
from cairnloop.files.downloads import find, with_thumbnail
from cairnloop.files.forgetting import SETTLED_AFTER, forget_files, forget_orphans, sweep
from cairnloop.files.tables import File, FileRemains
from cairnloop.files.uploads import Sender
from tests import make
from tests.files.pictures import picture
from tests.files.room import Room, wish


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
