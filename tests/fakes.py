"""Stand-ins for the three edges: the clock, the model, the provider."""

from datetime import UTC, datetime, timedelta


class FixedClock:
    """Stands still until a test moves it."""

    def __init__(self, at: datetime = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def advance(self, **amount: float) -> None:
        self.at += timedelta(**amount)
