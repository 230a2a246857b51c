"""How sections of one's own, marks and the question before a bulk look, compared with a picture that was liked."""

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.tui.desk import Desk
from tests.tui.pictures import picture
from tests.tui.running import press, running
from tests.tui.screens.test_sections import SECTIONS
from tests.tui.test_look import Picture


@pytest.fixture
def look(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    return snapshot.use_extension(Picture)


async def test_a_bulk_looks_as_it_did(look: SnapshotAssertion) -> None:
    async with running(Desk(), theme="light", sections=SECTIONS, keys=["7", "space", "j", "V"]) as pilot:
        await press(pilot, "c", "2", "enter")
        assert picture(pilot.app) == look
