"""Draws the console for the README with the fictional company of the tests: `python -m scripts.console_picture`."""

import asyncio
import sys
from pathlib import Path

from tests.tui.desk import Desk
from tests.tui.pictures import picture
from tests.tui.running import press, running

FOLDER = Path(__file__).parents[1] / "docs" / "images"


async def inbox() -> str:
    """The inbox in the light theme."""
    async with running(Desk(), theme="light", size=(120, 26)) as pilot:
        return picture(pilot.app)


async def conversation() -> str:
    """A conversation whose answer waits for a decision, in the dark theme."""
    async with running(Desk(), theme="dark", size=(120, 34), keys=["j", "j", "j", "enter"]) as pilot:
        await press(pilot)
        return picture(pilot.app)


PICTURES = {"console.svg": inbox, "console-conversation.svg": conversation}


def main() -> int:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, draw in PICTURES.items():
        (FOLDER / name).write_text(asyncio.run(draw()), encoding="utf-8")
        print(f"wrote docs/images/{name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
