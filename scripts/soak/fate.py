"""What befalls the house: daemons killed, stopped and not even getting to their feet, and the database going away."""

import asyncio
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from scripts.soak.postgres import Mode, Server
from tests.journey.daemons import Daemon

# Of what befalls a house, how much is not simply a kill.
STILLBORN = 0.15
ASKED_TO_END = 0.06
DATABASE_AWAY = 0.15
# How long the database stays away at most, in seconds.
AWAY = 3.0


@dataclass
class Fate:
    """Strikes one part at a time, until so many kills have happened; the others have to go on."""

    daemons: Sequence[Daemon]
    server: Server | None
    chance: random.Random
    life: tuple[float, float]
    counts: Counter[str] = field(default_factory=Counter)
    violations: list[str] = field(default_factory=list)

    async def strike(self, kills: int) -> None:
        while self.counts["kills"] < kills:
            await asyncio.sleep(self.chance.uniform(*self.life))
            await self.look()
            daemon, luck = self.chance.choice(self.daemons), self.chance.random()
            if self.server is not None and luck < DATABASE_AWAY:
                await self._database_goes(self.server, daemon)
            elif luck > 1 - ASKED_TO_END:
                await self._stop(daemon)
                await daemon.start()
            else:
                await self._kill(daemon)
                await daemon.start()

    async def look(self) -> None:
        """A daemon ends when it is told to; one that ended by itself is a finding, and is started again."""
        for daemon in self.daemons:
            if daemon.process is None or (code := daemon.process.poll()) is None:
                continue
            said = daemon.log.read_text(errors="replace")[-1500:]
            self.violations.append(f"the daemon on port {daemon.port} ended by itself with exit code {code}: {said}")
            daemon.kill()
            await daemon.start()

    async def _kill(self, daemon: Daemon) -> None:
        daemon.kill()
        self.counts["kills"] += 1
        if self.chance.random() < STILLBORN:
            daemon.spawn()
            await asyncio.sleep(self.chance.uniform(0.3, 1.5))
            daemon.kill()
            self.counts["stillborn"] += 1

    async def _stop(self, daemon: Daemon) -> None:
        code = await daemon.stop()
        self.counts["stops"] += 1
        if code != 0:
            self.violations.append(f"the daemon on port {daemon.port} was asked to end and answered {code}")

    async def _database_goes(self, server: Server, daemon: Daemon) -> None:
        mode: Mode = self.chance.choice(("fast", "immediate"))
        await asyncio.to_thread(server.stop, mode)
        self.counts[f"database {mode}"] += 1
        await asyncio.sleep(self.chance.uniform(0, AWAY))
        killed = self.chance.random() < 0.3
        if killed:
            daemon.kill()
            self.counts["kills"] += 1
        await asyncio.to_thread(server.start)
        if killed:
            await daemon.start()

    async def end(self) -> None:
        """Everybody is asked to go home."""
        await self.look()
        for daemon in self.daemons:
            await self._stop(daemon)
