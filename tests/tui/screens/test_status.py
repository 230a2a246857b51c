"""The status screen: what is wrong in words, what is safe, and never a calm nought for what could not be read."""

from datetime import timedelta
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from cairnloop.client import Refused, Unreachable
from cairnloop.tui.state.house import StatusRead, StatusUnread, house_of
from cairnloop.tui.state.reducing import apply
from cairnloop.tui.state.trouble import Trouble
from cairnloop.tui.view.house import status_lines
from tests.tui.desk import Desk
from tests.tui.make import live
from tests.tui.pictures import picture
from tests.tui.running import SMALL, press, running, shown
from tests.tui.test_look import Picture

AWAY = Unreachable("The daemon at http://127.0.0.1:4700 does not answer (ConnectError).")


def part(name: str, said: str, state: str = "ready", **words: str) -> dict[str, Any]:
    return {"name": name, "state": state, "said": said, "wrong": None, "safe": None, "remedy": None, **words}


WIRE: dict[str, Any] = {
    "state": "degraded",
    "uptime_seconds": 11_520,
    "daemon": {"node": "n", "version": "0.1.0", "host": "desk-3", "pid": 4711},
    "parts": [
        part("database", "postgresql answers in 1.2 ms"),
        part("migrations", "tables are up to date (0001)"),
        part(
            "jobs",
            "2 running, 0 due, 31 waiting, 1 given up",
            "degraded",
            wrong="1 job failed too often and was given up.",
            safe="They are kept with their last error; everything else goes on.",
            remedy="`cairnloop jobs dead` shows them, `cairnloop jobs retry ID` tries again.",
        ),
        part("messages", "4.2 a second, stored in 4.1 ms, 99 of 100 within 12 ms"),
        part(
            "drafting",
            "gpt-4o-mini: 41 calls, 3 failed, took 900 ms, 19 of 20 within 2,100 ms",
            "blocked",
            wrong="The model failed 3 times in a row and is left alone, for another 25 s.",
            safe="Drafts are made all the same: they quote the articles, say so, and wait for the same approval.",
            remedy="`cairnloop doctor --model` asks it; check its address and key in [model].",
        ),
        part("knowledge", "12 published articles, 140 passages"),
        part("sockets", "3 operators, 128 customers connected"),
        part("daemons", "2 on this database"),
    ],
}
HEALTHY = {**WIRE, "state": "ready", "parts": [one for one in WIRE["parts"] if one["state"] == "ready"]}


class HouseDesk(Desk):
    """A desk that says how its house is doing."""

    def __init__(self, wire: dict[str, Any] = WIRE) -> None:
        super().__init__()
        self.wire = wire

    async def status(self) -> dict[str, Any]:
        self._called("status")
        return self.wire


def text(desk: Any, width: int = 100) -> str:
    return "\n".join(line.text for line in status_lines(desk, width))


def test_what_is_wrong_comes_first_and_the_worst_of_it_above_all() -> None:
    desk = apply(live(), StatusRead(house_of(WIRE, live().now)))
    shown = text(desk)
    assert shown.startswith(" Blocked: drafting. Degraded: jobs. Everything else is ready.")
    assert shown.index("✕ blocked") < shown.index("▲ degraded") < shown.index("database")
    for words in ("✕ The model failed 3 times in a row", "✓ Drafts are made all the same", "→ `cairnloop doctor"):
        assert words in shown
    assert "desk-3, process 4711, version 0.1.0, up 3h. Read 0 s ago." in shown


def test_a_house_that_is_well_says_so_and_tells_of_every_part() -> None:
    shown = text(apply(live(), StatusRead(house_of(HEALTHY, live().now))))
    assert shown.startswith(" Every part is ready.")
    assert shown.count("✓ ready") == len(HEALTHY["parts"])


def test_before_anything_was_read_nothing_is_claimed() -> None:
    assert text(live()) == " Reading…"
    unread = apply(live(), StatusUnread(Trouble("It could not be read: away.", "All is safe.", "Wait.")))
    assert text(unread).split("\n")[:3] == [" ✕ It could not be read: away.", " ✓ All is safe.", " → Wait."]
    assert "ready" not in text(unread)


def test_what_is_old_is_called_old() -> None:
    desk = apply(live(), StatusRead(house_of(HEALTHY, live().now - timedelta(minutes=3))))
    shown = text(apply(desk, StatusUnread(Trouble("It could not be read: away.", "Safe.", "Wait."))))
    assert "What follows was so 3m ago." in shown
    assert shown.index("could not be read") < shown.index("Every part is ready")


def test_hostile_words_of_a_stranger_are_harmless() -> None:
    odd = part("da\x1b[2Jta", "up\u202e", "on fire", wrong="no\x07")
    desk = apply(live(), StatusRead(house_of({**WIRE, "parts": [odd]}, live().now)))
    assert "? unknown" in text(desk)
    assert not set(text(desk)) & {"\x1b", "\u202e", "\x07"}


@pytest.mark.parametrize("width", [30, 78, 200])
def test_no_line_is_wider_than_the_screen(width: int) -> None:
    desk = apply(live(), StatusRead(house_of(WIRE, live().now)))
    assert all(len(line.text) <= width for line in status_lines(desk, width))


async def test_a_key_and_a_command_open_it_and_it_is_read_again_while_it_is_open() -> None:
    desk = HouseDesk()
    async with running(desk, keys=["f8"]) as pilot:
        assert "The model failed 3 times in a row" in shown(pilot)
        desk.wire = HEALTHY
        await press(pilot, ".")
        assert "Every part is ready." in shown(pilot)
        desk.fails["status"] = [AWAY]
        await press(pilot, ".")
        assert "It could not be read: The daemon at http://127.0.0.1:4700 does not answer" in shown(pilot)
        assert "What follows was so" in shown(pilot)
        await press(pilot, "escape", ":", *"status", "enter")
        assert "Every part is ready." in shown(pilot)
    assert [call for call in desk.calls if call == ("status",)] == [("status",)] * 4


async def test_an_answer_that_is_not_understood_is_said() -> None:
    async with running(HouseDesk({"parts": [{}]}), keys=["f8"]) as pilot:
        assert "answered in a way this console does not understand" in shown(pilot)


async def test_who_may_not_ask_hears_why() -> None:
    desk = HouseDesk()
    desk.fails["status"] = [Refused(503, "unavailable", "The database does not answer (OperationalError).")]
    async with running(desk, size=SMALL, keys=["f8"]) as pilot:
        assert "✕ It could not be read: The database does not answer" in shown(pilot)
        assert "✓ Nothing was changed by asking." in shown(pilot)


async def test_it_looks_as_it_did(snapshot: SnapshotAssertion) -> None:
    async with running(HouseDesk(), keys=["f8"]) as pilot:
        assert picture(pilot.app) == snapshot.use_extension(Picture)
