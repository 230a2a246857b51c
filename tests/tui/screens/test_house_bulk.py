"""The same done to several rows of the house's books: named, counted, and what is refused stays marked."""

from cairnloop.client import Refused, Unreachable
from tests.tui.household import LIN, VERA, Household
from tests.tui.running import SMALL, called, press, running, shown


async def test_several_colleagues_are_locked_out_once_their_number_is_typed() -> None:
    desk = Household()
    async with running(desk, size=SMALL, keys=["alt+u", "j", "space", "space"]) as pilot:
        screen = shown(pilot)
        assert "■ ● online   Lin" in screen
        assert "■ 2 marked" in screen
        assert "d disable" in screen
        await press(pilot, "d")
        assert "Lock 2 colleagues out: their sessions end" in shown(pilot)
        await press(pilot, "3", "enter")
        assert "It is 2, not 3. Nothing was done." in shown(pilot)
        assert called(desk, "set_user_disabled") == []
        desk.fails["set_user_disabled"] = [Refused(409, "conflict", "somebody has to be there")]
        await press(pilot, "2", "enter")
        assert called(desk, "set_user_disabled") == [(LIN, True), (VERA, True)]
        screen = shown(pilot)
        assert "1 of 2 not locked out: Lin: somebody has to be there" in screen
        assert "1 locked out." in screen
        await press(pilot, "escape", "D")
        assert "Lin" in shown(pilot)
        assert "They may sign in already." in shown(pilot)
        await press(pilot, "escape")
        assert "marked" not in shown(pilot)


async def test_what_not_all_of_them_can_be_says_of_whom_and_a_lost_connection_stops_it() -> None:
    desk = Household()
    async with running(desk, keys=["alt+u", "V", "A"]) as pilot:
        assert "Sam: This is you; another admin has to do it." in shown(pilot)
        await press(pilot, "V", "j", "space", "space", "O")
        assert "Sign 2 colleagues out everywhere" in shown(pilot)
        desk.fails["sign_user_out"] = [Unreachable("no answer")]
        await press(pilot, "2", "enter")
        assert len(called(desk, "sign_user_out")) == 1
        assert "2 of 2 not signed out, as far as is known: Lin: no answer" in shown(pilot)
        await press(pilot, "escape")
        assert "■ 2 marked" in shown(pilot)


async def test_each_book_does_it_to_all_that_is_marked() -> None:
    desk = Household()
    for number in range(2):
        await desk.invite(f"kim{number}@trailmark.example", "member")
    async with running(desk) as pilot:
        for keys, asks, call, args in BOOKS:
            await press(pilot, *keys)
            assert asks in shown(pilot)
            await press(pilot, str(len(args)), "enter")
            assert called(desk, call) == args
            assert "marked" not in shown(pilot)


BOOKS: list[tuple[list[str], str, str, list[tuple[object, ...]]]] = [
    (["alt+t", "V", "x"], "Remove 2 tags from all that carries them", "remove_tag", [("t1",), ("t2",)]),
    (["alt+c", "space", "x"], "Remove 1 canned reply for everybody", "remove_canned", [("r1",)]),
    (["alt+w", "2", "V", "r"], "Send 2 deliveries again", "replay", [("w1", "x1"), ("w1", "x2")]),
    (["1", "V", "x"], "Remove 2 webhooks, and their deliveries", "remove_webhook", [("w1",), ("w2",)]),
    (["alt+u", "3", "V", "x"], "Take back 2 invitations: their links end", "revoke_invitation", [("n0",), ("n1",)]),
]
