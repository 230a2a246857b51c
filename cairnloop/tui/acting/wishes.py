"""What of the operator's own configuration the console cannot follow, said once when it starts."""

from cairnloop.tui.acting.keymap import Keymap
from cairnloop.tui.state.saved import SavedSections
from cairnloop.tui.state.trouble import Trouble


def unused(keymap: Keymap, saved: SavedSections) -> Trouble | None:
    """None when all of it can be followed."""
    parts: list[tuple[str, str, str]] = []
    if keymap.problems:
        words = f"Part of your keymap is not used: {'; '.join(keymap.problems)}"
        parts.append((words, "Those keep their own keys.", "console.keymap"))
    if saved.problems:
        words = f"Part of your saved sections cannot be shown: {'; '.join(saved.problems)}"
        parts.append((words, "All the others are there.", "console.sections"))
    if not parts:
        return None
    what, safe, where = zip(*parts, strict=True)
    press = f"Esc closes this. Change {' and '.join(where)} in the configuration."
    return Trouble(". ".join(what), " ".join(safe), press)
