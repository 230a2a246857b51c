"""Actions by name: the palette that finds them, and the command line that completes them."""

from typing import TYPE_CHECKING, cast

from textual import on
from textual.app import ComposeResult
from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.markup import escape
from textual.suggester import SuggestFromList
from textual.widgets import Input

from cairnloop.tui.actions import ACTIONS, BY_ID, Action, Context
from cairnloop.tui.keymap import Keymap
from cairnloop.tui.lines import Line, Span, Tone, fill, line, muted
from cairnloop.tui.screens.dialog import Dialog, Raised

if TYPE_CHECKING:
    from cairnloop.tui.app import ConsoleApp

SHOWN = 8


class ActionsProvider(Provider):
    """Every action of the registry: those of this screen first, each with its key and why it cannot be done."""

    async def discover(self) -> Hits:
        for action in self._ordered():
            yield DiscoveryHit(self._title(action), self._do(action), text=action.title, help=self._help(action))

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for action in self._ordered():
            score = max(matcher.match(action.title), matcher.match(action.id), matcher.match(action.about) * 0.5)
            if score > 0:
                yield Hit(score, self._title(action), self._do(action), text=action.title, help=self._help(action))

    @property
    def _console(self) -> "ConsoleApp":
        return cast("ConsoleApp", self.app)

    def _ordered(self) -> list[Action]:
        return sorted(ACTIONS, key=lambda action: self._console.place.context not in action.contexts)

    def _title(self, action: Action) -> Content:
        key = self._console.keymap.shown(action.id)
        return Content.assemble(action.title, "  ", (key, "$text-accent bold"))

    def _help(self, action: Action) -> str:
        return escape(self._console.why_not(action) or action.about)

    def _do(self, action: Action) -> "ActionCall":
        return ActionCall(self._console, action)


class ActionCall:
    """What the palette calls once an action was chosen."""

    def __init__(self, console: "ConsoleApp", action: Action) -> None:
        self._console = console
        self._action = action

    def __call__(self) -> None:
        self._console.action_perform(self._action.id)


def matching(text: str, context: Context) -> list[Action]:
    """Actions whose name begins with the text, then those that contain it; those of this screen first."""
    needle = text.strip().casefold().replace(" ", "-")
    found = [one for one in ACTIONS if needle in one.id or needle in one.title.casefold().replace(" ", "-")]
    return sorted(found, key=lambda one: (context not in one.contexts, not one.id.startswith(needle)))


def resolve(text: str) -> Action | None:
    """The action meant by a command: its id, its title, or the only one that begins so. `q` and `q!` leave."""
    word = text.strip().rstrip("!").casefold().replace(" ", "-")
    if word in ("q", "wq", "x", "exit"):
        return BY_ID["quit"]
    for action in ACTIONS:
        if word in (action.id, action.title.rstrip("…").casefold().replace(" ", "-")):
            return action
    beginning = [action for action in ACTIONS if action.id.startswith(word)] if word else []
    return beginning[0] if len(beginning) == 1 else None


class CommandLine(Dialog):
    """`:` and a name. What matches is listed; → or Tab completes."""

    def __init__(self, context: Context, keymap: Keymap) -> None:
        super().__init__("Command", "→ completes · Enter does it · Esc leaves")
        self._where = context
        self._keymap = keymap

    def inside(self) -> ComposeResult:
        names = [action.id for action in matching("", self._where)]
        yield Input(placeholder="the name of an action", suggester=SuggestFromList(names, case_sensitive=False))
        yield Raised(id="said")

    def on_mount(self) -> None:
        self.said.can_focus = False
        self._show("")

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        self._show(event.value)

    @on(Input.Submitted)
    def _done(self, event: Input.Submitted) -> None:
        text = event.value.strip()
        first = matching(text, self._where)[:1]
        if resolve(text) is None and text and len(matching(text, self._where)) == 1:
            text = first[0].id
        self.dismiss(text or None)

    def _show(self, text: str) -> None:
        found = matching(text, self._where)
        self.said.show([self._line(action) for action in found[:SHOWN]] or [line(muted("No action is called that."))])

    def _line(self, action: Action) -> Line:
        key = Span(fill(self._keymap.shown(action.id), 10), Tone.ACCENT, bold=True)
        return line(Span(fill(action.id, 20)), key, muted(action.about))
