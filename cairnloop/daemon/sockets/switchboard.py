"""What all sockets of one daemon share."""

from dataclasses import dataclass
from typing import Generic

from cairnloop.daemon.sockets.channel import Identity, Routes
from cairnloop.daemon.sockets.limits import Limits
from cairnloop.daemon.sockets.presence import Roster
from cairnloop.kernel.hub import Announcement, Hub
from cairnloop.wire.phoenix import Vsn, broadcast


class Broadcasts:
    """Writes an announcement once per framing, however many sockets hear it.

    The hub tells one announcement to all its subscribers before the next, so remembering the last one is enough.
    """

    def __init__(self) -> None:
        self._last: Announcement | None = None
        self._texts: dict[Vsn, str] = {}

    def text(self, said: Announcement, vsn: Vsn) -> str:
        if said is not self._last:
            self._last, self._texts = said, {}
        if vsn not in self._texts:
            self._texts[vsn] = broadcast(said.topic, said.event, said.encoded, vsn)
        return self._texts[vsn]


@dataclass(frozen=True, slots=True)
class Switchboard(Generic[Identity]):
    routes: Routes[Identity]
    hub: Hub
    roster: Roster
    limits: Limits
    broadcasts: Broadcasts
