"""Sending records to the daemon, batch by batch: each until it is answered, for to send it twice changes nothing."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from cairnloop.cli.importing.records import Told, batches, told
from cairnloop.cli.importing.report import Report
from cairnloop.cli.importing.staging import Staging
from cairnloop.errors import CairnloopError
from cairnloop.wire.imports import INVITE, WANTED

if TYPE_CHECKING:
    from cairnloop.client import Client

TRIES = 7
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0

Pause = Callable[[float], Awaitable[None]]
Answer = TypeVar("Answer")


class Sender:
    """One run at the daemon. `pause` is how it waits before it tries again."""

    def __init__(self, client: "Client", import_id: str, report: Report, pause: Pause = asyncio.sleep) -> None:
        self._client = client
        self._import_id = import_id
        self._report = report
        self._pause = pause

    async def send(self, staging: Staging, kind: str, advance: Callable[[int], None]) -> None:
        """All of one kind."""
        for batch in batches(told(staging, kind)):
            await self.send_batch(kind, batch)
            advance(len(batch))

    async def send_batch(self, kind: str, batch: Sequence[Told]) -> list[Told]:
        """Those of the batch whose contents the daemon wants as well."""
        ready = {one.id: one for one in sort_out(self._report, kind, batch)}
        records = [one.record for one in batch if one.record is not None]
        return await self.send_records(kind, ready, records) if records else []

    async def send_records(
        self, kind: str, sent: Mapping[str, Told], records: Sequence[Mapping[str, Any]]
    ) -> list[Told]:
        answer = await self.patiently(lambda: self._client.import_records(self._import_id, kind, records))
        self._take_down(kind, sent, answer)
        return [sent[line["id"]] for line in answer["remarks"] if line["said"] == WANTED and line["id"] in sent]

    async def patiently(self, ask: Callable[[], Awaitable[Answer]]) -> Answer:
        """Raises what the daemon says when it goes on saying so."""
        wait = FIRST_PAUSE
        for left in reversed(range(TRIES)):
            try:
                return await ask()
            except CairnloopError as error:
                if left == 0 or not _passes(error):
                    raise
            await self._pause(wait)
            wait = min(wait * 2, LONGEST_PAUSE)
        raise AssertionError("the last try answers or raises")

    def _take_down(self, kind: str, sent: Mapping[str, Told], answer: Mapping[str, Any]) -> None:
        self._report.count(kind, **{name: answer[name] for name in ("added", "updated", "unchanged")})
        for line in answer["skipped"]:
            known = sent.get(line["id"])
            self._report.skip(kind, line["id"], known.where if known is not None else "", line["said"])
        for line in answer["remarks"]:
            record = sent[line["id"]].record if line["id"] in sent else None
            if kind == "users" and line["said"] == INVITE and record is not None:
                self._report.invite.append(record["email"])
            elif line["said"] != WANTED:
                self._report.remark(kind, line["said"])


def _passes(error: CairnloopError) -> bool:
    """Whether it may be otherwise in a moment. A run that somebody has finished stays finished."""
    return error.reason in ("unreachable", "too_many", "unavailable") or (
        error.status == 409 and "finished" not in error.detail
    )


def sort_out(report: Report, kind: str, batch: Sequence[Told]) -> list[Told]:
    """Those that are records; of the others it is taken down why they are none."""
    report.count(kind, read=len(batch))
    for one in batch:
        if one.problem is not None:
            report.skip(kind, one.id, one.where, one.problem)
        for said in one.remarks:
            report.remark(kind, said)
    return [one for one in batch if one.record is not None]


def rehearse(staging: Staging, kind: str, report: Report) -> Iterator[int]:
    """What would be sent, counted and not sent."""
    for batch in batches(told(staging, kind)):
        sort_out(report, kind, batch)
        yield len(batch)
