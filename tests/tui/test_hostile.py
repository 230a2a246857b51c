"""A customer who wants to break the console: names, subjects and messages full of what terminals and markup obey."""

import unicodedata
from typing import Any

import pytest

from tests.tui.desk import Desk
from tests.tui.running import press, running, settle, shown, write

NAME = "Mallory \x1b[31m\u202egnp.exe [bold red]x[/red] [/] $danger \x07"
TEXT = "\x1b]0;pwned\x07\x1b[2J\x9b31m [red]hello[/nothing] \u202eesrever\u2066 \ufeff\u2028next\x00 " + "A" * 5000


def mallorys() -> Desk:
    desk = Desk(filled=False)
    desk.people["p0"].update(
        name=NAME, title=NAME, email=f"{NAME}@x", metadata={NAME: TEXT}, time_zone="../../etc/passwd", current_url=TEXT
    )
    desk.open("c0", 0, 5, NAME, TEXT, None, 5)
    evidence = {"number": 1, "source": "article", "title": NAME, "heading": TEXT, "text": TEXT, "why": [TEXT]}
    fields: dict[str, Any] = {"body": TEXT, "summary": TEXT, "ruling": NAME, "grounding": TEXT, "notes": [TEXT, NAME]}
    desk.draft_for("c0", "reply", evidence=[evidence], engine=NAME, **fields)
    desk.found = [{"source": "article", "title": NAME, "heading": NAME, "text": TEXT, "excerpt": TEXT, "why": [TEXT]}]
    return desk


def harmless(text: str) -> bool:
    return not any(
        (unicodedata.category(one) == "Cc" and one != "\n") or one in "\u202e\u2066\ufeff\u2028" for one in text
    )


@pytest.mark.parametrize("zone", ["Europe", "x" * 5000, "a\x00b"])
async def test_a_time_zone_that_is_none_ends_nothing(zone: str) -> None:
    desk = mallorys()
    desk.people["p0"]["time_zone"] = zone
    async with running(desk, keys=["enter", "C"]) as pilot:
        assert "● here now" in shown(pilot)


async def test_every_screen_and_every_dialog_stays_whole() -> None:
    desk = mallorys()
    async with running(desk) as pilot:
        assert "Mallory ␛[31m" in shown(pilot)
        tours = [["enter"], ["v"], ["enter"], ["escape", "escape"], ["x"], ["R"], ["a"], ["K", "x"], ["question_mark"],
                 ["ctrl+p", "d"], ["colon", "r"], ["slash", "M", "enter"]]  # fmt: skip
        for tour in tours:
            await press(pilot, *tour)
            assert harmless(shown(pilot)), tour
            if tour[0] in ("x", "R", "a", "K", "question_mark", "ctrl+p", "colon"):
                await press(pilot, "escape")
        assert pilot.app.is_running


async def test_the_decision_queue_stays_whole_too() -> None:
    async with running(mallorys(), keys=["d"]) as pilot:
        assert "Mallory ␛[31m" in shown(pilot)
        for tour in [["j"], ["v", "j"], ["escape", "x"], ["escape", "e"]]:
            await press(pilot, *tour)
            assert harmless(shown(pilot)), tour


async def test_editing_replying_and_sending_to_such_a_customer_works() -> None:
    desk = mallorys()
    async with running(desk, keys=["e"]) as pilot:
        assert harmless(shown(pilot))
        await press(pilot, "escape", "x", "y", "r")
        await write(pilot, "Hello Mallory")
        await press(pilot, "escape")
        assert harmless(shown(pilot))
        await press(pilot, "y")
        assert harmless(shown(pilot))
        assert any(call[:3] == ("write", "c0", "Hello Mallory") for call in desk.calls)


async def test_approving_sends_the_daemons_own_words_and_not_what_was_drawn() -> None:
    desk = mallorys()
    async with running(desk, keys=["y"]):
        assert ("approve", "d0", 1, None) in desk.calls


async def test_a_megabyte_arrives_and_the_console_goes_on() -> None:
    desk = Desk()
    async with running(desk, keys=["enter"]) as pilot:
        desk.customer_writes("c1", "ha " * 350_000)
        desk.customer_writes("c1", "\x1b[31m" * 200_000)
        await settle(pilot)
        await press(pilot, "G", "k", "escape")
        assert harmless(shown(pilot))


async def test_what_others_are_called_does_no_harm_either() -> None:
    desk = Desk()
    async with running(desk, keys=["enter"]) as pilot:
        desk.say("typing", {"conversation_id": "c1", "typing": True, "type": "user", "name": NAME})
        desk.settle("d1", "discarded", decision_reason=TEXT)
        await settle(pilot)
        assert harmless(shown(pilot))
        await press(pilot, "ctrl+p", *"appr")
        assert harmless(shown(pilot))
