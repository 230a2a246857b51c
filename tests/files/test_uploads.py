"""Uploading on a real database and a real folder: what is kept, how much of it, and for whom."""

import asyncio
from dataclasses import replace
from uuid import uuid4

import pytest

from cairnloop.errors import Invalid, NotFound, TooLarge, TooMany
from cairnloop.files.downloads import find, with_thumbnail
from cairnloop.files.queries import get_file
from cairnloop.files.tables import File
from cairnloop.files.uploads import Sender
from cairnloop.people.customer.erasure import erase
from tests import make
from tests.files.pictures import bomb, picture
from tests.files.room import Room


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


async def test_nobody_sends_files_who_is_being_forgotten(room: Room) -> None:
    await erase(room.db, room.desk.customer_id, room.desk.sam)
    with pytest.raises(Invalid, match="customer_id"):
        await room.upload()
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
