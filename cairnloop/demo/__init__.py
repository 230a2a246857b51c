"""The demonstration: a small fictional company, its knowledge and its customers, on the real daemon."""

import asyncio
from pathlib import Path


def run(*, console: bool, keep: Path | None, as_json: bool) -> int:
    """Play the main loop in the open, or with `console` open the console on a living desk. Returns the exit code."""
    from cairnloop.demo.home import Home
    from cairnloop.demo.living import live
    from cairnloop.demo.loop import play
    from cairnloop.demo.steps import Steps

    steps = Steps(as_json=as_json)
    with Home.make(keep) as home:
        if console:
            return live(home, steps)
        return asyncio.run(play(home, steps))
