"""What is done with background jobs: marking them, another try, or an end."""

from typing import TYPE_CHECKING

from cairnloop.tui.screens.dialog import Confirm
from cairnloop.tui.screens.weighing import Count
from cairnloop.tui.state import leafing as b
from cairnloop.tui.view.jobs import job_standing

if TYPE_CHECKING:
    from cairnloop.tui.app import ConsoleApp


def mark(app: "ConsoleApp") -> None:
    app.take(b.Marked())


async def retry(app: "ConsoleApp") -> None:
    """One is retried at once; of several the number is typed."""
    chosen, now = app.desk.jobs.paged.chosen, app.desk.now
    if len(chosen) > 1:
        things = [(job.kind, job_standing(job, now)) for job in chosen]
        if await app.ask(Count(f"Retry {len(chosen)} jobs", things)) is None:
            return
    await app.books.deeds.retry(chosen)


async def discard(app: "ConsoleApp") -> None:
    """It is gone for good, so it is asked about."""
    chosen, now = app.desk.jobs.paged.chosen, app.desk.now
    things = [(job.kind, job_standing(job, now)) for job in chosen]
    if len(chosen) > 1:
        sure = await app.ask(Count(f"Discard {len(chosen)} jobs for good", things))
    else:
        then = "It will never be tried again, and what it was to do is not done. The trail keeps that."
        words = f"{', '.join(things[0])}\n{then}"
        sure = await app.ask(Confirm("Discard this job for good?", words, yes="discards it"))
    if sure is not None:
        await app.books.deeds.discard(chosen)


PERFORM = {"mark-job": mark, "retry-job": retry, "discard-job": discard}
