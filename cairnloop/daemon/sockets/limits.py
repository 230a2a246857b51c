"""What one socket may ask of the daemon."""

from dataclasses import dataclass

from cairnloop.kernel.ratelimit import Rate
from cairnloop.wire.phoenix import MAX_FRAME

# A client that was offline sends everything it has kept at once: that is what the burst is for.
FRAMES = Rate(per_second=50, burst=200)
REFUSALS = Rate(per_second=5, burst=100)


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes are in characters, times in seconds."""

    rate: Rate = FRAMES
    """Frames received; what comes faster is refused."""
    patience: Rate = REFUSALS
    """Frames refused or unreadable and still answered; beyond that the socket is closed."""
    topics: int = 100
    waiting: int = 100
    """Frames received and not yet handled, over all topics of the socket."""
    frame: int = MAX_FRAME
    queued: int = 500
    """Frames on their way to a peer that reads slowly, before it is dropped."""
    queued_size: int = 2 * 1024 * 1024
    idle: float = 45.0
    """Silence after which a peer counts as gone; clients send a heartbeat every 30 seconds."""
    grace: float = 5.0
    """What frames being handled get to finish when their socket closes, and a slow peer to hear why."""
