"""The widget: a loader for other people's pages, and the chat page it opens, under a strict content policy."""

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from cairnloop.errors import NotFound

PACKAGED = Path(__file__).parents[1] / "widget_static"
CHECKOUT = Path(__file__).parents[3] / "widget_static"
FOLDER = CHECKOUT if CHECKOUT.is_dir() else PACKAGED

# Pages by address; everything else in the folder is served by its name.
PAGES = {"/chat": "chat.html", "/demo": "demo.html"}
TYPES = {".js": "text/javascript", ".css": "text/css", ".html": "text/html", ".svg": "image/svg+xml"}
HEADERS = {
    "content-security-policy": "default-src 'self'; img-src 'self' data:; connect-src 'self' ws: wss:; "
    "base-uri 'none'; form-action 'self'; frame-ancestors *",
    "referrer-policy": "strict-origin-when-cross-origin",
    # Kept, and asked for again with its tag: a new release is seen at once, and an old one costs no bytes.
    "cache-control": "no-cache",
    "vary": "Accept-Encoding",
}
NO_WEIGHT = re.compile(r"\s*q=0(\.0*)?\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Asset:
    """One version of a file, as it is and packed. The tag is weak: both say the same in other bytes."""

    plain: bytes
    packed: bytes
    tag: str


@lru_cache(maxsize=64)
def _asset(path: Path, changed: int, size: int) -> Asset:
    """The file in memory; `changed` and `size` tell its versions apart."""
    plain = path.read_bytes()
    return Asset(plain, gzip.compress(plain, mtime=0), f'W/"{hashlib.sha256(plain).hexdigest()[:24]}"')


async def serve(request: Request) -> Response:
    name = PAGES.get(request.url.path) or request.url.path.removeprefix("/")
    path = FOLDER / name
    kind = TYPES.get(path.suffix)
    if kind is None or path.parent != FOLDER or not path.is_file():
        raise NotFound
    found = path.stat()
    asset = _asset(path, found.st_mtime_ns, found.st_size)
    headers = {**HEADERS, "etag": asset.tag}
    if path.suffix != ".html":
        # A page elsewhere loads the script; its own policy decides, not ours.
        headers |= {"access-control-allow-origin": "*", "cross-origin-resource-policy": "cross-origin"}
    if _is_known(asset.tag, request.headers.get("if-none-match", "")):
        return Response(status_code=304, headers=headers)
    if _takes_gzip(request.headers.get("accept-encoding", "")):
        return Response(asset.packed, headers=headers | {"content-encoding": "gzip"}, media_type=kind)
    return Response(asset.plain, headers=headers, media_type=kind)


def _is_known(tag: str, known: str) -> bool:
    """Whether the caller has this version already (RFC 9110, 13.1.2: compared without regard to weakness)."""
    tags = {one.strip().removeprefix("W/") for one in known.split(",")}
    return "*" in tags or tag.removeprefix("W/") in tags


def _takes_gzip(accepted: str) -> bool:
    """Whether gzip is named, or covered by a star, and not with a weight of nothing (RFC 9110, 12.5.3)."""
    parts = (part.partition(";") for part in accepted.split(","))
    weights = {coding.strip().lower(): weight for coding, _, weight in parts}
    weight = weights.get("gzip", weights.get("*"))
    return weight is not None and not NO_WEIGHT.fullmatch(weight)


def routes() -> list[Route]:
    served = [path.name for path in sorted(FOLDER.iterdir()) if path.suffix in (".js", ".css", ".svg")]
    return [Route(address, serve, methods=["GET"]) for address in (*PAGES, *(f"/{name}" for name in served))]
