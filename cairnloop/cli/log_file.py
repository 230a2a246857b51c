"""A log file, for a daemon that is down: its last lines, and what is written to it from then on."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from cairnloop.cli.exits import Usage
from cairnloop.cli.log_lines import Assembler
from cairnloop.cli.output import require_reader

if TYPE_CHECKING:
    from cairnloop.wire.status import LogLineOut

# However long a log is, no more than its last part is looked at.
TAIL_BYTES = 8 * 2**20
LOOK_SECONDS = 0.5


class LogFile:
    """One file, read from its last part on; found again when it was put aside for a new one."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._assembler = Assembler()
        self._half = b""
        self._file = _opened(path)
        size = os.fstat(self._file.fileno()).st_size
        if size > TAIL_BYTES:
            self._file.seek(size - TAIL_BYTES)
            self._file.readline()

    def close(self) -> None:
        self._file.close()

    def read(self, *, to_end: bool) -> Iterator["LogLineOut"]:
        """All that is there; also a last line without an end, unless that is still to come."""
        yield from self._more()
        if to_end and self._half:
            yield from self._fed(self._half)
            self._half = b""
        yield from self._assembler.rest()

    async def follow(self) -> AsyncIterator["LogLineOut"]:
        """What is written from now on, for ever."""
        while True:
            quiet = True
            for line in self._more():
                quiet = False
                yield line
            if quiet:
                for line in self._assembler.rest():
                    yield line
                self._find_again()
                await asyncio.sleep(LOOK_SECONDS)
                require_reader()

    def _more(self) -> Iterator["LogLineOut"]:
        *whole, self._half = (self._half + self._file.read()).split(b"\n")
        for one in whole:
            yield from self._fed(one)

    def _fed(self, line: bytes) -> Iterator["LogLineOut"]:
        yield from self._assembler.feed(line.decode("utf-8", "replace").rstrip("\r"))

    def _find_again(self) -> None:
        """Logs are put aside under another name, or emptied, and begun anew."""
        try:
            now = self._path.stat()
        except OSError:
            return  # between the one and the other there is a moment without any
        mine = os.fstat(self._file.fileno())
        if (now.st_ino, now.st_dev) != (mine.st_ino, mine.st_dev):
            self._file.close()
            self._file = _opened(self._path)
        elif now.st_size < self._file.tell():
            self._file.seek(0)


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        raise Usage(f"--file: {path} cannot be read ({error.strerror})") from error
