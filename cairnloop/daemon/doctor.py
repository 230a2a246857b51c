"""Asks every real part whether it works, and says what would help where it does not."""

import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from cairnloop.config import find_config, load
from cairnloop.daemon import checks, checks_outside
from cairnloop.daemon.checks import Answer, Patient, Verdict, blocked, not_checked, ready
from cairnloop.daemon.guard import database_trouble
from cairnloop.errors import CairnloopError
from cairnloop.kernel.clock import SystemClock
from cairnloop.kernel.database import Database

__all__ = ["Finding", "Verdict", "examine"]


@dataclass(frozen=True, slots=True)
class Part:
    """A part, the parts it cannot be asked without, and the question."""

    name: str
    needs: tuple[str, ...]
    ask: Callable[[Patient], Awaitable[Answer]]


PARTS = (
    Part("folder", (), checks.folder),
    Part("database", ("folder",), checks.database),
    Part("tables", ("database",), checks.tables),
    Part("jobs", ("tables",), checks.jobs),
    Part("knowledge", ("tables",), checks.knowledge),
    Part("clock", ("tables",), checks.clock),
    Part("files", (), checks_outside.files),
    Part("widget", (), checks_outside.widget),
    Part("model", (), checks_outside.model),
    Part("mail", (), checks_outside.mail),
    Part("daemon", (), checks_outside.daemon),
)


@dataclass(frozen=True, slots=True)
class Finding:
    """What one part said. Never holds a secret."""

    part: str
    verdict: Verdict
    said: str
    remedy: str


async def examine(config: Path | None, url: str | None, *, ask_model: bool) -> list[Finding]:
    """All parts, in the order in which they need each other."""
    answers: dict[str, Answer] = {}
    try:
        path = find_config(config, os.environ)
        settings = load(path)
        db = Database(settings.database.url, clock=SystemClock())
    except CairnloopError as error:
        answers["configuration"] = _trouble(error)
        answers |= {part.name: not_checked("needs the configuration") for part in PARTS}
        return _findings(answers)
    answers["configuration"] = ready(str(path) if path else "defaults and variables; there is no file")
    try:
        for part in PARTS:
            answers[part.name] = await _asked(part, Patient(settings, db, url, ask_model), answers)
    finally:
        await db.close()
    return _findings(answers)


def _findings(answers: dict[str, Answer]) -> list[Finding]:
    return [Finding(part, one.verdict, one.said, one.remedy) for part, one in answers.items()]


async def _asked(part: Part, patient: Patient, answers: dict[str, Answer]) -> Answer:
    for need in part.needs:
        if answers[need].verdict is not Verdict.READY and not answers[need].passable:
            return not_checked(f"needs the {need}")
    try:
        with database_trouble(patient.db):
            return await part.ask(patient)
    except CairnloopError as error:
        return _trouble(error)


def _trouble(error: CairnloopError) -> Answer:
    """Our errors say what is wrong and, after a semicolon, what to do."""
    said, _, remedy = error.detail.partition("; ")
    return blocked(said, remedy)
