"""Calls about files: uploaded from a path, saved to one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from cairnloop.client.failures import Refused, Unreachable
from cairnloop.client.road import Road
from cairnloop.errors import Invalid

if TYPE_CHECKING:
    from cairnloop.wire.files import FileOut, LimitsOut

# What the daemon hands out lies here; nothing else is asked for, wherever an address points.
HANDED_OUT = ("/files/", "/thumbnails/")


class FileCalls(Road):
    """Every method names its route in the docstring."""

    async def file_limits(self) -> LimitsOut:
        """GET /api/files/limits"""
        return cast("LimitsOut", await self._data("GET", "/api/files/limits"))

    async def upload_file(self, path: Path, name: str | None = None) -> FileOut:
        """POST /api/files: read while it is sent; to be named in `file_ids` of a message within a day"""
        with path.open("rb") as file:
            said = await self.call("POST", "/api/files", files={"file": (name or path.name, file)})
        return cast("FileOut", said["data"])

    async def file(self, file_id: str) -> FileOut:
        """GET /api/files/{id}"""
        return cast("FileOut", await self._data("GET", f"/api/files/{file_id}"))

    async def download_file(self, url: str, path: Path) -> int:
        """GET the `file_url` or `thumbnail_url` of a file, from our own daemon, into `path`; returns its size

        What breaks off on the way leaves what was at `path` as it was.
        """
        from httpx import RequestError

        part = path.with_name(f".{path.name}.part")
        try:
            async with self._http.stream("GET", _own(url)) as response:
                if not response.is_success:
                    raise Refused(
                        response.status_code, "refused", f"The file is not there (HTTP {response.status_code})."
                    )
                size = 0
                with part.open("wb") as file:
                    async for chunk in response.aiter_bytes():
                        size += file.write(chunk)
            part.replace(path)
        except RequestError as error:
            raise Unreachable(f"The daemon at {self.url} does not answer ({type(error).__name__}).") from error
        finally:
            part.unlink(missing_ok=True)
        return size

    async def delete_file(self, file_id: str) -> None:
        """DELETE /api/files/{id}"""
        await self.call("DELETE", f"/api/files/{file_id}")


def _own(url: str) -> str:
    """The address at our own daemon. Raises Invalid for what is none of a file."""
    path = urlsplit(url).path
    if not path.startswith(HANDED_OUT):
        raise Invalid.field("url", "is no address of a file; take `file_url` or `thumbnail_url`")
    return path
