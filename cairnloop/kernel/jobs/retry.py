"""What becomes of a job that failed, or whose daemon died under it: pure decisions."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from cairnloop.kernel.jobs.port import GiveUp

BASE_SECONDS = 2.0
CAP_SECONDS = 3600.0
# One death of a daemon can be the machine's fault. From the second in a row on, each job that ran at the time is
# suspected of causing it and runs while no other suspect does, so that one poisonous job uses up its own attempts and
# not those of its neighbours.
SUSPECT_AFTER = 2
CUT_SHORT = "the daemon ended while this job ran"


@dataclass(frozen=True, slots=True)
class Verdict:
    """`at` is when to try again; None means the job is dead. `error` is kept on the row and shown to operators."""

    at: datetime | None
    error: str


class CutShort(GiveUp):
    """Every attempt ended with its daemon."""

    def __init__(self) -> None:
        super().__init__(CUT_SHORT)


def after_failure(error: Exception, *, attempt: int, max_attempts: int, now: datetime, jitter: float) -> Verdict:
    """Decide what follows a failed attempt; `jitter` is a random number in [0, 1).

    The wait doubles with each attempt from 2 s up to an hour, and half of it is random, so that a crowd of jobs
    that failed together does not come back together. An error may ask for a longer wait through `retry_after` (s).
    """
    said = (str(error) if isinstance(error, GiveUp) else f"{type(error).__name__}: {error}")[:1000]
    if isinstance(error, GiveUp) or attempt >= max_attempts:
        return Verdict(None, said)
    wait = min(CAP_SECONDS, BASE_SECONDS * 2.0 ** min(attempt - 1, 60))
    wait = max(wait * (0.5 + jitter / 2), float(getattr(error, "retry_after", 0.0) or 0.0))
    return Verdict(now + timedelta(seconds=wait), said)


def is_suspect(crashes: int) -> bool:
    """Whether a job that was cut short this many times in a row has to run apart from the other suspects."""
    return crashes >= SUSPECT_AFTER
