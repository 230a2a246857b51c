"""The split view: from 160 columns on the list stays beside the conversation, and the cursor in it only passes by."""

import json
from pathlib import Path

from syrupy.assertion import SnapshotAssertion

from tests.tui.desk import Desk
from tests.tui.pictures import picture
from tests.tui.running import WIDE, press, running, settle, shown
from tests.tui.test_look import Picture

HUGE = (180, 40)


def moves(desk: Desk) -> list[str]:
    return [call[1] for call in desk.calls if call[0] == "move" and call[2] == "read"]


def viewed(desk: Desk) -> list[object]:
    return [call[2]["conversation_id"] for call in desk.calls if call[:2] == ("push", "viewing")]


async def test_the_list_stays_beside_and_its_cursor_shows_without_looking(snapshot: SnapshotAssertion) -> None:
    desk = Desk()
    for row in desk.rows.values():
        row["read"] = False
    async with running(desk, size=HUGE, keys=["4", "enter"]) as pilot:
        screen = shown(pilot)
        assert "─ All open ─" in screen
        assert "Grace Whit" in screen
        assert "hi, is there a discount for non-profits?" in screen
        assert moves(desk) == ["c4"]
        await press(pilot, "shift+tab", "j", "j")
        assert pilot.app.desk.open == "c2"  # type: ignore[attr-defined]
        assert "only a grey grid" in shown(pilot)
        assert moves(desk) == ["c4"]
        assert viewed(desk)[-1] is None
        await press(pilot, "enter")
        assert moves(desk) == ["c4", "c2"]
        assert viewed(desk)[-1] == "c2"
        await press(pilot, "shift+tab", "j", "tab")
        assert moves(desk) == ["c4", "c2", "c3"]
        await press(pilot, "shift+tab", "j")
        assert picture(pilot.app) == snapshot.use_extension(Picture)
        await pilot.click("#list", offset=(6, 1))
        await settle(pilot)
        assert pilot.app.desk.open == "c1"  # type: ignore[attr-defined]
        await press(pilot, "escape")
        assert len(pilot.app.screen_stack) == 1
        assert pilot.app.desk.target == "c1"  # type: ignore[attr-defined]


async def test_below_that_width_it_is_off_and_the_wish_is_remembered(tmp_path: Path) -> None:
    desk = Desk()
    async with running(desk, size=HUGE, keep_in=tmp_path, keys=["4", "enter"]) as pilot:
        await pilot.resize_terminal(*WIDE)
        await settle(pilot)
        assert "─ All open ─" not in shown(pilot)
        await press(pilot, "tab")
        assert "─ All open ─" not in shown(pilot)
        await pilot.resize_terminal(*HUGE)
        await settle(pilot)
        await press(pilot, "shift+tab", "shift+tab")
        assert "─ All open ─" in shown(pilot)
        await press(pilot, "vertical_line")
        screen = shown(pilot)
        assert "─ All open ─" not in screen
        assert "A conversation has all the room." in screen
    assert json.loads((tmp_path / "console.json").read_text()) == {"split": False}
    async with running(Desk(), size=HUGE, keep_in=tmp_path) as pilot:
        assert pilot.app.desk.split is False  # type: ignore[attr-defined]
