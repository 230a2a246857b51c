"""What a daemon weighs and holds open, asked of the system while nobody is there."""

import asyncio
import os
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

# More than this from the first lull to the last is a leak.
GROWTH = 0.10
# Connections to the database and the model come and go by themselves.
SPARE_FILES = 8
SAMPLES = 5


@dataclass(frozen=True)
class Weight:
    """A process at one moment: its resident memory, and how many files and sockets it has open."""

    resident_mb: float
    files: int

    @classmethod
    def of(cls, pid: int) -> "Weight":
        status = Path(f"/proc/{pid}/status").read_text()
        kilobytes = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:"))
        return cls(round(kilobytes / 1024, 1), len(os.listdir(f"/proc/{pid}/fd")))


async def weigh(pid: int) -> Weight:
    """The middle of a few looks, a second apart."""
    looks = []
    for _ in range(SAMPLES):
        await asyncio.sleep(1)
        looks.append(Weight.of(pid))
    return Weight(
        statistics.median(one.resident_mb for one in looks), int(statistics.median(one.files for one in looks))
    )


def leaks(name: str, lulls: Sequence[Weight]) -> Iterable[str]:
    """What is there to say against a daemon that was weighed in these lulls, the first after warming up."""
    if len(lulls) < 2:
        return
    first, last = lulls[0], lulls[-1]
    if last.resident_mb > first.resident_mb * (1 + GROWTH):
        yield f"{name} grew from {first.resident_mb} to {last.resident_mb} MB: {[one.resident_mb for one in lulls]}"
    if last.files > first.files + SPARE_FILES:
        yield f"{name} held {first.files} files and now holds {last.files}: {[one.files for one in lulls]}"
