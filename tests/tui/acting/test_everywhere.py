"""On every screen `?`, the palette and `:` tell of every action, and of each that cannot be done there why not."""

from typing import Any

from textual.pilot import Pilot

from cairnloop.tui.acting.actions import ACTIONS, BY_ID, Context, of_context
from cairnloop.tui.acting.commands import ActionsProvider, CommandLine
from cairnloop.tui.view.help import help_lines
from tests.tui.household import Household
from tests.tui.running import press, running, write

# From screen to screen: what leads there from the one before.
TOUR: dict[Context, list[str]] = {
    Context.INBOX: [],
    Context.CONVERSATION: ["enter"],
    Context.WRITING: ["r"],
    Context.REVIEW: ["h", "escape"],
    Context.QUEUE: ["x", "d"],
    Context.ARTICLES: ["f3"],
    Context.AUDIT: ["f4"],
    Context.JOBS: ["f5"],
    Context.USERS: ["alt+u"],
    Context.INBOXES: ["alt+i"],
    Context.WEBHOOKS: ["alt+w"],
    Context.CANNED: ["alt+c"],
    Context.TAGS: ["alt+t"],
    Context.SETTINGS: ["alt+s"],
    Context.COMPANIES: ["ampersand"],
    Context.CUSTOMERS: ["f6"],
    Context.FOUND: ["f7"],
    Context.PERSON: ["J"],
}


async def go(pilot: Pilot[Any], context: Context) -> None:
    await press(pilot, *TOUR[context])
    if context is Context.FOUND:
        await write(pilot, "refund")
        await press(pilot, "enter")
    assert pilot.app.place.context is context  # type: ignore[attr-defined]


async def told(pilot: Pilot[Any], context: Context) -> None:
    """Every action is in all three, with what `why_not` says of it."""
    app: Any = pilot.app
    provider, line = ActionsProvider(app.screen), CommandLine(context, app.keymap, app.why_not)
    offered = {hit.text: str(hit.help) async for hit in provider.discover()}
    help_ = " ".join("".join(one.text for one in help_lines(app.desk, context, app.keymap, 4000)).split())
    for action in ACTIONS:
        why = app.why_not(action)
        where = (context, action.id, why)
        assert action.about in help_, where
        assert offered[action.title].endswith(why or action.about), where
        assert (f"✕ {why}" if why else action.about) in line._line(action).text, where
        if context in action.contexts and why:
            assert f"{action.about} not now: {why}" in help_, where


async def test_every_screen_tells_of_every_action_and_why_one_cannot_be_done() -> None:
    assert set(TOUR) == set(Context)
    async with running(Household()) as pilot:
        for context in TOUR:
            await go(pilot, context)
            await told(pilot, context)


def test_help_and_palette_are_there_wherever_a_key_can_be_pressed() -> None:
    for context in Context:
        assert {BY_ID["help"], BY_ID["palette"]} <= set(of_context(context)), context
