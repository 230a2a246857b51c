"""Reports over a period: in our own shapes, as a file, and in the shape of published dashboards."""

from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Protocol
from uuid import UUID

from fastapi import Depends, Query
from starlette.responses import Response

from cairnloop.daemon.http.answers import answer
from cairnloop.daemon.http.auth import AccountManager, House, Reader
from cairnloop.daemon.http.bodies import Router
from cairnloop.desk.inbox.inboxes import get_inbox
from cairnloop.desk.marks.tags import get_tag
from cairnloop.errors import BadRequest
from cairnloop.kernel.database import Tx
from cairnloop.people.identity import Operator
from cairnloop.reports import daily, figures, grouped, published
from cairnloop.reports.counting import Counting
from cairnloop.reports.figures import Asked
from cairnloop.reports.periods import period_of
from cairnloop.reports.rebuilding import rebuild
from cairnloop.wire.reports import (
    ROWS,
    DraftsReportOut,
    PeopleReportOut,
    RebuildingOut,
    RepliesReportOut,
    ReportingOut,
    ResolutionReportOut,
    TagsReportOut,
    VolumesReportOut,
    columns,
    flat,
)
from cairnloop.wire.sheets import csv_line

router = Router(prefix="/api", tags=["reports"])
Day = Annotated[str | None, Query(max_length=40, description="2026-03-02, or an instant; by the account's time zone")]


@dataclass
class Wanted:
    """What may be asked of every report. Without days: the last thirty, today included; 366 at most."""

    from_date: Day = None
    to_date: Day = None
    inbox_id: UUID | None = None
    tag_id: UUID | None = None
    format: Literal["json", "csv"] = "json"


Wish = Annotated[Wanted, Depends()]


class Make(Protocol):
    def __call__(self, tx: Tx, asked: Asked, *, complete: bool) -> Awaitable[Mapping[str, Any]]: ...


@router.get("/reports/volumes", response_model=None, responses={200: {"model": VolumesReportOut}})
async def volumes(s: House, by: Reader, wanted: Wish) -> Response:
    """Conversations begun and messages by day, and on average by day of the week."""
    return await _report(s, by, wanted, daily.volumes)


@router.get("/reports/replies", response_model=None, responses={200: {"model": RepliesReportOut}})
async def replies(s: House, by: Reader, wanted: Wish) -> Response:
    """How long customers waited for the first reply, by the clock and in business hours."""
    return await _report(s, by, wanted, daily.replies)


@router.get("/reports/resolution", response_model=None, responses={200: {"model": ResolutionReportOut}})
async def resolution(s: House, by: Reader, wanted: Wish) -> Response:
    """How long conversations took to be resolved, by the clock and in business hours."""
    return await _report(s, by, wanted, daily.resolution)


@router.get("/reports/people", response_model=None, responses={200: {"model": PeopleReportOut}})
async def people(s: House, by: Reader, wanted: Wish) -> Response:
    """What each person of the desk did."""
    return await _report(s, by, wanted, grouped.people)


@router.get("/reports/tags", response_model=None, responses={200: {"model": TagsReportOut}})
async def tags(s: House, by: Reader, wanted: Wish) -> Response:
    """The same figures for the conversations with each tag."""
    return await _report(s, by, wanted, grouped.tags)


@router.get("/reports/drafts", response_model=None, responses={200: {"model": DraftsReportOut}})
async def drafts(s: House, by: Reader, wanted: Wish) -> Response:
    """What became of drafts, and how far they were changed before they were sent."""
    return await _report(s, by, wanted, daily.drafts)


@router.post("/reports/rebuild", status_code=202, response_model=None, responses={202: {"model": RebuildingOut}})
async def begin_rebuilding(s: House, by: AccountManager) -> Response:
    """Count the account anew from nothing. Reports say `complete: false` until that has come to its end."""
    return answer({"object": "rebuilding", "era": await rebuild(s.db, by)}, 202)


@router.get("/reporting", response_model=None, responses={200: {"model": ReportingOut}})
async def reporting(s: House, by: Reader, from_date: Day = None, to_date: Day = None) -> Response:
    """All figures of published dashboards at once."""
    if from_date is None or to_date is None:
        raise BadRequest("The following parameters are required: from_date, to_date")
    await Counting(s.db).at_once()
    async with s.db.read() as tx:
        calendar = await s.calendars.one(tx, by.account_id)
        period = period_of(from_date, to_date, calendar.zone, tx.now)
        return answer(await published.reporting(tx, Asked(by.account_id, period)))


async def _report(s: House, by: Operator, wanted: Wanted, make: Make) -> Response:
    async with s.db.read() as tx:
        asked = await _asked(s, tx, by, wanted)
    counted = await Counting(s.db).at_once()
    async with s.db.read() as tx:
        complete = counted and not await figures.rebuilding(tx, by.account_id)
        report = await make(tx, asked, complete=complete)
    if wanted.format == "json":
        return answer(report)
    first, last = asked.period.ends
    name = {"content-disposition": f'attachment; filename="{report["name"]}-{first}-{last}.csv"'}
    return Response(_csv(report["name"], report["rows"]), media_type="text/csv; charset=utf-8", headers=name)


async def _asked(s: House, tx: Tx, by: Operator, wanted: Wanted) -> Asked:
    """Raises NotFound for an inbox or a tag that is not there, or not for these eyes."""
    if wanted.inbox_id is not None:
        await get_inbox(tx, by.account_id, wanted.inbox_id)
    if wanted.tag_id is not None:
        await get_tag(tx, by.account_id, wanted.tag_id)
    calendar = await s.calendars.one(tx, by.account_id)
    period = period_of(wanted.from_date, wanted.to_date, calendar.zone, tx.now)
    return Asked(by.account_id, period, wanted.inbox_id, wanted.tag_id)


def _csv(name: str, rows: list[Mapping[str, Any]]) -> str:
    heading = list(columns(ROWS[name]))
    lines = (dict(flat(row)) for row in rows)
    return "".join([csv_line(heading), *(csv_line(line[column] for column in heading) for line in lines)])
