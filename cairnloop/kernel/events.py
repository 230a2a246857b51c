"""Domain events, and the reactions that run inside the transaction of their cause."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cairnloop.kernel.database import Tx


class Event:
    """Something that happened in a feature, in the past tense. Subclasses are frozen dataclasses."""


# A reaction takes all events of one type that one flow emitted, so that hot paths stay set-based.
Reaction = Callable[["Tx", Sequence[Any]], Awaitable[None]]
Reactions = Mapping[type[Event], Sequence[Reaction]]
