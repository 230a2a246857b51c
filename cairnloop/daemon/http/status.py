"""How the house is doing, for operators; what the log said last, for admins."""

import logging
import re
from enum import StrEnum
from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from cairnloop.daemon.http.answers import answer
from cairnloop.daemon.http.auth import House, LogReader, Reader
from cairnloop.daemon.http.bodies import Router
from cairnloop.daemon.recent import RECENT, Viewer
from cairnloop.daemon.status import Look, daemon_out, status_of
from cairnloop.errors import Invalid
from cairnloop.people.accounts import has_housemates
from cairnloop.people.permissions import Permission
from cairnloop.wire.status import LogLineOut, StatusOut

router = Router(prefix="/api", tags=["health"])

CURSOR = re.compile(r"([0-9a-f-]{36})\.(\d{1,15})", re.ASCII)


class Level(StrEnum):
    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"

    @property
    def number(self) -> int:
        return logging.getLevelNamesMapping()[self.value.upper()]


@router.get("/status", response_model=None, responses={200: {"model": StatusOut}})
async def status(s: House, by: Reader) -> Response:
    """Every part of the house: ready, degraded, blocked or unknown; what is wrong, what is safe, what to do.

    Where things run (hosts, addresses) is told to admins only.
    """
    return answer(await status_of(Look(s, by.account_id, by.may(Permission.READ_LOGS))))


@router.get("/logs", response_model=None, responses={200: {"model": list[LogLineOut]}})
async def logs(
    s: House,
    by: LogReader,
    after: str | None = None,
    level: Level = Level.DEBUG,
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
) -> Response:
    """The last lines of the log of the daemon that answers, oldest first; with `after`, those since that cursor.

    `next` is the cursor to go on from. `missed` lines were forgotten before they were read. `anew` says that the
    cursor came from another daemon, or from before a restart: these are then this daemon's own last lines. `daemons`
    is how many share the database.

    Lines that name another account are left out. Where several accounts share the house, a line that names none comes
    without its traceback, which may quote anybody's customers.
    """
    node = s.pulse.neighbours.here.node
    number = _number(after, node)
    async with s.db.read() as tx:
        viewer = Viewer(str(by.account_id), others=await has_housemates(tx, by.account_id))
    found = RECENT.read(node, viewer, after=number, level=level.number, limit=limit)
    return answer(
        found.lines,
        next=f"{node}.{found.last}",
        missed=found.missed,
        anew=after is not None and number is None,
        daemon=daemon_out(s, inside=True),
        daemons=1 + len(s.pulse.neighbours.others()),
    )


def _number(cursor: str | None, node: str) -> int | None:
    """The number in a cursor of ours; None for another daemon's. Raises Invalid for what is no cursor."""
    if cursor is None:
        return None
    read = CURSOR.fullmatch(cursor)
    if read is None:
        raise Invalid.field("after", "is not a cursor; use `next` of the answer before")
    return int(read[2]) if read[1] == node else None
