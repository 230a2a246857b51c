"""Background jobs, one a line, and one of them whole with what went wrong."""

from datetime import datetime

from cairnloop.tui.state.desk import Desk
from cairnloop.tui.state.jobs import DEAD, RUNNING, WAITING, JobRow
from cairnloop.tui.terminal.lines import BLANK, Ground, Line, Span, Tone, fill, line, muted, wrap
from cairnloop.tui.terminal.times import brief, clock, day
from cairnloop.tui.view.audit import detail_lines, labelled
from cairnloop.tui.view.marks import marker

STATES: dict[str, Span] = {
    DEAD: Span("✕ dead", Tone.DANGER),
    WAITING: Span("◷ waiting", Tone.INFO),
    RUNNING: Span("⟳ running", Tone.SUCCESS),
}
STATE, TRIES, DUE = 9, 6, 8
EMPTY: dict[str, tuple[str, str]] = {
    DEAD: (
        "No job was given up.",
        "A job that failed too often waits here with its last error, to be retried or discarded.",
    ),
    WAITING: ("No job waits.", "Work that was asked for, or is due later, waits here."),
    RUNNING: ("No job runs right now.", "Most are done within a second; . looks again."),
}


def job_line(desk: Desk, job: JobRow, width: int, ground: Ground, now: datetime) -> Line:
    """How it stands, what it is, how often it was tried, when it is due, and what went wrong last."""
    kind = max(10, min(24, width // 4))
    rest = max(0, width - 2 - STATE - 1 - kind - 1 - TRIES - 1 - DUE - 1)
    state = STATES.get(job.state, muted(job.state))
    error = " ".join(job.error[:400].split())
    return Line(
        (
            marker(ground, marked=job.id in desk.jobs.paged.marked),
            state._replace(text=fill(state.text, STATE)),
            Span(" "),
            Span(fill(job.kind, kind)),
            Span(" "),
            muted(fill(tries(job), TRIES)),
            Span(" "),
            muted(fill(due(job, now), DUE)),
            Span(" "),
            Span(fill(error, rest), Tone.DANGER if job.state == DEAD else Tone.MUTED),
        ),
        ground,
    )


def tries(job: JobRow) -> str:
    return f"{job.attempt}/{job.max_attempts}"


def due(job: JobRow, now: datetime) -> str:
    """`in 12m`, or how long it has been due."""
    if job.run_at is None:
        return ""
    length = brief(job.run_at - now)
    return f"in {length}" if job.run_at > now else f"{length} ago"


def job_title(job: JobRow | None) -> str:
    return "Job" if job is None else job.kind


def job_lines(desk: Desk, width: int) -> list[Line]:
    """All that is known of the job under the cursor."""
    job = desk.jobs.paged.row
    if job is None:
        return [line(muted(f" {text}")) for text in wrap("The job under the cursor is shown here.", width - 2)]
    state = STATES.get(job.state, muted(job.state))
    found = [line(Span(" "), state, muted(f" · {job.kind}"))]
    found += labelled("tried", f"{job.attempt} of {job.max_attempts} times", width)
    if job.run_at is not None:
        word = "given up" if job.state == DEAD else "due"
        at = f"{day(job.run_at, desk.now)} {clock(job.run_at, desk.now)} ({due(job, desk.now)})"
        found += labelled(word, at, width)
    found += labelled("id", job.id, width)
    if job.conversation_id:
        found.append(line(muted(" o opens the conversation it is about.")))
    if job.error:
        tone = Tone.DANGER if job.state == DEAD else Tone.WARNING
        found += [BLANK, *(line(Span(f" {text}", tone)) for text in wrap(job.error, width - 2))]
    return [*found, BLANK, *detail_lines(job.args, width)]


def job_standing(job: JobRow, now: datetime) -> str:
    """What tells it from others of its kind."""
    error = " ".join(job.error[:400].split())
    return f"{tries(job)}, {due(job, now)}{f': {error}' if error else ''}"


def count(desk: Desk, state: str) -> str:
    """How many there are; what could not be counted says so instead of claiming nothing."""
    if desk.jobs.uncounted:
        return "?"
    if desk.jobs.counts is None:
        return "…"
    number = desk.jobs.counts.get(state, 0)
    return f"{number:,}+" if number >= COUNT_CAP else f"{number:,}"


COUNT_CAP = 10_000
