"""When a worker that naps looks again, and which news may let it sleep on."""

from datetime import datetime


class Alarm:
    """Jobs that are due later need not wake anybody now, if only they are remembered while the worker is up."""

    def __init__(self) -> None:
        self._until: datetime | None = None
        self._told: datetime | None = None

    def rise(self) -> None:
        """The worker begins to look: what it is told from here on it may or may not find by itself."""
        self._until = self._told = None

    def rest(self, until: datetime) -> datetime:
        """The worker would nap until then; returns when it has to get up for what it was told meanwhile."""
        self._until = until if self._told is None else min(until, self._told)
        return self._until

    def rings(self, due: datetime) -> bool:
        """A job was written that is due then: whether the worker has to be woken for it now."""
        if self._until is not None:
            return due < self._until
        self._told = due if self._told is None else min(due, self._told)
        return False
