"""The widget: a loader for other people's pages, and the chat page it opens, under a strict content policy."""

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import orjson
import rcssmin
import rjsmin
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from cairnloop.daemon.http.framing import frame_ancestors
from cairnloop.errors import NotFound

PACKAGED = Path(__file__).parents[1] / "widget_static"
CHECKOUT = Path(__file__).parents[3] / "widget_static"
FOLDER = CHECKOUT if CHECKOUT.is_dir() else PACKAGED

# Pages by address; everything else in the folder is served by its name.
CHAT = "/chat"
PAGES = {CHAT: "chat.html", "/demo": "demo.html"}
TYPES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".html": "text/html",
    ".json": "application/json",
    ".svg": "image/svg+xml",
}
POLICY = (
    "default-src 'self'; img-src 'self' data:; connect-src 'self' ws: wss:; "
    "base-uri 'none'; form-action 'self'; frame-ancestors {}"
)
HEADERS = {
    "content-security-policy": POLICY.format("*"),
    "referrer-policy": "strict-origin-when-cross-origin",
    # Kept, and asked for again with its tag: a new release is seen at once, and an old one costs no bytes.
    "cache-control": "no-cache",
    "vary": "Accept-Encoding",
}
INDENTATION = re.compile(rb"\n\s+")
NO_WEIGHT = re.compile(r"\s*q=0(\.0*)?\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Asset:
    """One version of a file without what only its authors read, and packed. The tag is weak: both say the same."""

    plain: bytes
    packed: bytes
    tag: str


@lru_cache(maxsize=64)
def _asset(path: Path, changed: int, size: int) -> Asset:
    """The file in memory; `changed` and `size` tell its versions apart."""
    plain = _shortened(path.suffix, path.read_bytes())
    return Asset(plain, gzip.compress(plain, mtime=0), f'W/"{hashlib.sha256(plain).hexdigest()[:24]}"')


def _shortened(suffix: str, written: bytes) -> bytes:
    """The same without comments and indentation: the folder is for people to read, the wire is not."""
    match suffix:
        case ".js":
            return bytes(rjsmin.jsmin(written))
        case ".css":
            return bytes(rcssmin.cssmin(written))
        case ".html":
            return INDENTATION.sub(b"\n", written)
        case ".json":
            return orjson.dumps(orjson.loads(written))
        case _:
            return written


def asset(name: str) -> Asset:
    """What is sent for a file of the folder. Raises NotFound."""
    path = FOLDER / name
    if path.suffix not in TYPES or path.parent != FOLDER or not path.is_file():
        raise NotFound
    found = path.stat()
    return _asset(path, found.st_mtime_ns, found.st_size)


async def serve(request: Request) -> Response:
    name = PAGES.get(request.url.path) or request.url.path.removeprefix("/")
    found, suffix = asset(name), Path(name).suffix
    headers = {**HEADERS, "etag": found.tag}
    if request.url.path == CHAT:
        headers["content-security-policy"] = POLICY.format(await frame_ancestors(request))
    if suffix != ".html":
        # A page elsewhere loads the script; its own policy decides, not ours.
        headers |= {"access-control-allow-origin": "*", "cross-origin-resource-policy": "cross-origin"}
    if _is_known(found.tag, request.headers.get("if-none-match", "")):
        return Response(status_code=304, headers=headers)
    kind = TYPES[suffix]
    if _takes_gzip(request.headers.get("accept-encoding", "")):
        return Response(found.packed, headers=headers | {"content-encoding": "gzip"}, media_type=kind)
    return Response(found.plain, headers=headers, media_type=kind)


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
    served = [path.name for path in sorted(FOLDER.iterdir()) if path.suffix in TYPES and path.suffix != ".html"]
    return [Route(address, serve, methods=["GET"]) for address in (*PAGES, *(f"/{name}" for name in served))]
