"""Somebody else's website with our one line in it, on an origin of its own and under a policy that allows the desk."""

from asyncio import StreamReader, StreamWriter, start_server
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.clients_journey.desk import Desk

LINE = '<script src="{url}/widget.js" data-account="{account}" async></script>'


@asynccontextmanager
async def shop(desk: Desk, body: str = LINE, *, strict: bool = True) -> AsyncIterator[str]:
    """The address of the shop's page."""
    icon = f'<link rel="icon" href="{desk.url}/cairn.svg">'
    said = body.format(url=desk.url, account=desk.account_id)
    page = f'<!doctype html><html lang="en"><title>Shop</title>{icon}<h1>A shop</h1>{said}'
    sources = " ".join(f"{kind}-src {desk.url};" for kind in ("script", "frame", "img", "connect"))
    policy = f"content-security-policy: default-src 'none'; {sources}\r\n" if strict else ""
    head = f"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n{policy}connection: close\r\n\r\n"

    async def answer(reader: StreamReader, writer: StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(f"{head}{page}".encode())
        await writer.drain()
        writer.close()

    async with await start_server(answer, "127.0.0.1", 0) as server:
        yield f"http://localhost:{server.sockets[0].getsockname()[1]}/"
