"""What went wrong, what is safe all the same, and what to press: the shape of every error that is shown."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trouble:
    """`what` failed and why, what is still `safe`, and what to `press`."""

    what: str
    safe: str
    press: str
