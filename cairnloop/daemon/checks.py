"""The doctor's questions about the house itself: its folder, its database, its work and its clock."""

import shutil
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from sqlalchemy import func, select, text

from cairnloop.config import Settings
from cairnloop.daemon.guard import require_file, shown
from cairnloop.kernel.audit import AuditEntry
from cairnloop.kernel.database import Database
from cairnloop.kernel.jobs.engines import engine_for
from cairnloop.kernel.schema_version import check_version, newest
from cairnloop.knowledge.rules import ArticleStatus
from cairnloop.knowledge.tables import Article

LEAST_FREE = 200 * 2**20
# Clocks of two machines are never quite the same.
SKEW_SECONDS = 30.0


class Verdict(StrEnum):
    READY = "ready"
    BLOCKED = "blocked"
    NOT_CHECKED = "not checked"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a part said. `passable` parts hold up nothing that needs them, although they were not asked."""

    verdict: Verdict
    said: str
    remedy: str = ""
    passable: bool = False


@dataclass(frozen=True, slots=True)
class Patient:
    """Who is examined, and how far."""

    settings: Settings
    db: Database
    url: str | None
    ask_model: bool


def ready(said: str) -> Answer:
    return Answer(Verdict.READY, said)


def blocked(said: str, remedy: str) -> Answer:
    return Answer(Verdict.BLOCKED, said, remedy)


def not_checked(said: str, remedy: str = "", *, passable: bool = False) -> Answer:
    return Answer(Verdict.NOT_CHECKED, said, remedy, passable)


async def folder(patient: Patient) -> Answer:
    """The SQLite file's folder: there, writable, with room to grow."""
    if patient.db.dialect != "sqlite":
        return not_checked("the database server looks after its own disk", passable=True)
    path = Path(patient.db.url.database or "")
    require_file(path)
    free = shutil.disk_usage(path.parent).free
    said = f"{path.parent} is writable, {free / 2**30:.1f} GB free"
    if free < LEAST_FREE:
        return blocked(said, "make room on this disk, or move the database to another")
    return ready(said)


async def database(patient: Patient) -> Answer:
    """Does it answer, to a reader and to a writer, and which one is it."""
    db = patient.db
    asked = "SELECT sqlite_version()" if db.dialect == "sqlite" else "SHOW server_version"
    await db.ping()
    async with db.begin() as tx:
        version = (await tx.session.execute(text(asked))).scalar_one()
    return ready(f"{shown(db.url)} answers ({db.dialect} {version})")


async def tables(patient: Patient) -> Answer:
    await check_version(patient.db)
    return ready(f"up to date ({newest()})")


async def jobs(patient: Patient) -> Answer:
    """Can the engine take and give jobs; how many wait, and how many were given up."""
    engine = engine_for(patient.db)
    async with patient.db.read() as tx:
        await engine.check(tx)
        counts = await engine.counts(tx)
    said = f"{counts['due']} due, {counts['waiting']} waiting, {counts['running']} running, {counts['dead']} given up"
    return Answer(Verdict.READY, said, "see `cairnloop jobs dead`" if counts["dead"] else "")


async def knowledge(patient: Patient) -> Answer:
    """Is there anything to draft from."""
    async with patient.db.read() as tx:
        counted = select(func.count()).select_from(Article).where(Article.status == ArticleStatus.PUBLISHED.value)
        published = (await tx.session.execute(counted)).scalar_one()
    if published == 0:
        return blocked("nothing is published, so no answer can be drafted", "cairnloop kb import DIR --publish")
    return ready(f"{published} published articles")


async def clock(patient: Patient) -> Answer:
    """Does this machine's clock agree with the database's, and with what was written before."""
    db = patient.db
    async with db.read() as tx:
        if db.dialect != "sqlite":
            theirs = (await tx.session.execute(text("SELECT clock_timestamp()"))).scalar_one()
            apart = abs((theirs - db.clock.now()).total_seconds())
            if apart > SKEW_SECONDS:
                return blocked(
                    f"{apart:.0f} s apart from the database's clock", "let both machines follow a time server"
                )
        newest_entry = (await tx.session.execute(select(func.max(AuditEntry.at)))).scalar_one()
    if newest_entry is not None and (ahead := (newest_entry - db.clock.now()).total_seconds()) > SKEW_SECONDS:
        return blocked(f"the trail was written {ahead:.0f} s in the future", "set this machine's clock")
    return ready(f"{db.clock.now():%Y-%m-%d %H:%M:%S} UTC")
