"""How mail is going from this daemon: what was sent, and what the mail server last said no to."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from cairnloop.errors import NoAnswer, Undeliverable


@dataclass(slots=True)
class Going:
    """`failed_at` and `why` are of the last mail that was not taken; `answers` says whether the server answered last.

    A server that refuses one mail answers: the others may go.
    """

    sent: int = 0
    answers: bool = True
    failed_at: datetime | None = None
    why: str | None = None

    @contextmanager
    def noted(self, now: Callable[[], datetime]) -> Iterator[None]:
        """One mail is handed over in here."""
        try:
            yield
        except (NoAnswer, Undeliverable) as error:
            self.answers, self.failed_at, self.why = isinstance(error, Undeliverable), now(), error.detail
            raise
        self.sent, self.answers = self.sent + 1, True
