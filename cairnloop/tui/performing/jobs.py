"""What is done with background jobs: marking them, another try, or an end."""

from typing import TYPE_CHECKING

from cairnloop.tui.screens.dialog import Confirm
from cairnloop.tui.screens.weighing import Count
from cairnloop.tui.state import leafing as b
from cairnloop.tui.view.jobs import job_name

if TYPE_CHECKING:
    from cairnloop.tui.app import ConsoleApp


def mark(app: "ConsoleApp") -> None:
    app.take(b.Marked())


async def retry(app: "ConsoleApp") -> None:
    """One is retried at once; of several the number is typed."""
    chosen, now = app.desk.jobs.paged.chosen, app.desk.now
    if len(chosen) > 1:
        names = [job_name(job, now) for job in chosen]
        if await app.ask(Count(f"Retry {len(chosen)} jobs?", names, verb="retry")) is None:
            return
    await app.books.deeds.retry(chosen)


async def discard(app: "ConsoleApp") -> None:
    """It is gone for good, so it is asked about."""
    chosen, now = app.desk.jobs.paged.chosen, app.desk.now
    names = [job_name(job, now) for job in chosen]
    if len(chosen) > 1:
        sure = await app.ask(Count(f"Discard {len(chosen)} jobs for good?", names, verb="discard"))
    else:
        words = f"{names[0]}\nIt will never be tried again, and what it was to do is not done. The trail keeps that."
        sure = await app.ask(Confirm("Discard this job for good?", words, yes="discards it"))
    if sure is not None:
        await app.books.deeds.discard(chosen)


PERFORM = {"mark-job": mark, "retry-job": retry, "discard-job": discard}
