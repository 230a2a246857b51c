"""What every store promises: the same tests for a folder and for a bucket on a real server."""

import asyncio
import resource
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from uuid import uuid4

import httpx
import pytest

from cairnloop.errors import NotFound, Unavailable
from cairnloop.files import disk, s3
from cairnloop.files.disk import DiskStore
from cairnloop.files.stores import Store, blocks
from tests.files.s3_server import bucket_store, left_in

KEY = "ab/abcdef"
MEGABYTE = 1024 * 1024
# Less than a block, several blocks of the folder, and two and a half parts of a bucket.
SIZES = (1, 3 * disk.BLOCK + 7, 2 * s3.PART + MEGABYTE)


class Listing(Protocol):
    async def __call__(self) -> str: ...


@dataclass(frozen=True)
class Place:
    """A store, and what lies in it according to somebody else."""

    store: Store
    left: Listing


@pytest.fixture(params=["folder", "bucket"])
async def place(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Place]:
    if request.param == "folder":

        async def found() -> str:
            return " ".join(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file())

        yield Place(DiskStore(tmp_path), found)
        return
    name = f"tests-{uuid4()}"
    store = await bucket_store(name)
    yield Place(store, lambda: left_in(name))
    await store.aclose()


async def pieces(content: bytes, size: int = 65_536) -> AsyncIterator[bytes]:
    for at in range(0, len(content), size):
        yield content[at : at + size]


def of_size(size: int) -> bytes:
    return (bytes(range(251)) * (size // 251 + 1))[:size]


async def read(store: Store, key: str, start: int, end: int) -> bytes:
    async with aclosing(store.read(key, start, end)) as chunks:
        return b"".join([chunk async for chunk in chunks])


@pytest.mark.parametrize("size", SIZES)
async def test_what_was_put_is_read_whole_and_in_parts(place: Place, size: int) -> None:
    content = of_size(size)
    await place.store.put(KEY, pieces(content))
    assert await read(place.store, KEY, 0, size) == content
    for start, end in [(0, 1), (size - 1, size), (size // 3, size // 3 + 1), (size // 2, size)]:
        assert await read(place.store, KEY, start, end) == content[start:end]


async def test_putting_again_replaces(place: Place) -> None:
    await place.store.put(KEY, pieces(b"first"))
    await place.store.put(KEY, pieces(b"second"))
    assert await read(place.store, KEY, 0, 6) == b"second"


async def test_what_is_not_there_is_not_found(place: Place) -> None:
    with pytest.raises(NotFound):
        await read(place.store, KEY, 0, 1)


async def test_deleting_takes_it_away_and_may_be_done_twice(place: Place) -> None:
    await place.store.put(KEY, pieces(b"x"))
    await place.store.put("ab/other", pieces(b"y"))
    for _ in range(2):
        await place.store.delete([KEY, "ab/never", "zz/never"])
    with pytest.raises(NotFound):
        await read(place.store, KEY, 0, 1)
    assert "other" in await place.left()
    assert "abcdef" not in await place.left()


class BrokenOff(Exception):
    pass


async def broken_off(size: int) -> AsyncIterator[bytes]:
    async for piece in pieces(of_size(size)):
        yield piece
    raise BrokenOff


@pytest.mark.parametrize("size", SIZES)
async def test_what_breaks_off_half_way_leaves_nothing(place: Place, size: int) -> None:
    with pytest.raises(BrokenOff):
        await place.store.put(KEY, broken_off(size))
    assert await place.left() == ""


async def test_what_breaks_off_leaves_what_was_there_before(place: Place) -> None:
    await place.store.put(KEY, pieces(b"before"))
    with pytest.raises(BrokenOff):
        await place.store.put(KEY, broken_off(2 * s3.PART + 1))
    assert await read(place.store, KEY, 0, 6) == b"before"


async def test_who_is_cancelled_while_putting_leaves_nothing(place: Place) -> None:
    waiting = asyncio.Event()

    async def stalling() -> AsyncIterator[bytes]:
        yield of_size(2 * s3.PART + 1)
        waiting.set()
        await asyncio.Event().wait()

    putting = asyncio.create_task(place.store.put(KEY, stalling()))
    await waiting.wait()
    putting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await putting
    assert await place.left() == ""


async def test_who_stops_reading_leaves_the_store_usable(place: Place) -> None:
    content = of_size(2 * MEGABYTE)
    await place.store.put(KEY, pieces(content))
    for _ in range(3):
        async with aclosing(place.store.read(KEY, 0, len(content))) as chunks:
            assert await anext(chunks)
    assert await read(place.store, KEY, 0, 10) == content[:10]


async def test_files_on_disk_are_for_the_daemon_alone(tmp_path: Path) -> None:
    folder = tmp_path / "files"
    await DiskStore(folder).put(KEY, pieces(b"x"))
    assert (folder / KEY).stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("key", ["../outside", "/etc/passwd", "ab/../../x", "ab/./x", "", "ab//x", "AB/x", "ab/x\n"])
async def test_a_key_never_leaves_the_folder(tmp_path: Path, key: str) -> None:
    store = DiskStore(tmp_path / "files")
    with pytest.raises(NotFound):
        await store.put(key, pieces(b"x"))
    with pytest.raises(NotFound):
        await read(store, key, 0, 1)


async def test_a_folder_that_cannot_be_used_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "files").write_text("a file in the way")
    with pytest.raises(Unavailable, match="folder of files"):
        await DiskStore(tmp_path / "files").put(KEY, pieces(b"x"))


async def test_a_full_disk_is_unavailable_and_keeps_nothing(tmp_path: Path) -> None:
    """Also when the last bytes find no room only as the file is closed. A limit of the process stands for the disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2 * disk.BLOCK, before[1]))
    try:
        for size in (2 * disk.BLOCK + 100, 4 * disk.BLOCK):
            with pytest.raises(Unavailable, match="File too large"):
                await DiskStore(tmp_path).put(KEY, pieces(of_size(size)))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert list((tmp_path / "ab").iterdir()) == []


async def test_deleting_also_takes_what_a_killed_upload_left(tmp_path: Path) -> None:
    (tmp_path / "ab").mkdir()
    (tmp_path / "ab/abcdef.1234.part").write_bytes(b"half")
    await DiskStore(tmp_path).delete([KEY])
    assert list((tmp_path / "ab").iterdir()) == []


async def test_a_file_that_shrank_is_not_handed_out_as_whole(tmp_path: Path) -> None:
    store = DiskStore(tmp_path)
    await store.put(KEY, pieces(b"1234"))
    (tmp_path / KEY).write_bytes(b"12")
    with pytest.raises(Unavailable):
        await read(store, KEY, 0, 4)


def answering(status: int, body: str = "") -> httpx.MockTransport:
    return httpx.MockTransport(lambda request: httpx.Response(status, text=body))


@pytest.mark.parametrize(
    ("status", "body"), [(403, "<Code>AccessDenied</Code>"), (500, ""), (503, "SlowDown"), (301, "")]
)
async def test_a_bucket_that_refuses_is_unavailable(status: int, body: str) -> None:
    store = await bucket_store(f"tests-{uuid4()}", transport=answering(status, body))
    with pytest.raises(Unavailable):
        await store.put(KEY, pieces(b"x"))
    with pytest.raises(Unavailable):
        await read(store, KEY, 0, 1)
    with pytest.raises(Unavailable):
        await store.delete([KEY])
    await store.aclose()


async def test_a_bucket_that_is_not_there_is_a_trouble_of_ours_and_no_missing_file() -> None:
    store = await bucket_store(f"tests-{uuid4()}", transport=answering(404, "<Code>NoSuchBucket</Code>"))
    with pytest.raises(Unavailable):
        await read(store, KEY, 0, 1)
    await store.aclose()


async def test_a_store_nobody_listens_at_is_unavailable() -> None:
    def silent(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("nobody there")

    store = await bucket_store(f"tests-{uuid4()}", transport=httpx.MockTransport(silent))
    with pytest.raises(Unavailable, match="ConnectError"):
        await store.put(KEY, pieces(b"x"))
    with pytest.raises(Unavailable, match="ConnectError"):
        await read(store, KEY, 0, 1)
    await store.aclose()


async def test_blocks_hold_the_same_bytes() -> None:
    made = [block async for block in blocks(pieces(of_size(1000), 7), 64)]
    assert b"".join(made) == of_size(1000)
    assert {len(block) for block in made[:-1]} == {64}
