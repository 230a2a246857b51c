"""The same asked for one thing after the other: a refusal of one stops no other, a lost connection does."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from cairnloop.client import Refused, Unreachable

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """What was `done`, and what of the rest was `refused` and why; those that were not come to are in neither."""

    done: tuple[T, ...]
    refused: tuple[tuple[T, Refused | Unreachable], ...]


async def each(things: Sequence[T], act: Callable[[T], Awaitable[object]]) -> Outcome[T]:
    done: list[T] = []
    refused: list[tuple[T, Refused | Unreachable]] = []
    for thing in things:
        try:
            await act(thing)
        except Refused as error:
            refused.append((thing, error))
        except Unreachable as error:
            refused.append((thing, error))
            break
        else:
            done.append(thing)
    return Outcome(tuple(done), tuple(refused))
