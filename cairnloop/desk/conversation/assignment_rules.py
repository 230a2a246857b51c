"""Who gets a conversation that is nobody's: one after the other, or whoever has least to do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Mode(StrEnum):
    """How an inbox hands out what comes in."""

    OFF = "off"
    ROUND_ROBIN = "round_robin"
    LEAST_BUSY = "least_busy"


@dataclass(frozen=True, slots=True)
class Choice:
    """Who gets it, or with None that nobody does; and why."""

    user_id: int | None
    why: str


def choose(mode: Mode, busy: Mapping[int, int], *, capacity: int | None = None, last: int | None = None) -> Choice:
    """The user who gets the next conversation.

    `busy` says of everybody who could take one how many open ones they have; `last` got the one before. Nobody is
    given more than `capacity`. The same state always leads to the same user.
    """
    if mode is Mode.OFF:
        return Choice(None, "this inbox leaves it to people")
    if not busy:
        return Choice(None, "nobody who works in this inbox is here")
    free = sorted(user for user, has in busy.items() if capacity is None or has < capacity)
    if not free:
        return Choice(None, f"everybody who is here has {capacity} open conversations or more")
    in_turn = _round(free, last)
    if mode is Mode.ROUND_ROBIN:
        return Choice(in_turn[0], "next in the round")
    least = min(busy[user] for user in free)
    return Choice(next(user for user in in_turn if busy[user] == least), f"has least to do: {least} open")


def _round(users: Sequence[int], last: int | None) -> list[int]:
    """By their numbers, from whoever comes after `last`."""
    after = [user for user in users if last is not None and user > last]
    return [*after, *(user for user in users if user not in after)]
