"""The house's own books at work: users, inboxes, webhooks, canned replies, tags and settings, by key and by command."""

import os
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from textual.app import App
from textual.pilot import Pilot

from cairnloop.client import Refused, Unreachable
from cairnloop.client.link import Link
from tests.tui.household import BILLING, SUPPORT, VERA, Household
from tests.tui.pictures import picture
from tests.tui.running import SMALL, called, press, running, settle, shown, type_in, write
from tests.tui.test_look import Picture
from tests.tui.trailmark import SAM

GONE = Unreachable("The daemon at http://127.0.0.1:4700 does not answer (ConnectError).")


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An editor that replaces what stands in one file by what stands in another."""
    script = tmp_path / "editor.py"
    script.write_text(
        "import pathlib, sys\n"
        f"folder = pathlib.Path({str(tmp_path)!r})\n"
        "path = pathlib.Path(sys.argv[1])\n"
        "(folder / 'given').write_text(path.read_text())\n"
        "before, _, after = (folder / 'script').read_text().partition(' -> ')\n"
        "path.write_text(path.read_text().replace(before, after))\n"
    )
    monkeypatch.setitem(os.environ, "VISUAL", f"{sys.executable} {script}")
    monkeypatch.setattr(App, "suspend", lambda app: nullcontext())
    return tmp_path


async def edit(pilot: Pilot[Any], key: str, folder: Path, change: str) -> None:
    """The key, and until the editor has come back."""
    (folder / "script").write_text(change)
    stack = len(pilot.app.screen_stack)
    await pilot.press(key)
    for _ in range(200):
        await pilot.pause(0.02)
        busy = [one for one in pilot.app.workers if one.name == "_perform" and one.is_running]
        if not busy or len(pilot.app.screen_stack) > stack:
            break
    await settle(pilot)


async def test_an_inbox_is_staffed_and_given_up_by_name() -> None:
    desk = Household()
    async with running(desk, size=SMALL, keys=["alt+i"]) as pilot:
        assert "★ primary Support" in shown(pilot)
        await press(pilot, "x")
        assert "The primary inbox stays. p makes another one primary first." in shown(pilot)
        await press(pilot, "j", "enter")
        screen = shown(pilot)
        assert "▪ private · seen by its members and admins" in screen
        assert "Members (1)" in screen
        assert "weekdays   09:00-17:00" in screen
        await press(pilot, "m", "enter")
        assert called(desk, "put_inbox_member") == [(BILLING, 1, "member")]
        assert "Members (2)" in shown(pilot)
        await press(pilot, "x", "enter")
        await type_in(pilot, "Billing")
        assert called(desk, "remove_inbox") == [(BILLING, SUPPORT)]
        desk.boxes["i3"] = {**desk.boxes[SUPPORT], "id": "i3", "name": "Press", "is_primary": False}
        desk.working["i3"], desk.looks["i3"] = [], {}
        desk.say("inbox:created", {"id": "i3", "updates": {}})
        await settle(pilot)
        await press(pilot, "escape")
        assert "Press" in shown(pilot)


async def test_what_an_editor_gets_wrong_is_said_by_setting_and_what_changes_is_read_before_it_is_saved(
    editor: Path,
) -> None:
    desk = Household()
    async with running(desk, keys=["alt+i", "j"]) as pilot:
        await edit(pilot, "w", editor, '# color = "#A8492A" -> color = "red"\ncolour = 1')
        assert "# What stands at the top" in (editor / "given").read_text()
        assert 'greeting = "Hello!"' in (editor / "given").read_text()
        screen = shown(pilot)
        assert "✕ colour" in screen
        assert "there is no such setting; did you mean color?" in screen
        await press(pilot, "escape")
        assert "Your words are kept; edit again to go on." in shown(pilot)
        await press(pilot, "q")
        assert "1 text that you wrote would be lost." in shown(pilot)
        await press(pilot, "n")
        await edit(pilot, "w", editor, 'color = "red"\ncolour = 1 -> color = "red"')
        assert "is no colour; write one like #2f855a" in shown(pilot)
        await press(pilot, "escape")
        await edit(pilot, "w", editor, 'color = "red" -> color = "#1155cc"')
        assert '+ color = "#1155cc"' in shown(pilot)
        desk.fails["change_widget"] = [Refused(422, "invalid", "no", {"color": ["is too like the ground"]})]
        await press(pilot, "y")
        assert "is too like the ground" in shown(pilot)
        await press(pilot, "x")
        assert "Thrown away. Everything is as it was." in shown(pilot)
        await edit(pilot, "t", editor, '"weekdays 09:00-17:00" -> "mon-thu 09:00-17:00", "friday 9:00-12:00"')
        await press(pilot, "y")
        (said, of), *_ = called(desk, "set_hours")
        assert of == BILLING
        assert len(said["working_hours"]) == 5  # type: ignore[index]
        assert said["holidays"][0]["name"] == "Easter"  # type: ignore[index]


async def test_a_webhook_proves_itself_its_secret_is_shown_once_and_deliveries_are_sent_again() -> None:
    desk = Household()
    async with running(desk, keys=["alt+w"]) as pilot:
        assert "● ready     2 events hooks.northridge.example/desk" in shown(pilot)
        assert "it answered 410" in shown(pilot)
        await press(pilot, "n")
        await type_in(pilot, "ftp://x")
        assert "✕ An address begins with https://" in shown(pilot)
        await type_in(pilot, "https://new.example/in")
        await press(pilot, "enter")
        assert "whsec_shown_once" in shown(pilot)
        assert "Not verified, so nothing is sent: the address answered 404." in shown(pilot)
        await press(pilot, "escape", "g", "2")
        assert called(desk, "deliveries") == [("w1", None)]
        assert "✕ given up  customer:updated" in shown(pilot)
        await press(pilot, "j")
        screen = shown(pilot)
        assert "https://hooks.northridge.example/desk" in screen
        assert "Bo ␛[31mReyes‹U+202E›" in screen or "\\u001b[31mReyes" in screen
        assert "\x1b" not in screen
        assert "\u202e" not in screen
        await press(pilot, "r")
        assert called(desk, "replay") == [("w1", "x2")]
        await press(pilot, "escape", "j", "D")
        assert called(desk, "move_webhook") == [("w2", "enable")]


async def test_a_canned_reply_is_written_in_the_editor_and_kept_when_it_could_not_be_saved(editor: Path) -> None:
    desk = Household(role="member")
    async with running(desk, keys=["alt+c"]) as pilot:
        desk.fails["add_canned"] = [GONE]
        await edit(pilot, "n", editor, 'name = ""\n -> name = "Hello"\n')
        assert "✕ content" in shown(pilot)
        await press(pilot, "escape")
        await edit(pilot, "n", editor, 'content = "" -> content = """Hi!\nHow are you?"""')
        await press(pilot, "y")
        assert "It is not known whether it was saved" in shown(pilot)
        assert "Your words are kept here" in shown(pilot)
        await edit(pilot, "n", editor, "x -> x")
        await press(pilot, "y")
        assert called(desk, "add_canned")[-1] == ({"name": "Hello", "content": "Hi!\nHow are you?"},)
        assert "Hello" in shown(pilot)


async def test_a_tag_is_renamed_coloured_and_removed_by_name_with_what_carries_it() -> None:
    desk = Household(role="member")
    async with running(desk, keys=["alt+t"]) as pilot:
        assert "12 conversations that are not archived, 2" in shown(pilot)
        await press(pilot, "r")
        await type_in(pilot, "")
        assert "✕" in shown(pilot)
        await type_in(pilot, "money back")
        await press(pilot, "c", "down", "enter")
        assert called(desk, "change_tag") == [("t1", {"name": "money back"}), ("t1", {"color": "orange"})]
        await press(pilot, "x")
        assert "12 conversations that are not archived and 2 customers carry it" in shown(pilot)
        await type_in(pilot, "money back")
        assert called(desk, "remove_tag") == [("t1",)]
        desk.marks["t3"] = {**desk.marks["t2"], "id": "t3", "name": "urgent"}
        desk.say("tag:created", {"id": "t3", "tag": {}})
        await settle(pilot)
        assert "urgent" in shown(pilot)


async def test_what_others_change_shows_by_itself_in_the_book_that_is_open() -> None:
    desk = Household()
    async with running(desk, keys=["alt+u"]) as pilot:
        desk._of_team(VERA, display_name="Verena", role="viewer")
        desk.say("user:updated", {"id": VERA, "user": {}})
        await settle(pilot)
        assert "Verena" in shown(pilot)
        assert "Verena" in [one.name for one in pilot.app.desk.colleagues]
        await press(pilot, "alt+c")
        desk.replies["r1"]["name"] = "Money back"
        desk.say("canned_response:updated", {"id": "r1", "canned_response": {}})
        await settle(pilot)
        assert "Money back" in shown(pilot)
        await press(pilot, ":")
        await write(pilot, "settings")
        await press(pilot, "enter")
        desk.named["company_name"] = "Northridge"
        desk.say("account:updated", {"id": "a", "fields": ["company_name"]})
        await settle(pilot)
        assert "Northridge" in shown(pilot)
        read = len(called(desk, "hours"))
        desk.say("hours:updated", {"inbox_id": None, "business_hours": {}})
        await settle(pilot)
        assert len(called(desk, "hours")) == read + 1


async def test_what_one_may_do_follows_the_role_that_one_is_given() -> None:
    desk = Household()
    async with running(desk, keys=["alt+u"]) as pilot:
        desk.role, read = "viewer", len(called(desk, "me"))
        desk.say("user:updated", {"id": VERA, "user": {}})
        await settle(pilot)
        assert len(called(desk, "me")) == read
        desk.say("user:updated", {"id": SAM, "user": {}})
        await settle(pilot)
        assert "Your role is viewer now. What you may do here has changed with it." in shown(pilot)
        await press(pilot, "r")
        assert "Change role needs an admin role. You are a viewer." in shown(pilot)
        desk.role = "admin"
        desk.say("user:updated", {"id": SAM, "user": {}})
        await settle(pilot)
        assert "Your role is admin now." in shown(pilot)
        await press(pilot, "r")
        assert "What instead?" in shown(pilot)


async def test_a_role_that_was_changed_while_nobody_heard_is_read_after_a_lost_connection() -> None:
    desk = Household()
    async with running(desk) as pilot:
        desk.role = "viewer"
        desk.on_link(Link.LOST)
        desk.on_link(Link.LIVE)
        await settle(pilot)
        assert pilot.app.desk.me.role == "viewer"


async def test_settings_are_changed_part_by_part(editor: Path) -> None:
    desk = Household()
    async with running(desk, keys=[":"]) as pilot:
        await write(pilot, "settings")
        await press(pilot, "enter")
        assert "Trailmark · Europe/Berlin" in shown(pilot)
        await edit(pilot, "e", editor, '"Europe/Berlin" -> "Mars/Olympus"')
        assert "is no time zone we know" in shown(pilot)
        await press(pilot, "x", "j", "j")
        await edit(pilot, "e", editor, "reminders_enabled = false -> reminders_enabled = true")
        await press(pilot, "y")
        assert called(desk, "change_account") == [({"settings": {"conversation_reminders_enabled": True}, "seen": 2},)]
        await press(pilot, "n", "y")
        assert "cl_identity_shown_once" in shown(pilot)
        await press(pilot, "escape", "G")
        assert "Identity key ab12…" in shown(pilot)


async def test_a_viewer_and_a_readonly_console_are_told_why_not() -> None:
    async with running(Household(role="viewer"), keys=["alt+w"]) as pilot:
        assert "Webhooks needs an admin role. You are a viewer." in shown(pilot)
        await press(pilot, "alt+t", "x")
        assert "Remove needs an operator role. You are a viewer." in shown(pilot)
        await press(pilot, "alt+u", "r")
        assert "Change role needs an admin role. You are a viewer." in shown(pilot)
        await press(pilot, "5", "n")
        assert "A new API key" in shown(pilot)
    async with running(Household(), readonly=True, keys=["alt+i", "n"]) as pilot:
        assert "New is off: this console was started with --readonly." in shown(pilot)


async def test_a_refusal_says_what_is_safe_and_the_book_is_read_again() -> None:
    desk = Household()
    async with running(desk, keys=["alt+u", "j", "r"]) as pilot:
        desk.fails["change_role"] = [Refused(409, "conflict", "somebody has to be an admin")]
        await press(pilot, "enter")
        screen = shown(pilot)
        assert "Lin is still a member: somebody has to be an admin" in screen
        assert "Everything is as it was." in screen
        await press(pilot, "escape")
        desk.fails["users"] = [GONE]
        await press(pilot, ".")
        assert "not read further" in shown(pilot) or "could not be read" in shown(pilot)


async def test_the_house_looks_as_it_did(snapshot: SnapshotAssertion) -> None:
    look = snapshot.use_extension(Picture)
    async with running(Household()) as pilot:
        for key, then in (("alt+u", "j"), ("alt+i", "j"), ("alt+w", "2"), ("alt+c", ""), ("alt+t", ""), ("alt+s", "j")):
            await press(pilot, key, *then)
            assert picture(pilot.app) == look(name=key.replace("+", "-"))
