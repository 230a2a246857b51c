"""What went wrong, what is safe all the same, and what to press: the shape of every error that is shown."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trouble:
    """`what` failed and why, what is still `safe`, and what to `press`."""

    what: str
    safe: str
    press: str


@dataclass(frozen=True, slots=True)
class Said:
    """How the daemon, or the road to it, put it. `gone` means there was no answer at all."""

    status: int
    reason: str
    detail: str

    @property
    def gone(self) -> bool:
        return self.reason == "unreachable"

    @property
    def conflict(self) -> bool:
        return self.status == 409
