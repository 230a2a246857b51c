"""Uploads in parts that die: what they left in a bucket is given up, at once or at a set time, and nobody else's is."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx
import pytest

from cairnloop.errors import Unavailable
from cairnloop.files import s3
from cairnloop.files.s3 import Bucket, S3Store
from cairnloop.files.sigv4 import Credentials
from cairnloop.kernel.clock import SystemClock
from tests.files.s3_server import bucket_store, endpoint, left_in

OURS = f"ab/{'ab' * 16}"
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
Answer = Callable[[httpx.Request], httpx.Response]


def store(answer: Answer) -> S3Store:
    bucket = Bucket("http://store", "files", "desk/", Credentials("tester", "secret", "us-east-1"))
    return S3Store(bucket, SystemClock(), transport=httpx.MockTransport(answer))


async def parts() -> AsyncIterator[bytes]:
    for _ in range(2):
        yield bytes(s3.PART)


@pytest.mark.parametrize("failing", ["PUT partNumber", "POST uploadId", "late"])
async def test_every_way_to_fail_aborts_the_upload(failing: str) -> None:
    aborted = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked = request.url.params
        if request.method == "DELETE":
            aborted.append(asked["uploadId"])
            return httpx.Response(204)
        if "uploads" in asked:
            return httpx.Response(200, text="<UploadId>u-1</UploadId>")
        method, _, name = failing.partition(" ")
        if request.method == method and name in asked:
            raise httpx.ReadTimeout("too late")
        late = failing == "late" and request.method == "POST"
        return httpx.Response(200, text="<Error><Code>InternalError</Code></Error>" if late else "")

    with pytest.raises(Unavailable):
        await store(answer).put(OURS, parts())
    assert aborted == ["u-1"]


async def test_who_is_cancelled_twice_still_aborts() -> None:
    reached, go_on, aborted = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def answer(request: httpx.Request) -> httpx.Response:
        if "uploads" in request.url.params:
            return httpx.Response(200, text="<UploadId>u-1</UploadId>")
        reached.set()
        await go_on.wait()
        if request.method == "DELETE":
            aborted.set()
        return httpx.Response(204)

    putting = asyncio.create_task(store(answer).put(OURS, parts()))  # type: ignore[arg-type]
    for _ in range(2):
        await reached.wait()
        reached.clear()
        putting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await putting
    go_on.set()
    async with asyncio.timeout(5):
        await aborted.wait()


async def test_a_real_bucket_lets_go_of_ours_and_keeps_everybody_elses() -> None:
    name = f"tests-{uuid4()}"
    ours = await bucket_store(name)
    others = ("desk/backup.tar", f"elsewhere/{OURS}", f"desk/x/{OURS}")
    async with httpx.AsyncClient(base_url=endpoint(), trust_env=False) as client:
        for key in (f"desk/{OURS}", f"desk/{OURS}.small", *others):
            begun = await client.post(f"/{name}/{key}", params={"uploads": ""})
            assert begun.status_code == 200, begun.text
    await ours.give_up(datetime.now(UTC) - timedelta(days=1))
    assert sorted((await left_in(name)).split()) == sorted(others)
    await ours.aclose()


async def test_young_uploads_stay_and_a_long_list_is_read_to_its_end() -> None:
    aborted: list[str] = []

    def listed(upload: str, begun: datetime) -> str:
        at = f"<Initiated>{begun:%Y-%m-%dT%H:%M:%S.000Z}</Initiated>"
        return f"<Upload><Key>desk/{OURS}</Key><UploadId>{upload}</UploadId>{at}</Upload>"

    def answer(request: httpx.Request) -> httpx.Response:
        asked = request.url.params
        if request.method == "DELETE":
            aborted.append(asked["uploadId"])
            return httpx.Response(204)
        assert (request.url.path, asked["prefix"]) == ("/files", "desk/")
        if "key-marker" in asked:
            return httpx.Response(200, text=listed("old-2", NOW - timedelta(days=3)))
        more = "<IsTruncated>true</IsTruncated><NextKeyMarker>k</NextKeyMarker>"
        more += "<NextUploadIdMarker>u</NextUploadIdMarker>"
        young = listed("young", NOW - timedelta(hours=2))
        return httpx.Response(200, text=more + young + listed("old-1", NOW - timedelta(days=2)))

    await store(answer).give_up(NOW - timedelta(days=1))
    assert aborted == ["old-1", "old-2"]


async def test_a_list_that_makes_no_sense_is_a_trouble_of_the_store() -> None:
    said = f"<Upload><Key>desk/{OURS}</Key><UploadId>u</UploadId><Initiated>soon</Initiated></Upload>"
    with pytest.raises(Unavailable):
        await store(lambda _: httpx.Response(200, text=said)).give_up(NOW)
