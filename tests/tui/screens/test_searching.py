"""Searching every conversation from the console: hints and errors as one types, and a conversation at its message."""

from typing import Any

from syrupy.assertion import SnapshotAssertion
from textual.widgets import Input

from cairnloop.client import Refused
from cairnloop.client.calls import Page
from cairnloop.tui.remote.people_reading import _leaf
from cairnloop.tui.state.listing import Edge
from cairnloop.tui.state.paged import Paged
from tests.tui.desk import Desk
from tests.tui.pictures import picture
from tests.tui.running import SMALL, press, running, shown, write
from tests.tui.test_hostile import harmless, mallorys
from tests.tui.test_look import Picture
from tests.tui.trailmark import LIN, NOW, ago


def long_talk(desk: Desk) -> None:
    """Many messages in one conversation, of which an early one is about signposts."""
    for number in range(60):
        body = "The signposts arrived." if number == 20 else f"Word {number} of many."
        desk._add("c1", body, ago(days=9, minutes=-number), LIN)
    desk.messages["c1"].sort(key=lambda one: one["sent_at"])


async def test_operators_are_explained_as_one_types_and_a_wrong_one_is_named() -> None:
    desk = Desk()
    async with running(desk, keys=["f7"]) as pilot:
        assert "before:2026-01-31" in shown(pilot)
        await write(pilot, "refund sta")
        screen = shown(pilot)
        assert "status:open" in screen
        assert "before:2026-01-31" not in screen
        await press(pilot, "tab")
        assert pilot.app.screen.query_one(Input).value == "refund status:"
        await write(pilot, "opne ")
        assert "✕ status:opne is not understood; use open, snoozed, resolved or archived" in shown(pilot)
        await press(pilot, "enter")
        assert not any(call[0] == "find" for call in desk.calls)
        pilot.app.screen.query_one(Input).value = 'status:open "charged tw'
        await press(pilot, "enter")
        assert "a quotation mark has no other" in shown(pilot)


async def test_a_find_opens_at_its_very_message_and_back_keeps_the_cursor() -> None:
    desk = Desk()
    long_talk(desk)
    desk._add("c5", "Our signposts are gone.", ago(minutes=1), desk.people["p5"])
    whole = desk.messages["c1"]
    asked: list[int] = []

    async def conversation(conversation_id: str, *, before: int | None = None) -> object:
        """Ten messages at a time, as a daemon answers for long threads."""
        messages = desk.messages[conversation_id]
        end = len(messages) if before is None else before
        start = max(0, end - 10)
        if messages is whole:
            asked.append(start)
        return {**desk._row(conversation_id), "messages": messages[start:end], "earlier": start or None, "drafts": []}

    desk.conversation = conversation  # type: ignore[method-assign]
    async with running(desk, size=SMALL, keys=[":"]) as pilot:
        await write(pilot, "search fr")
        assert "from:ada" in shown(pilot)
        pilot.app.screen.query_one(Input).value = "search signposts"
        await press(pilot, "enter")
        assert ("find", "signposts", None) in desk.calls
        assert "/ signposts" in shown(pilot)
        await press(pilot, "j", "enter")
        screen = shown(pilot)
        assert pilot.app.desk.open == "c1"  # type: ignore[attr-defined]
        assert "The signposts arrived." in screen
        assert "Word 59" not in screen
        assert "‹ Search" in screen
        assert min(asked) == 11  # and no further back
        await press(pilot, "escape")
        assert pilot.app.desk.found.paged.row.id == "c1"  # type: ignore[attr-defined]
        assert sum(call[0] == "find" for call in desk.calls) == 1
        await press(pilot, "escape")
        assert len(pilot.app.screen_stack) == 1


async def test_where_little_fits_a_few_pages_are_read_and_then_the_operator_is_asked() -> None:
    asked: list[str | None] = []

    async def fetch(after: str | None) -> Page[Any]:
        asked.append(after)
        return Page([], f"{len(asked)}")

    leaf = await _leaf(fetch, None, lambda row: row)
    assert (asked, leaf.next, leaf.short) == ([None, "1", "2", "3"], "4", True)
    paged = Paged[Any]().read(Edge.ANEW, leaf, NOW)
    assert paged.wants() is None
    assert paged.moved(1).wants() == (Edge.BELOW, "4")


async def test_what_the_daemon_refuses_can_be_mended_and_what_is_hostile_does_no_harm() -> None:
    desk = mallorys()
    desk.fails["find"] = [Refused(422, "invalid", "query: there is no tag “nothing” here")]
    async with running(desk, keys=["f7"]) as pilot:
        await write(pilot, "tag:nothing")
        await press(pilot, "enter")
        assert "✕ This cannot be searched: query: there is no tag" in shown(pilot)
        await press(pilot, "slash")
        pilot.app.screen.query_one(Input).value = "unheard-of"
        await press(pilot, "enter")
        assert "Nothing matches." in shown(pilot)
        await press(pilot, "slash")
        pilot.app.screen.query_one(Input).value = "hello"
        await press(pilot, "enter")
        assert "hello" in shown(pilot)
        assert harmless(shown(pilot))


async def test_finds_look_as_they_did(snapshot: SnapshotAssertion) -> None:
    desk = Desk()
    long_talk(desk)
    desk._add(
        "c5", "Our signposts are gone, and so are the signposts of the valley.", ago(minutes=1), desk.people["p5"]
    )
    async with running(desk, keys=["f7"]) as pilot:
        await write(pilot, "signposts")
        await press(pilot, "enter")
        assert picture(pilot.app) == snapshot.use_extension(Picture)
