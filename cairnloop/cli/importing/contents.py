"""What files hold: looked for in folders and at addresses that somebody has named, and nowhere else."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import SplitResult, unquote, urlsplit

from cairnloop.cli.exits import Usage
from cairnloop.cli.importing.cells import LINE, Cells, is_web
from cairnloop.cli.reach import checked_url

if TYPE_CHECKING:
    import httpx

TIMEOUT_SECONDS = 60.0
TRIES = 3
LONGEST_URL = 2000

Pause = Callable[[float], Awaitable[None]]


class Missing(Exception):
    """There is no having what is in a file; why stands in the report."""


class Contents:
    """Whoever wrote the rows chose names and addresses in them: a name never leads out of a folder, and nothing is
    asked of a host that the operator did not name.
    """

    def __init__(self, places: Sequence[str], pause: Pause = asyncio.sleep) -> None:
        """Raises Usage for a place that is neither an address nor a folder."""
        self._folders = [_folder(place) for place in places if not is_web(place)]
        self._addresses = [urlsplit(checked_url(place, "--files")) for place in places if is_web(place)]
        self._pause = pause
        self._http: httpx.AsyncClient | None = None

    def find(self, file: Mapping[str, Any]) -> Path | str:
        """Where it is: a copy in a folder, or an address. Raises Missing."""
        cells = Cells(file)
        url = cells.line("file_url", LONGEST_URL) or ""
        parts = _parts(url)
        names = (cells.line("unique_filename", LINE), None if parts is None else unquote(parts.path.rpartition("/")[2]))
        for folder in self._folders:
            for name in names:
                if name and (path := _within(folder, name)) is not None:
                    return path
        if parts is None:
            raise Missing("it has no address")
        if any(_below(parts, named) for named in self._addresses):
            return url
        host = parts.netloc.rpartition("@")[2]  # what stands before it is a secret
        raise Missing(f"it lies at {parts.scheme}://{host}, which --files does not name")

    @asynccontextmanager
    async def open(self, file: Mapping[str, Any], most: int) -> AsyncIterator[Path]:
        """A path to read it from, as long as it is read. Raises Missing, also for what is larger than `most`."""
        where = self.find(file)
        if isinstance(where, Path):
            try:
                size = where.stat().st_size
            except OSError as error:
                raise Missing(f"it cannot be read ({error.strerror})") from error
            if size > most:
                raise Missing(_too_large(most))
            yield where
            return
        with tempfile.NamedTemporaryFile(prefix="cairnloop-import-") as copy:
            await self._fetch(where, copy, most)
            copy.flush()
            yield Path(copy.name)

    async def close(self) -> None:
        if self._http is not None:
            await self._http.aclose()

    async def _fetch(self, url: str, copy: IO[bytes], most: int) -> None:
        """Again and later where it is too much or too early."""
        for left in reversed(range(TRIES)):
            why = await self._fetched(url, copy, most)
            if why is None:
                return
            if left:
                await self._pause(float(TRIES - left))
        raise Missing(f"{why}; a later run tries it again")

    async def _fetched(self, url: str, copy: IO[bytes], most: int) -> str | None:
        """Why it is not here, where that may pass. Raises Missing where it does not."""
        import httpx

        if self._http is None:
            self._http = httpx.AsyncClient(timeout=TIMEOUT_SECONDS)
        copy.seek(0)
        copy.truncate()
        try:
            async with self._http.stream("GET", url) as answer:
                if answer.status_code == 429 or answer.status_code >= 500:
                    return f"its address answers HTTP {answer.status_code}"
                if answer.status_code != 200:
                    raise Missing(f"its address answers HTTP {answer.status_code}")
                async for part in answer.aiter_bytes():
                    if copy.tell() + len(part) > most:
                        raise Missing(_too_large(most))
                    copy.write(part)
        except httpx.RequestError as error:
            return f"its address does not answer ({type(error).__name__})"
        except (httpx.InvalidURL, ValueError) as error:
            raise Missing("its address is none that can be asked") from error
        except OSError as error:
            raise Missing(f"there is no room for it here ({error.strerror}); TMPDIR names another place") from error
        return None


def _folder(place: str) -> Path:
    path = Path(place)
    if not path.is_dir():
        raise Usage(f"--files: there is no folder {place}; or write an address with https://")
    return path.resolve()


def _parts(url: str) -> SplitResult | None:
    if not is_web(url):
        return None
    try:
        parts = urlsplit(url)
        return parts if parts.hostname and parts.port != 0 else None
    except ValueError:
        return None


def _within(folder: Path, name: str) -> Path | None:
    """The file of this name that lies in the folder itself; a link may not lead out of it."""
    if name in (".", "..") or "/" in name or "\\" in name or "\x00" in name:
        return None
    try:
        path = (folder / name).resolve()
        return path if path.parent == folder and path.is_file() else None
    except (OSError, ValueError, RuntimeError):
        return None


def _below(parts: SplitResult, named: SplitResult) -> bool:
    """Whether an address lies at, or below, one that was named."""
    there = (parts.scheme.lower(), parts.netloc.lower()) == (named.scheme.lower(), named.netloc.lower())
    steps = unquote(parts.path).split("/")
    return there and ".." not in steps and parts.path.startswith(f"{named.path.rstrip('/')}/")


def _too_large(most: int) -> str:
    return f"it is larger than the {most} bytes that a file may have here"
