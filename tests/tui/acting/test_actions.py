"""Every action of the registry can be reached: by key, by palette, by command, and is told of in help and docs."""

import pytest
from textual.binding import Binding

from cairnloop.tui.acting.actions import ACTIONS, BY_ID, Action, Context, of_context
from cairnloop.tui.acting.commands import ActionsProvider, matching, resolve
from cairnloop.tui.acting.keymap import RESERVED, bindings, keymap, show
from cairnloop.tui.performing import PERFORM
from cairnloop.tui.screens.books import ArticlesScreen, AuditScreen, JobsScreen
from cairnloop.tui.screens.conversation import ConversationScreen
from cairnloop.tui.screens.house_books import house_screens
from cairnloop.tui.screens.inbox import InboxScreen
from cairnloop.tui.screens.people_books import CompaniesScreen, CustomersScreen, FoundScreen, PersonScreen
from cairnloop.tui.screens.queue import QueueScreen
from cairnloop.tui.view.help import help_lines
from cairnloop.tui.widgets.composer import Composer, Review
from tests.tui.desk import Desk
from tests.tui.make import live
from tests.tui.running import press, running, shown

PLACES = {
    Context.INBOX: InboxScreen,
    Context.CONVERSATION: ConversationScreen,
    Context.QUEUE: QueueScreen,
    Context.WRITING: Composer,
    Context.REVIEW: Review,
    Context.ARTICLES: ArticlesScreen,
    Context.AUDIT: AuditScreen,
    Context.JOBS: JobsScreen,
    **{screen.context: type(screen) for screen in house_screens().values()},
    Context.CUSTOMERS: CustomersScreen,
    Context.PERSON: PersonScreen,
    Context.COMPANIES: CompaniesScreen,
    Context.FOUND: FoundScreen,
}


def test_ids_are_unique_and_every_action_is_performed_by_something() -> None:
    assert len(BY_ID) == len(ACTIONS)
    assert set(PERFORM) == set(BY_ID)


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.id)
def test_every_action_has_a_key_where_it_belongs(action: Action) -> None:
    for context in action.contexts:
        bound = [one for one in PLACES[context].BINDINGS if isinstance(one, Binding) and one.id == action.id]
        assert [one.action for one in bound] == [f"app.perform('{action.id}')"]
        assert bound[0].key == ",".join(action.keys.split())


@pytest.mark.parametrize("context", Context)
def test_no_key_means_two_things_in_one_place(context: Context) -> None:
    keys = [key for action in of_context(context) for key in action.keys.split()]
    assert len(keys) == len(set(keys))


def test_no_action_uses_a_key_of_tmux_screen_or_the_terminal() -> None:
    assert not {key for action in ACTIONS for key in action.keys.split()} & RESERVED.keys()


def test_no_letter_does_anything_while_one_writes_but_the_composers_own_keys_do() -> None:
    for action in of_context(Context.WRITING):
        assert any(len(key) > 1 for key in action.keys.split()), action.id


@pytest.mark.parametrize("context", Context)
def test_the_help_tells_of_every_action(context: Context) -> None:
    plain = keymap({})
    text = "\n".join(line.text for line in help_lines(live(), context, plain, 110))
    for action in ACTIONS:
        assert action.title in text, action.id
        assert show(plain.keys[action.id][0]) in text, action.id


async def test_the_palette_offers_every_action() -> None:
    async with running(Desk()) as pilot:
        provider = ActionsProvider(pilot.app.screen)
        offered = {hit.text async for hit in provider.discover()}
        assert offered == {action.title for action in ACTIONS}
        for action in ACTIONS:
            found = [hit.text async for hit in provider.search(action.title)]
            assert action.title in found, action.id


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.id)
def test_every_action_is_a_command_by_id_and_by_title(action: Action) -> None:
    assert resolve(action.id) is action
    assert resolve(action.title.rstrip("…")) is not None
    assert action in matching(action.id, Context.INBOX)


@pytest.mark.parametrize(
    ("text", "id"), [("q", "quit"), ("q!", "quit"), ("Next decision", "next-decision"), ("regen", "regenerate")]
)
def test_commands_may_be_short(text: str, id: str) -> None:
    found = resolve(text)
    assert found is not None
    assert found.id == id


@pytest.mark.parametrize("text", ["", "re", "frobnicate"])
def test_a_command_that_could_mean_several_things_means_none(text: str) -> None:
    assert resolve(text) is None


def test_bindings_carry_the_ids_that_a_keymap_uses() -> None:
    assert all(isinstance(one, Binding) and one.id in BY_ID for one in bindings(Context.INBOX))


async def test_a_beginning_that_several_share_asks_for_more_and_tab_completes_it() -> None:
    async with running(Desk(), keys=[":", "r", "e", "s", "enter"]) as pilot:
        assert "Several are called so." in shown(pilot)
        await press(pilot, "tab", "enter")
        assert ("move", "c1", "resolve") in pilot.app.daemon.calls  # type: ignore[attr-defined]


async def test_what_cannot_be_done_says_so_in_the_list_of_commands() -> None:
    async with running(Desk(), keys=[":", "r", "e", "o", "p", "e", "n"]) as pilot:
        assert "✕ It is open. c resolves it." in shown(pilot)
