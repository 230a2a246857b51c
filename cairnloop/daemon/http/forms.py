"""A form with a file, read as it comes: what stands before the file, then the file, then what stands behind it."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing

from starlette.requests import ClientDisconnect, Request

from cairnloop.errors import BadRequest, Invalid
from cairnloop.wire.multipart import Begin, End, Event, Reader, boundary_of
from cairnloop.wire.text import storable

FILE = "file"
LONGEST_FIELD = 2_000
# A sender who is silent for longer has gone.
SILENCE_SECONDS = 30


class FileForm:
    """`fields` grows while the form is read. What is wrong with it is raised as BadRequest or Invalid."""

    def __init__(self, request: Request) -> None:
        self.fields: dict[str, str] = {}
        self._events = _events(request, Reader(boundary_of(request.headers.get("content-type", ""))))

    async def find_file(self) -> str:
        """Read on to the file; returns what its sender calls it."""
        found = await self._fields_to_file()
        if found is None:
            raise Invalid.field(FILE, "attach a file under this name")
        return found

    async def content(self) -> AsyncGenerator[bytes]:
        """What is in the file. To be read once, and to the end."""
        async for event in self._events:
            match event:
                case bytes():
                    yield event
                case _:
                    return

    async def finish(self) -> None:
        """Read what stands behind the file."""
        if await self._fields_to_file() is not None:
            raise Invalid.field(FILE, "send one file at a time")

    async def aclose(self) -> None:
        await self._events.aclose()

    async def _fields_to_file(self) -> str | None:
        name, value = "", bytearray()
        async for event in self._events:
            match event:
                case Begin(filename=str() as filename, name=found) if found == FILE:
                    return storable(filename)
                case Begin(name=found):
                    name, value = found, bytearray()
                case bytes():
                    value += event
                    if len(value) > LONGEST_FIELD:
                        raise Invalid.field(storable(name)[:60], f"is longer than {LONGEST_FIELD} bytes")
                case End():
                    self.fields[storable(name)] = storable(value.decode("utf-8", "replace"))
        return None


async def _events(request: Request, reader: Reader) -> AsyncGenerator[Event]:
    async with aclosing(_arriving(request.stream())) as pieces:
        async for piece in pieces:
            for event in reader.feed(piece):
                yield event
    reader.close()


async def _arriving(stream: AsyncIterator[bytes]) -> AsyncGenerator[bytes]:
    """The body, or a refusal once nothing more of it comes."""
    while True:
        try:
            async with asyncio.timeout(SILENCE_SECONDS):
                piece = await anext(stream, None)
        except TimeoutError as error:
            raise BadRequest(f"Nothing came for {SILENCE_SECONDS} seconds; the upload was given up.") from error
        except ClientDisconnect as error:
            raise BadRequest("The upload was broken off.") from error
        if piece is None:
            return
        yield piece
