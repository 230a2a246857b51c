"""docs/reference/actions.md: everything the console can do, from its registry of actions."""

from cairnloop.tui.acting.actions import GROUPS

HEAD = """\
# What the console can do

Generated from the registry that also makes the keys, the footer, the help and the `:` commands.
Other keys are chosen in the configuration, by action: `keymap = { approve = "W" }` in `[console]`.
"""


def page() -> str:
    lines = [HEAD]
    for group, actions in GROUPS.items():
        lines += [f"## {group}", "", "| key | action | what it does | where |", "|---|---|---|---|"]
        for action in actions:
            keys = " ".join(f"`{key.replace('|', '&#124;')}`" for key in action.keys.split()) or "none"
            where = ", ".join(sorted(context.value for context in action.contexts))
            lines.append(f"| {keys} | `{action.id}` | {action.about} | {where} |")
        lines.append("")
    return "\n".join(lines)
