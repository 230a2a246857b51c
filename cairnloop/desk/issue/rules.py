"""The states of an issue, and since when it is finished or closed."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class State(StrEnum):
    """Issues go from any of these to any other: whoever tracks them elsewhere decides there."""

    UNSTARTED = "unstarted"
    IN_PROGRESS = "in_progress"
    IN_REVIEW = "in_review"
    DONE = "done"
    CLOSED = "closed"


OVER = (State.DONE, State.CLOSED)


@dataclass(frozen=True, slots=True)
class Ends:
    """Since when the work is done, and since when nobody expects any more of it; None while that is not so."""

    finished_at: datetime | None = None
    closed_at: datetime | None = None


def ends(state: State, before: Ends, now: datetime) -> Ends:
    """What an issue's ends are in this state. One that is closed keeps when it was done; one that goes on has none."""
    match state:
        case State.DONE:
            return Ends(finished_at=before.finished_at or now)
        case State.CLOSED:
            return Ends(before.finished_at, before.closed_at or now)
        case _:
            return Ends()
