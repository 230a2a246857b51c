"""Files in a folder of this machine."""

import asyncio
import os
import re
import secrets
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Sequence
from contextlib import aclosing, contextmanager, suppress
from datetime import datetime
from io import BufferedWriter
from pathlib import Path

from cairnloop.errors import NotFound, Unavailable
from cairnloop.files.stores import blocks

BLOCK = 512 * 1024
KEY = re.compile(r"[0-9a-z\-]+(/[0-9a-z\-]+)*(\.[a-z]+)?")


class DiskStore:
    """Each key is a path below `folder`, which is made when the first file comes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def put(self, key: str, chunks: AsyncIterator[bytes]) -> None:
        path = self._path(key)
        part = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
        with _trouble():
            file = await asyncio.to_thread(_create, self._folder, part)
        try:
            async with aclosing(blocks(chunks, BLOCK)) as found:
                async for block in found:
                    with _trouble():
                        await asyncio.to_thread(file.write, block)
            with _trouble():
                await asyncio.to_thread(_finish, file, part, path)
        finally:
            with suppress(OSError):  # a full disk refuses once more what it refused; what went wrong first is told
                file.close()
            with suppress(OSError):
                part.unlink(missing_ok=True)

    async def read(self, key: str, start: int, end: int) -> AsyncGenerator[bytes]:
        path = self._path(key)
        while start < end:
            # Opened for each block: who stops reading leaves nothing open.
            with _trouble():
                try:
                    block = await asyncio.to_thread(_read, path, start, min(BLOCK, end - start))
                except FileNotFoundError as error:
                    raise NotFound from error
            if not block:
                raise Unavailable("A stored file is shorter than it was.")
            yield block
            start += len(block)

    async def delete(self, keys: Sequence[str]) -> None:
        with _trouble():
            await asyncio.to_thread(_delete, [self._path(key) for key in keys])

    async def give_up(self, before: datetime) -> None:
        """Nothing: what is left of an upload lies beside its key, and goes with it."""

    async def aclose(self) -> None:
        """There is nothing to let go of."""

    def _path(self, key: str) -> Path:
        # Keys are ours, never a stranger's; this is the second lock.
        if not KEY.fullmatch(key):
            raise NotFound
        return self._folder / key


@contextmanager
def _trouble() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Unavailable(f"The folder of files cannot be used: {error.strerror}. Nothing was changed.") from error


def _create(folder: Path, part: Path) -> BufferedWriter:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    part.parent.mkdir(parents=True, exist_ok=True)
    return os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _finish(file: BufferedWriter, part: Path, path: Path) -> None:
    """Under its name once it is safe on the disk, and the name safe there as well."""
    file.flush()
    os.fsync(file.fileno())
    part.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _read(path: Path, start: int, length: int) -> bytes:
    with path.open("rb") as file:
        file.seek(start)
        return file.read(length)


def _delete(paths: Sequence[Path]) -> None:
    for path in paths:
        for one in (path, *path.parent.glob(f"{path.name}.*.part")):
            one.unlink(missing_ok=True)
