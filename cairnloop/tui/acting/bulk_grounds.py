"""Why an act on all that is marked cannot be done, and why marks and saved sections cannot."""

from collections.abc import Callable

from cairnloop.tui.acting.move_grounds import MOVES_ON_MARKED
from cairnloop.tui.state.desk import Desk
from cairnloop.tui.state.sections import Section

Why = Callable[[Desk], str | None]


def _resolve(desk: Desk) -> str | None:
    return None if any(not row.resolved for row in desk.marked) else "None of the marked is open."


def _reopen(desk: Desk) -> str | None:
    return None if any(row.resolved for row in desk.marked) else "All of the marked are open. c resolves them."


def _archive(desk: Desk) -> str | None:
    if any(row.resolved and not row.archived for row in desk.marked):
        return None
    return "None of the marked is resolved. c resolves them, then A archives them."


def _rows(desk: Desk) -> str | None:
    return None if desk.listing.rows else "There is nothing to mark."


def _read(desk: Desk) -> str | None:
    rows = desk.marked or ((desk.row,) if desk.row else ())
    if not rows:
        return "There is no conversation here."
    return None if any(not row.read for row in rows) else "It is read already."


def saved(number: int) -> Why:
    def why(desk: Desk) -> str | None:
        if len(desk.saved) >= number:
            return None
        there = {0: "No section is saved", 1: "One section is saved"}.get(len(desk.saved), "Two sections are saved")
        return f"{there}. Name {'one' if number == 1 else 'more'} in console.sections of the configuration."

    return why


# For what is marked, instead of for the row under the cursor.
ON_MARKED: dict[str, Why] = {
    "resolve": _resolve,
    "reopen": _reopen,
    "archive": _archive,
    "assign": lambda desk: None,
    **MOVES_ON_MARKED,
}
REASONS: dict[str, Why] = {
    "mark": _rows,
    "mark-range": _rows,
    "mark-read": _read,
    **{f"saved-{number}": saved(number) for number in (1, 2, 3)},
}
FIRST_SAVED = len(Section) + 1
