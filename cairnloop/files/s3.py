"""Files in a bucket of any S3-compatible store, addressed by path."""

import asyncio
import hashlib
import re
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape

import httpx
import structlog

from cairnloop.errors import NotFound, Unavailable
from cairnloop.files.sigv4 import Credentials, encoded, query_of, signed
from cairnloop.files.stores import blocks
from cairnloop.kernel.clock import Clock

log = structlog.get_logger()

# Files up to this size go in one request, larger ones in parts of it; the protocol wants parts of 5 MB at least.
PART = 8 * 1024 * 1024
TIMEOUT = httpx.Timeout(30.0, connect=5.0)
NOTHING = hashlib.sha256(b"").hexdigest()
# Uploads under way as a bucket lists them, a thousand at a time; and keys as we write them, whoever else uses it.
UPLOAD = re.compile("<Upload>(.*?)</Upload>", re.DOTALL)
OURS = re.compile(r"[0-9a-f]{2}/[0-9a-f]{32}(\.small)?")
MOST_LISTS = 100


@dataclass(frozen=True, slots=True)
class Bucket:
    """Where it is: `endpoint` such as https://s3.eu-central-1.amazonaws.com, and a `prefix` for all keys."""

    endpoint: str
    name: str
    prefix: str
    credentials: Credentials


class S3Store:
    def __init__(self, bucket: Bucket, clock: Clock, *, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._bucket = bucket
        self._clock = clock
        self._http = httpx.AsyncClient(timeout=TIMEOUT, transport=transport, trust_env=False)

    async def put(self, key: str, chunks: AsyncIterator[bytes]) -> None:
        async with aclosing(blocks(chunks, PART)) as found:
            first = await anext(found, b"")
            second = await anext(found, b"")
            if not second:
                await self._ask("PUT", key, content=first)
                return
            await self._put_parts(key, first, second, found)

    async def _put_parts(self, key: str, first: bytes, second: bytes, rest: AsyncIterator[bytes]) -> None:
        begun = await self._ask("POST", key, {"uploads": ""})
        upload = _named("UploadId", begun.text)
        done = False
        try:
            tags = [await self._put_part(key, upload, 1, first), await self._put_part(key, upload, 2, second)]
            async for block in rest:
                tags.append(await self._put_part(key, upload, len(tags) + 1, block))
            await self._complete(key, upload, tags)
            done = True
        finally:
            if not done:
                # Whoever is cancelled once more meanwhile still leaves no parts behind.
                await asyncio.shield(self._abort(key, upload))

    async def _abort(self, key: str, upload: str) -> None:
        with suppress(Unavailable, NotFound):  # what went wrong first is what is told
            await self._ask("DELETE", key, {"uploadId": upload})

    async def _put_part(self, key: str, upload: str, number: int, block: bytes) -> str:
        answer = await self._ask("PUT", key, {"partNumber": str(number), "uploadId": upload}, content=block)
        return str(answer.headers.get("etag", ""))

    async def _complete(self, key: str, upload: str, tags: Sequence[str]) -> None:
        parts = "".join(
            f"<Part><PartNumber>{number}</PartNumber><ETag>{tag}</ETag></Part>" for number, tag in enumerate(tags, 1)
        )
        body = f"<CompleteMultipartUpload>{parts}</CompleteMultipartUpload>".encode()
        answer = await self._ask("POST", key, {"uploadId": upload}, content=body)
        # It may begin to answer 200 and find out only then that it failed.
        if "<Error>" in answer.text:
            raise _unavailable(answer)

    async def read(self, key: str, start: int, end: int) -> AsyncGenerator[bytes]:
        request = await self._request("GET", key, {}, b"", {"range": f"bytes={start}-{end - 1}"})
        try:
            answer = await self._http.send(request, stream=True)
            async with aclosing(answer):
                if answer.status_code >= 300:
                    await answer.aread()
                    raise _refused(answer)
                async for chunk in answer.aiter_raw():
                    yield chunk
        except httpx.HTTPError as error:
            raise _silent(error) from error

    async def delete(self, keys: Sequence[str]) -> None:
        for key in keys:
            await self._ask("DELETE", key)

    async def give_up(self, before: datetime) -> None:
        asked = {"uploads": "", "prefix": self._bucket.prefix}
        for _ in range(MOST_LISTS):
            said = (await self._ask("GET", None, asked)).text
            for found in UPLOAD.findall(said):
                key = _named("Key", found).removeprefix(self._bucket.prefix)
                begun = _instant(_named("Initiated", found))
                if OURS.fullmatch(key) and begun < before:
                    await self._abort(key, _named("UploadId", found))
            if "<IsTruncated>true</IsTruncated>" not in said:
                return
            asked["key-marker"] = _named("NextKeyMarker", said)
            asked["upload-id-marker"] = _named("NextUploadIdMarker", said)

    async def aclose(self) -> None:
        await self._http.aclose()

    async def _ask(
        self, method: str, key: str | None, params: Mapping[str, str] | None = None, *, content: bytes = b""
    ) -> httpx.Response:
        request = await self._request(method, key, params or {}, content, {})
        try:
            answer = await self._http.send(request)
        except httpx.HTTPError as error:
            raise _silent(error) from error
        if answer.status_code >= 300:
            raise _refused(answer)
        return answer

    async def _request(
        self, method: str, key: str | None, params: Mapping[str, str], content: bytes, headers: Mapping[str, str]
    ) -> httpx.Request:
        """Of a key, or with None of the bucket."""
        inside = "" if key is None else f"/{self._bucket.prefix}{key}"
        path = encoded(f"/{self._bucket.name}{inside}", safe="/")
        query = query_of(params)
        body_hash = (await asyncio.to_thread(hashlib.sha256, content)).hexdigest() if content else NOTHING
        url = httpx.URL(f"{self._bucket.endpoint}{path}" + (f"?{query}" if query else ""))
        sent = signed(
            method,
            path,
            query,
            {"host": url.netloc.decode(), **headers},
            body_hash,
            self._bucket.credentials,
            self._clock.now(),
        )
        return self._http.build_request(method, url, headers=sent, content=content)


def _named(tag: str, xml: str) -> str:
    found = re.search(f"<{tag}>([^<]+)</{tag}>", xml)
    if found is None:
        raise _strange()
    return unescape(found[1])


def _instant(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise _strange() from error


def _strange() -> Unavailable:
    return Unavailable("The store of files answers in a way that is not S3. Nothing was changed.")


def _refused(answer: httpx.Response) -> NotFound | Unavailable:
    return NotFound() if answer.status_code == 404 and "NoSuchBucket" not in answer.text else _unavailable(answer)


def _unavailable(answer: httpx.Response) -> Unavailable:
    code = re.search(r"<Code>([A-Za-z]{1,60})</Code>", answer.text)
    log.error("files.store_refused", status=answer.status_code, code=code[1] if code else None)
    return Unavailable("The store of files does not take this now. Nothing was changed; the daemon's log says more.")


def _silent(error: httpx.HTTPError) -> Unavailable:
    return Unavailable(f"The store of files does not answer ({type(error).__name__}). Nothing was changed.")
