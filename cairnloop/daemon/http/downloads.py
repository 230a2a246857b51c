"""Handing out what strangers sent: never run, never taken for another type, in parts, and not twice."""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from cairnloop.files.names import disposition
from cairnloop.files.rules import Span, shown_inline, span_of
from cairnloop.files.sniffing import TEXT

# Whatever a browser makes of it, it runs nothing and reaches nothing; pages of any site may show the pictures.
HEADERS = {
    "content-security-policy": "sandbox; default-src 'none'",
    "cross-origin-resource-policy": "cross-origin",
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex",
    "accept-ranges": "bytes",
    # For the reader's own browser alone, and not for ever: what is deleted should be gone soon.
    "cache-control": "private, max-age=3600",
}


@dataclass(frozen=True, slots=True)
class Thing:
    """What is handed out. `read` gives the bytes from one place up to another."""

    name: str
    content_type: str
    size: int
    tag: str
    changed_at: datetime
    read: Callable[[int, int], AsyncGenerator[bytes]]


def hand_out(request: Request, thing: Thing) -> Response:
    """The whole, a part, or the news that the caller has it already (RFC 9110, 13 and 14)."""
    headers = HEADERS | {"etag": f'"{thing.tag}"', "last-modified": format_datetime(thing.changed_at, usegmt=True)}
    if _has_it(request.headers, thing):
        return Response(status_code=304, headers=headers)
    charset = "; charset=utf-8" if thing.content_type == TEXT else ""
    headers["content-type"] = thing.content_type + charset
    headers["content-disposition"] = disposition(thing.name, inline=shown_inline(thing.content_type))
    span, status = Span(0, thing.size), 200
    asked = _asked(request.headers, thing)
    if asked is not None:
        span, status = asked, 206
        headers["content-range"] = f"bytes {span.start}-{span.end - 1}/{thing.size}"
    if span.start == span.end:
        return Response(status_code=416, headers=HEADERS | {"content-range": f"bytes */{thing.size}"})
    headers["content-length"] = str(span.end - span.start)
    if request.method == "HEAD":
        return Response(status_code=status, headers=headers)
    return Streamed(thing.read(span.start, span.end), status, headers)


def _has_it(headers: Headers, thing: Thing) -> bool:
    if known := headers.get("if-none-match"):
        tags = {one.strip().removeprefix("W/") for one in known.split(",")}
        return "*" in tags or f'"{thing.tag}"' in tags
    return _unchanged_since(headers.get("if-modified-since", ""), thing)


def _asked(headers: Headers, thing: Thing) -> Span | None:
    """The part that is asked for; None for the whole, also when the part would be of another version."""
    if "range" not in headers:
        return None
    version = headers.get("if-range")
    if version is not None and version != f'"{thing.tag}"' and not _unchanged_since(version, thing):
        return None
    return span_of(headers["range"], thing.size)


def _unchanged_since(date: str, thing: Thing) -> bool:
    try:
        return thing.changed_at.replace(microsecond=0) <= parsedate_to_datetime(date)
    except (ValueError, TypeError):  # no date, or one without its time zone
        return False


class Streamed(Response):
    """Sends what a store reads, and begins only once the store has found it."""

    def __init__(self, chunks: AsyncGenerator[bytes], status: int, headers: dict[str, str]) -> None:
        super().__init__(status_code=status, headers=headers)
        self._chunks = chunks

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with aclosing(self._chunks) as chunks:
            chunk = await anext(chunks)
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
            async for chunk in chunks:
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})
