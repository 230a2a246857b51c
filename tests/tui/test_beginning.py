"""Where the console begins."""

import pytest

from cairnloop.client import Refused
from cairnloop.config import Console
from cairnloop.tui.app import ConsoleApp
from cairnloop.tui.remote import feed
from tests.tui.desk import Desk
from tests.tui.running import WIDE, running, settle, shown


async def test_it_can_begin_in_the_decision_queue() -> None:
    desk = Desk()
    app = ConsoleApp(desk, desk.connect, Console(theme="dark"), in_queue=True, now=desk.now, patience=0.0)
    async with app.run_test(size=WIDE) as pilot:
        await settle(pilot)
        screen = shown(pilot)
        assert "Decision queue" in screen
        assert "◆ 4 wait" in screen
        assert "1/4" in screen


@pytest.mark.parametrize("status", [429, 503])
async def test_a_daemon_that_is_overburdened_is_asked_again(status: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "WAITS", (0.0,))
    desk = Desk()
    desk.fails["me"] = [Refused(status, "busy", "It is being restarted.")]
    async with running(desk) as pilot:
        # Refused, then answered; and asked once more when the line stands, as all else that may have changed till then.
        assert [call for call in desk.calls if call[0] == "me"] == [("me",)] * 3
        assert "Needs a decision (4)" in shown(pilot)


async def test_a_daemon_that_does_not_know_us_ends_it_with_a_reason() -> None:
    desk = Desk()
    desk.fails["me"] = [Refused(401, "unauthorized", "Sign in first.")]
    async with running(desk) as pilot:
        assert pilot.app.return_value == 1
