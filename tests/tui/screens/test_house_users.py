"""Who works here, as the console shows and changes it: colleagues, invitations, sessions and keys."""

from cairnloop.client import Unreachable
from tests.tui.household import VERA, Household
from tests.tui.running import called, press, running, settle, shown, type_in

GONE = Unreachable("The daemon at http://127.0.0.1:4700 does not answer (ConnectError).")


async def test_users_stand_with_role_presence_and_how_they_sign_in() -> None:
    desk = Household()
    async with running(desk, keys=["alt+u"]) as pilot:
        screen = shown(pilot)
        assert "● online   Sam" in screen
        assert "✓ two factors" in screen
        assert "Noor" not in screen
        desk.say("presence_diff", {"joins": {}, "leaves": {"user:2": {"metas": [{"phx_ref": "2"}]}}})
        await settle(pilot)
        assert "○ away     Lin" in shown(pilot)
        await press(pilot, "2")
        assert "✓ left     Noor" in shown(pilot)


async def test_a_role_is_changed_and_who_leaves_is_archived_by_name() -> None:
    desk = Household()
    async with running(desk, keys=["alt+u", "A"]) as pilot:
        assert "This is you; another admin has to do it." in shown(pilot)
        await press(pilot, "G", "r", "enter")
        assert called(desk, "change_role") == [(VERA, "member")]
        assert "✓ Vera is now a member." in shown(pilot)
        await press(pilot, "A")
        await type_in(pilot, "Lin")
        assert "It is “Vera”, not “Lin”. Nothing was done." in shown(pilot)
        await type_in(pilot, "Vera")
        assert called(desk, "archive_user") == [(VERA,)]
        assert "Vera" not in shown(pilot).splitlines()[5]
        await press(pilot, "d", "y")
        assert "✓ Lin is locked out." in shown(pilot)
        assert "✕ disabled Lin" in shown(pilot)
        await press(pilot, "D")
        assert called(desk, "set_user_disabled") == [(2, True), (2, False)]


async def test_a_link_and_a_key_are_shown_once_and_no_key_but_esc_leaves_them() -> None:
    desk = Household()
    async with running(desk, keys=["alt+u", "3", "n"]) as pilot:
        await type_in(pilot, "kim@trailmark.example")
        await press(pilot, "enter", "enter", "q")
        assert "https://desk.example/join#cl_invite_n0" in shown(pilot)
        await press(pilot, "y")
        assert "✓ Handed to the terminal's clipboard." in shown(pilot)
        await press(pilot, "escape")
        assert "◷ open     kim@trailmark.example" in shown(pilot)
        await press(pilot, "L", "y", "escape")
        assert called(desk, "revoke_invitation") == [("n0",)]
        assert called(desk, "invite") == [("kim@trailmark.example", "member")] * 2
        await press(pilot, "5", "n")
        await type_in(pilot, "backup script")
        await press(pilot, "down", "enter", "enter")
        assert "cl_key_shown_once" in shown(pilot)
        assert called(desk, "create_key") == [("backup script", ["read"], True)]
        await press(pilot, "escape")
        assert "cl_key_shown_once" not in shown(pilot)


async def test_a_link_ends_only_once_another_is_there() -> None:
    desk = Household()
    await desk.invite(None, "member")
    async with running(desk, keys=["alt+u", "3"]) as pilot:
        desk.fails["invite"] = [GONE]
        await press(pilot, "L", "y")
        assert "Nobody was invited, as far as is known" in shown(pilot)
        assert called(desk, "revoke_invitation") == []
        await press(pilot, "escape", "L", "y")
        assert "https://desk.example/join#cl_invite_n1" in shown(pilot)
        assert called(desk, "revoke_invitation") == [("n0",)]
