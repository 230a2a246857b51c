"""A house that keeps files in a folder, and uploads to it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx

from tests.fakes import FixedClock
from tests.house import House, open_house

MOST = 300_000


@asynccontextmanager
async def filing_house(database_url: str, clock: FixedClock, folder: Path) -> AsyncIterator[House]:
    files: dict[str, object] = {"folder": str(folder / "kept"), "max_bytes": MOST, "address_bytes_per_day": 2_000_000}
    server: dict[str, object] = {"public_url": "https://desk.example/"}
    async with open_house(database_url, clock, files=files, server=server) as house:
        yield house


async def send(
    house: House,
    content: bytes = b"some words",
    name: str = "words.txt",
    *,
    client: httpx.AsyncClient | None = None,
    path: str = "/api/upload",
    **fields: str,
) -> httpx.Response:
    """Upload as published widgets do: the account, then the file."""
    said = {"account_id": str(house.desk.account_id)} | fields
    return await (client or house.visitor).post(path, data=said, files={"file": (name, content, "text/html")})


async def uploaded(house: House, *args: Any, **more: Any) -> dict[str, Any]:
    response = await send(house, *args, **more)
    assert response.status_code == 201, response.text
    data: dict[str, Any] = response.json()["data"]
    return data


def local(url: str) -> str:
    assert url.startswith("https://desk.example/")
    return url.removeprefix("https://desk.example")
