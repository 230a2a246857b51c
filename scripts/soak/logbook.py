"""What the daemons wrote in their logs: troubles by name, and those that no fate explains."""

import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

# What a daemon may say in the tone of an error while its database is away, and goes on.
WHILE_AWAY = ("trying again", "requeuing", "will rescue them", "will take them up")
NUMBER = re.compile(r"\d+")


@dataclass
class Logbook:
    troubles: Counter[str] = field(default_factory=Counter)
    violations: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, logs: Iterable[Path], *, database_went: bool) -> "Logbook":
        book = cls()
        for log in logs:
            with log.open(errors="replace") as lines:
                for line in lines:
                    book._read(line.rstrip("\n"), database_went=database_went)
        return book

    def _read(self, line: str, *, database_went: bool) -> None:
        try:
            said = json.loads(line)
        except ValueError:
            # A kill may cut a line short; a traceback on its own is something nobody caught.
            if line.startswith("Traceback") or "Error:" in line:
                self._count(f"unstructured: {line[:200]}", allowed=False)
            return
        if said.get("level") not in ("warning", "error", "critical"):
            return
        last = str(said.get("exception", "")).strip().rpartition("\n")[2][:200]
        event = f"{said['level']}: {said.get('event')}"
        away = database_went and any(part in event for part in WHILE_AWAY)
        self._count(f"{event} ({last})" if last else event, allowed=said["level"] == "warning" or away)

    def _count(self, trouble: str, *, allowed: bool) -> None:
        trouble = NUMBER.sub("N", trouble)
        self.troubles[trouble] += 1
        if not allowed and self.troubles[trouble] == 1:
            self.violations.append(f"a log says {trouble}")
