"""Actions by name: the palette that finds them, and the command line that completes them."""

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.markup import escape
from textual.suggester import SuggestFromList
from textual.widgets import Input

from cairnloop.tui.acting.actions import ACTIONS, BY_ID, Action, Context
from cairnloop.tui.acting.keymap import Keymap
from cairnloop.tui.screens.dialog import Dialog, Raised
from cairnloop.tui.screens.wording import SEARCH_HINTS, hint_lines
from cairnloop.tui.terminal.lines import Line, Span, Tone, fill, line, muted
from cairnloop.wire.search import parse

if TYPE_CHECKING:
    from cairnloop.tui.app import ConsoleApp

SHOWN = 8
NAME, KEY = 19, 6


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
        why = self._console.why_not(action)
        return escape(f"not now: {why}" if why else action.about)

    def _do(self, action: Action) -> "ActionCall":
        return ActionCall(self._console, action)


class ActionCall:
    """What the palette calls once an action was chosen."""

    def __init__(self, console: "ConsoleApp", action: Action) -> None:
        self._console = console
        self._action = action

    def __call__(self) -> None:
        self._console.action_perform(self._action.id)


class Palette(CommandPalette):
    """In the colours of the house, and without a picture whose width terminals do not agree on."""

    CSS = """
    Palette { background: $background 50%; }
    Palette > Vertical { background: $house-raised; width: 100%; max-width: 100; margin: 3 2 1 2; }
    Palette #--input { border: round $house-accent; background: $house-raised; }
    Palette SearchIcon { display: none; }
    Palette CommandInput, Palette CommandInput:focus {
        background: $house-raised; color: $foreground; border: none; height: 1; padding: 0 1; width: 1fr;
    }
    Palette CommandInput > .input--placeholder { color: $house-muted; }
    Palette CommandList, Palette CommandList:focus {
        background: $house-raised; border: round $house-faint; padding: 0; max-height: 70vh;
    }
    Palette CommandList { scrollbar-size-vertical: 1; scrollbar-background: $house-raised; }
    Palette CommandList > .option-list--option-highlighted { background: $house-cursor; color: $foreground; }
    Palette > .command-palette--help-text { color: $house-muted; text-style: not bold not dim; }
    """

    def __init__(self) -> None:
        super().__init__(providers=[ActionsProvider], placeholder="What do you want to do?")


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
    """`:` and a name. What matches is listed; → or Tab completes, and a beginning that several share asks for more."""

    BINDINGS = [Binding("tab", "complete", "Complete", show=False)]  # noqa: RUF012 - Textual declares it so

    def __init__(self, context: Context, keymap: Keymap, why_not: Callable[[Action], str | None]) -> None:
        super().__init__("Command", "Tab completes · Enter does it · Esc leaves")
        self._where = context
        self._keymap = keymap
        self._why_not = why_not

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
        found = matching(text, self._where)
        if text and resolve(text) is None and len(found) == 1:
            text = found[0].id
        elif text and resolve(text) is None and found:
            self._show(text, "Several are called so. Tab writes the first; or type on.")
            return
        self.dismiss(text or None)

    def action_complete(self) -> None:
        field = self.query_one(Input)
        found = [one for one in matching(field.value, self._where) if one.id.startswith(field.value.strip().casefold())]
        if field.value.strip() and found:
            field.value = found[0].id
            field.cursor_position = len(field.value)

    def _show(self, text: str, wrong: str = "") -> None:
        name, gap, words = text.lstrip().partition(" ")
        if gap and name == "search":
            self.said.show(hint_lines(words, SEARCH_HINTS, parse, self.said.room))
            return
        found = [self._line(action) for action in matching(text, self._where)[:SHOWN]]
        said = [line(Span(f"✕ {wrong}", Tone.WARNING))] if wrong else []
        self.said.show([*said, *(found or [line(muted("No action is called that."))])])

    def _line(self, action: Action) -> Line:
        key = Span(fill(self._keymap.shown(action.id), KEY), Tone.ACCENT, bold=True)
        why = self._why_not(action)
        return line(Span(fill(action.id, NAME)), key, Span(f"✕ {why}", Tone.WARNING) if why else muted(action.about))
