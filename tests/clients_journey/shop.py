"""Somebody else's website with our one line in it, on an origin of its own and under a policy that allows the desk."""

from asyncio import StreamReader, StreamWriter, start_server
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.clients_journey.desk import Desk


@asynccontextmanager
async def shop(desk: Desk) -> AsyncIterator[str]:
    """The address of the shop's page."""
    line = f'<script src="{desk.url}/widget.js" data-account="{desk.account_id}" async></script>'
    icon = f'<link rel="icon" href="{desk.url}/cairn.svg">'
    page = f'<!doctype html><html lang="en"><title>Shop</title>{icon}<h1>A shop</h1>{line}'
    policy = f"default-src 'none'; script-src {desk.url}; frame-src {desk.url}; img-src {desk.url}"
    head = (
        f"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-security-policy: {policy}\r\nconnection: close\r\n\r\n"
    )

    async def answer(reader: StreamReader, writer: StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(f"{head}{page}".encode())
        await writer.drain()
        writer.close()

    async with await start_server(answer, "127.0.0.1", 0) as server:
        yield f"http://localhost:{server.sockets[0].getsockname()[1]}/"
