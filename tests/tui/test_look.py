"""How the console looks, compared with pictures that somebody looked at and liked.

`pytest tests/tui/test_look.py --snapshot-update` takes new ones: look at them before they are kept.
"""

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from cairnloop.client import Unreachable
from tests.tui.desk import Desk
from tests.tui.pictures import picture
from tests.tui.running import SMALL, WIDE, press, running, write


class Picture(SingleFileSnapshotExtension):
    file_extension = "svg"
    _write_mode = WriteMode.TEXT


@pytest.fixture
def look(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    return snapshot.use_extension(Picture)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, SMALL], ids=["wide", "small"])
async def test_the_inbox_looks_as_it_did(look: SnapshotAssertion, theme: str, size: tuple[int, int]) -> None:
    async with running(Desk(), size=size, theme=theme) as pilot:
        assert picture(pilot.app) == look


@pytest.mark.parametrize(("size", "theme"), [(WIDE, "light"), (SMALL, "dark")], ids=["wide", "small"])
async def test_a_conversation_looks_as_it_did(look: SnapshotAssertion, size: tuple[int, int], theme: str) -> None:
    async with running(Desk(), size=size, theme=theme, keys=["j", "j", "j", "enter"]) as pilot:
        assert picture(pilot.app) == look


@pytest.mark.parametrize(("size", "theme"), [(WIDE, "light"), (SMALL, "dark")], ids=["wide", "small"])
async def test_the_decision_queue_looks_as_it_did(look: SnapshotAssertion, size: tuple[int, int], theme: str) -> None:
    async with running(Desk(), size=size, theme=theme, keys=["d", "j"]) as pilot:
        assert picture(pilot.app) == look


async def test_a_reply_before_it_leaves_looks_as_it_did(look: SnapshotAssertion) -> None:
    async with running(Desk(), keys=["enter", "r"]) as pilot:
        await write(pilot, "Hello Bo, the money is on its way.")
        await press(pilot, "escape")
        assert picture(pilot.app) == look


async def test_trouble_looks_as_it_did(look: SnapshotAssertion) -> None:
    desk = Desk()
    desk.fails["approve"] = [Unreachable("The daemon at http://127.0.0.1:4700 does not answer (ConnectError).")]
    async with running(desk, keys=["y"]) as pilot:
        assert picture(pilot.app) == look


ELSEWHERE = {
    "inbox-contrast": (WIDE, "high-contrast", []),
    "queue-huge": ((200, 50), "high-contrast", ["d"]),
    "edited-small": (SMALL, "light", ["d", "e", "escape"]),
    "rail-small": (SMALL, "light", ["j", "j", "j", "enter", "C"]),
    "article-small": (SMALL, "dark", ["f3", "enter", "d"]),
    "palette": (WIDE, "dark", ["ctrl+p"]),
    "command-small": (SMALL, "light", [":", "r", "e"]),
    "help-small": (SMALL, "high-contrast", ["?"]),
}


@pytest.mark.parametrize("scene", ELSEWHERE)
async def test_other_places_look_as_they_did(look: SnapshotAssertion, scene: str) -> None:
    size, theme, keys = ELSEWHERE[scene]
    async with running(Desk(), size=size, theme=theme, keys=keys) as pilot:
        assert picture(pilot.app) == look
