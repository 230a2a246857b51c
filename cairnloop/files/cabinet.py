"""What the flows about files are handed: the store, the limits, and a turn to draw small pictures."""

import asyncio
from dataclasses import dataclass, field

from cairnloop.files.rules import Limits
from cairnloop.files.stores import Store


@dataclass(frozen=True, slots=True)
class Cabinet:
    store: Store
    limits: Limits
    # Unfolding an image takes memory: one at a time.
    drawing: asyncio.Lock = field(default_factory=asyncio.Lock)
