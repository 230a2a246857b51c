"""How the connection to the daemon stands, and who hears what it announces."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any


class Link(StrEnum):
    """What the operator should know about the connection."""

    CONNECTING = "connecting"
    LIVE = "live"
    LOST = "lost"
    REFUSED = "refused"  # the daemon does not know us; trying again will not help


Listener = Callable[[str, str, dict[str, Any]], None]  # topic, event, payload
