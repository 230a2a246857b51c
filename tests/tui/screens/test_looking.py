"""Looking closer at a conversation: its trail, who else is there, what the customer had before, and taking a copy."""

from typing import Any

from tests.tui.desk import Desk
from tests.tui.running import press, running, settle, shown
from tests.tui.trailmark import LIN, NOW, zulu


def told(pilot: Any) -> list[str]:
    """What the terminal is told, from now on."""
    said: list[str] = []
    pilot.app.tell_terminal = said.append
    return said


async def test_turns_are_told_as_they_happen_the_whole_trail_on_request_and_who_else_is_there() -> None:
    desk = Desk()
    entry = {"seq": 95, "at": zulu(NOW), "actor": "Lin", "actor_kind": "user", "actor_id": "2", "reason": "by phone"}
    subject = {"subject_kind": "conversation", "subject_id": "c1", "conversation_id": "c1", "detail": {}}
    async with running(desk, keys=["enter"]) as pilot:
        assert "draft.approved" not in shown(pilot)
        desk.trail.insert(0, {**entry, **subject, "action": "conversation.resolved"})
        desk.change("c1", status="closed", awaiting=None)
        await settle(pilot)
        screen = shown(pilot)
        assert "✓ resolved by Lin: by phone" in screen
        assert "draft.approved" not in screen
        await press(pilot, "H")
        assert "· draft.approved by you" in shown(pilot)
        await press(pilot, "H")
        assert "Only turns are shown." in shown(pilot)
        assert ("push", "viewing", {"conversation_id": "c1"}) in desk.calls
        lin = {"phx_ref": "2b", "phx_ref_prev": "2", "name": "Lin", "viewing": "c1"}
        desk.say("presence_diff", {"joins": {"user:2": {"metas": [lin]}}, "leaves": {"user:2": {"metas": [{"phx_ref": "2"}]}}})  # fmt: skip  # noqa: E501
        await settle(pilot)
        assert "◉ Lin is here too" in shown(pilot)
        desk.say("typing", {"conversation_id": "c1", "typing": True, "type": "user", "name": "Lin", "user_id": LIN})
        await settle(pilot)
        screen = shown(pilot)
        assert "✎ Lin types…" in screen
        assert "is here too" not in screen
        await press(pilot, "escape")
        assert "◉ Lin has it open" in shown(pilot)
        assert ("push", "viewing", {"conversation_id": None}) in desk.calls


async def test_an_earlier_conversation_opens_over_this_one_and_leads_back() -> None:
    desk = Desk()
    for number in (1, 2):
        desk.open(f"old{number}", 1, 9000 * number, f"Older matter {number}", "Where are my invoices?", None, None)
        desk.rows[f"old{number}"].update(status="closed")
    async with running(desk, keys=["enter", "C"]) as pilot:
        screen = shown(pilot)
        assert "2 others" in screen
        assert "▸✓ 6d    Older matter 1" in screen
        await press(pilot, "j", "enter")
        assert pilot.app.desk.open == "old2"  # type: ignore[attr-defined]
        assert "Older matter 2" in shown(pilot)
        await press(pilot, "escape")
        assert pilot.app.desk.open == "c1"  # type: ignore[attr-defined]
        await press(pilot, "escape")
        assert pilot.app.desk.open is None  # type: ignore[attr-defined]


async def test_what_is_on_screen_goes_to_the_clipboard() -> None:
    desk = Desk()
    async with running(desk, keys=["Y"]) as pilot:
        said = told(pilot)
        assert "http://desk.example/api/conversations/c1" in shown(pilot)
        await press(pilot, "down", "down", "down", "enter")
        assert said == ["\x1b]52;c;YzE=\x07"]
        assert "✓ The conversation's id is handed to the terminal's clipboard." in shown(pilot)
        desk.made["d1"]["body"] = "x" * 60_000
        desk.say("draft:updated", desk.made["d1"])
        await settle(pilot)
        await press(pilot, "Y", "down", "enter")
        assert len(said) == 1
        assert "The draft is too long for the clipboard of a terminal." in shown(pilot)
