"""Which key does what: the registry's keys, changed by the operator's own, and never without a way out."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass

from textual.binding import Binding, BindingType

from cairnloop.tui.acting.actions import ACTIONS, BY_ID, Action, Context, of_context

# Keys of tmux, screen and terminals, and our own way out: they are not given away.
RESERVED: dict[str, str] = {
    "ctrl+c": "pressed twice it always leaves the console",
    "ctrl+a": "screen listens to it",
    "ctrl+b": "tmux listens to it",
    "ctrl+s": "terminals stop their output with it",
    "ctrl+q": "terminals resume their output with it",
    "ctrl+i": "terminals send it for Tab",
    "ctrl+j": "terminals send it for Enter",
    "ctrl+m": "terminals send it for Enter",
    "ctrl+h": "terminals send it for Backspace",
}
NAMES = {
    "escape": "Esc",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
}


@dataclass(frozen=True)
class Keymap:
    """The keys of every action, and what was wrong with the operator's wishes."""

    keys: Mapping[str, tuple[str, ...]]
    problems: tuple[str, ...] = ()

    def shown(self, action_id: str, context: Context | None = None) -> str:
        """The first key of an action, as people write it; while writing, the first that is not a letter."""
        keys = self.keys[action_id]
        usable = [key for key in keys if context is not Context.WRITING or len(key) > 1]
        return show((usable or keys)[0])

    def all_shown(self, action_id: str) -> str:
        return " ".join(show(key) for key in self.keys[action_id])

    def overrides(self) -> dict[str, str]:
        """What Textual needs to know: only what differs from the registry."""
        own = {action.id: tuple(action.keys.split()) for action in ACTIONS}
        return {one: ",".join(keys) for one, keys in self.keys.items() if keys != own[one]}


def keymap(wishes: Mapping[str, str]) -> Keymap:
    """The registry's keys with the operator's `wishes`: by action id, several keys separated by commas or blanks.

    A wish that cannot be granted is left out and named in `problems`; the action then keeps its own keys.
    """
    problems: list[str] = []
    wanted: dict[str, tuple[str, ...]] = {}
    for action_id, wish in wishes.items():
        if action_id in BY_ID:
            wanted[action_id] = tuple(canonical(one) for one in wish.replace(",", " ").split())
        else:
            problems.append(f"there is no action “{action_id}”{_nearest(action_id)}")
    keys = {action.id: tuple(action.keys.split()) for action in ACTIONS}
    # A refused wish keeps its old keys, with which another wish may then clash; so look until nothing is refused.
    while refused := _first_refusal(wanted, {**keys, **wanted}):
        action_id, why = refused
        problems.append(f"{action_id} = “{wishes[action_id]}” is left out: {why}")
        del wanted[action_id]
    return Keymap({**keys, **wanted}, tuple(problems))


def _first_refusal(
    wanted: Mapping[str, tuple[str, ...]], keys: Mapping[str, tuple[str, ...]]
) -> tuple[str, str] | None:
    for action_id in wanted:
        if why := _refusal(BY_ID[action_id], keys):
            return action_id, why
    return None


def _refusal(action: Action, keys: Mapping[str, tuple[str, ...]]) -> str | None:
    if not keys[action.id]:
        return "no key is named"
    for key in keys[action.id]:
        if key in RESERVED:
            return f"{show(key)} is not free: {RESERVED[key]}"
        if action.contexts == {Context.WRITING} and len(key) == 1:
            return f"{show(key)} is a letter, and is typed while writing"
        for other in ACTIONS:
            if other is not action and other.contexts & action.contexts and key in keys[other.id]:
                return f"{show(key)} is “{other.id}” already; give that another key too"
    return None


def _nearest(wrong: str) -> str:
    found = difflib.get_close_matches(wrong, BY_ID, 1)
    return f"; did you mean “{found[0]}”?" if found else "; the help (?) lists them all"


def canonical(key: str) -> str:
    """A key that somebody wrote, as Textual names it: `Ctrl-X` and `ctrl+x` are the same, `y` and `Y` are not."""
    if len(key) <= 1:
        return key
    *modifiers, last = key.replace("-", "+").split("+")
    return "+".join([*(one.lower() for one in modifiers), last.lower()])


def show(key: str) -> str:
    """A key as people write it: `Ctrl-P`, `Esc`, `F2`, `y`."""
    *modifiers, last = key.split("+") if len(key) > 1 else [key]
    if len(last) > 1 or modifiers:
        last = NAMES.get(last, last.upper() if len(last) == 1 or last[1:].isdigit() else last.title())
    return "-".join([*(one.title() for one in modifiers), last])


def bindings(context: Context) -> list[BindingType]:
    """Textual's bindings for one context. Their ids are the actions' own, so that a keymap finds them."""
    return [
        Binding(",".join(action.keys.split()), f"app.perform('{action.id}')", action.title, id=action.id, show=False)
        for action in of_context(context)
    ]
