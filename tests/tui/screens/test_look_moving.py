"""How the questions about conversations look, compared with pictures that somebody looked at and liked."""

from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.tui.desk import Desk
from tests.tui.pictures import picture
from tests.tui.running import press, running, write
from tests.tui.test_look import Picture

SCENES = {"snooze": ["4", "P", "s", *"fri"], "canned": ["enter", "m"]}


@pytest.mark.parametrize("scene", SCENES)
async def test_a_question_looks_as_it_did(snapshot: SnapshotAssertion, scene: str) -> None:
    async with running(Desk(), keys=SCENES[scene]) as pilot:
        assert picture(pilot.app) == snapshot.use_extension(Picture)


async def test_a_note_with_a_file_and_a_name_looks_as_it_did(snapshot: SnapshotAssertion, tmp_path: Path) -> None:
    (tmp_path / "list.pdf").write_bytes(b"1234")
    desk = Desk()
    desk.send_file("c1", "bill \x1b[31m.pdf")
    async with running(desk, keys=["t", *"bil", "enter", "enter", "N"]) as pilot:
        await write(pilot, "Who knows this? @Lin")
        await press(pilot, "ctrl+o")
        await write(pilot, str(tmp_path / "list.pdf"))
        await press(pilot, "enter", "escape")
        assert picture(pilot.app) == snapshot.use_extension(Picture)
