"""The help: every action by group with its keys, what cannot be done now and why, and what the signs mean."""

from cairnloop.tui.acting.actions import GROUPS, Action, Context
from cairnloop.tui.acting.grounds import why_not
from cairnloop.tui.acting.keymap import Keymap
from cairnloop.tui.state.desk import Desk
from cairnloop.tui.terminal.lines import BLANK, Line, Span, Tone, fill, line, muted, wrap
from cairnloop.tui.view.marks import LEGEND

KEYS, TITLE = 12, 20


def help_lines(desk: Desk, context: Context, keymap: Keymap, width: int) -> list[Line]:
    """What can be done here first, then everything else."""
    here, elsewhere = _split(context)
    found = [line(Span("  What can be done here", Tone.ACCENT, bold=True)), BLANK]
    for group, actions in here:
        found += [*_group(group, actions, desk, keymap, width), BLANK]
    found += [line(Span("  What the signs mean", Tone.ACCENT, bold=True)), BLANK]
    found += [line(Span("  "), mark._replace(text=fill(mark.text, KEYS)), muted(means)) for mark, means in LEGEND]
    found += [BLANK, line(Span("  Elsewhere", Tone.ACCENT, bold=True)), BLANK]
    for group, actions in elsewhere:
        found += [*_group(group, actions, None, keymap, width), BLANK]
    return found


def _split(context: Context) -> tuple[list[tuple[str, list[Action]]], list[tuple[str, list[Action]]]]:
    here, elsewhere = [], []
    for group, actions in GROUPS.items():
        near = [action for action in actions if context in action.contexts]
        far = [action for action in actions if context not in action.contexts]
        here += [(group, near)] if near else []
        elsewhere += [(group, far)] if far else []
    return here, elsewhere


def _group(group: str, actions: list[Action], desk: Desk | None, keymap: Keymap, width: int) -> list[Line]:
    found = [line(Span(f"  {group}", bold=True))]
    for action in actions:
        why = why_not(action, desk) if desk is not None else None
        keys = Span(fill(keymap.all_shown(action.id), KEYS - 1) + " ", Tone.MUTED if why else Tone.ACCENT, bold=not why)
        title = Span(fill(action.title, TITLE), Tone.MUTED if why else Tone.INK)
        room, indent = width - KEYS - TITLE - 4, Span(" " * (2 + KEYS + TITLE))
        first, *rest = wrap(action.about, room)
        found.append(line(Span("  "), keys, title, muted(first)))
        found += [line(indent, muted(text)) for text in rest]
        found += [line(indent, Span(text, Tone.WARNING)) for text in (wrap(f"not now: {why}", room) if why else ())]
    return found
