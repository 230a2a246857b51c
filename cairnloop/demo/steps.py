"""Says what happens as it happens: one line a step, with how long it took and whether it truly did."""

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


class Untrue(Exception):
    """A step did not do what it said. The demonstration stops here."""


@dataclass(slots=True)
class Step:
    """One step under way. `told` is what it has to say when it is done."""

    title: str
    told: str = ""

    def check(self, true: bool, otherwise: str) -> None:
        """Raises Untrue unless what the step promises is so."""
        if not true:
            raise Untrue(otherwise)


@dataclass(slots=True)
class Steps:
    as_json: bool
    done: int = 0
    began: float = field(default_factory=time.perf_counter)

    @contextmanager
    def step(self, title: str) -> Iterator[Step]:
        step, began = Step(title), time.perf_counter()
        try:
            yield step
        except Exception as error:
            self._say(step, time.perf_counter() - began, failed=f"{error}" or type(error).__name__)
            raise
        self.done += 1
        self._say(step, time.perf_counter() - began)

    def _say(self, step: Step, seconds: float, failed: str | None = None) -> None:
        milliseconds = round(seconds * 1000)
        if self.as_json:
            told = {"step": step.title, "ok": failed is None, "milliseconds": milliseconds, "told": failed or step.told}
            self.line(json.dumps(told))
            return
        mark = "✕" if failed else "✓"
        self.line(f"{mark} {step.title:<46} {milliseconds:>6} ms")
        for line in (failed or step.told).splitlines():
            self.line(f"    {line}")

    def line(self, text: str = "") -> None:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()

    def total(self) -> float:
        return time.perf_counter() - self.began
