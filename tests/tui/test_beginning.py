"""Where the console begins."""

from cairnloop.config import Console
from cairnloop.tui.app import ConsoleApp
from tests.tui.desk import Desk
from tests.tui.running import WIDE, settle, shown


async def test_it_can_begin_in_the_decision_queue() -> None:
    desk = Desk()
    app = ConsoleApp(desk, desk.connect, Console(theme="dark"), in_queue=True, now=desk.now, patience=0.0)
    async with app.run_test(size=WIDE) as pilot:
        await settle(pilot)
        screen = shown(pilot)
        assert "Decision queue" in screen
        assert "◆ 4 wait" in screen
        assert "1/4" in screen
