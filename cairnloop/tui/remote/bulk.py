"""Doing the same to many conversations: one request for all, and what became of each."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from cairnloop.client import Client, Refused, Unreachable
from cairnloop.tui.remote.reading import Tell
from cairnloop.tui.state import events as e
from cairnloop.tui.state import looking as look
from cairnloop.tui.state.rows import Row
from cairnloop.tui.state.trouble import Trouble

if TYPE_CHECKING:
    from cairnloop.wire.desk import BulkOut

# Of those that were refused, so many are named.
NAMED = 3


class BulkDeeds:
    """What is told is what the daemon answered for each, and in the end how many it were."""

    def __init__(self, daemon: Client, tell: Tell) -> None:
        self._daemon = daemon
        self._tell = tell

    async def move(self, rows: Sequence[Row], move: str, done: str, **given: Any) -> None:
        """`done` is what they are then: resolved, assigned to Lin. `given` is what the move needs besides."""
        from cairnloop.wire.desk import MOST_AT_ONCE  # beside it stand the daemon's models, which take long to build

        outcomes: list[BulkOut] = []
        for start in range(0, len(rows), MOST_AT_ONCE):
            some = rows[start : start + MOST_AT_ONCE]
            for row in some:
                self._tell(e.Began(row.id, "the bulk is under way"))
            try:
                outcomes += await self._daemon.bulk([row.id for row in some], move, **given)
            except (Refused, Unreachable) as error:
                self._settle(outcomes, some)
                self._failed(error, done, outcomes, len(rows))
                return
        self._settle(outcomes, ())
        self._told(rows, outcomes, done)

    def _settle(self, outcomes: "Sequence[BulkOut]", unanswered: Sequence[Row]) -> None:
        for one in outcomes:
            if one["conversation"] is not None:
                self._tell(e.ConversationChanged(dict(one["conversation"])))
            self._tell(e.Ended(one["id"], done=one["done"]))
        for row in unanswered:
            self._tell(e.Ended(row.id, done=False))
        self._tell(look.Unmarked(frozenset(one["id"] for one in outcomes if one["done"])))

    def _told(self, rows: Sequence[Row], outcomes: "Sequence[BulkOut]", done: str) -> None:
        names = {row.id: row.customer for row in rows}
        refused = [(names[one["id"]], one["error"]) for one in outcomes if one["error"] is not None]
        number = len(outcomes) - len(refused)
        if not refused:
            self._tell(e.Told(f"{number} {done}."))
            return
        why = "; ".join(f"{name}: {error['message']}" for name, error in refused[:NAMED])
        more = f"; and {len(refused) - NAMED} more" if len(refused) > NAMED else ""
        what = f"{len(refused)} of {len(outcomes)} could not be {done}: {why}{more}"
        safe = f"{_are('The other', number)} {done}." if number else "Nothing was changed."
        self._tell(e.Failed(Trouble(what, safe, "These stay marked; Esc closes this.")))

    def _failed(self, error: Refused | Unreachable, done: str, outcomes: "Sequence[BulkOut]", number: int) -> None:
        through = sum(one["done"] for one in outcomes)
        if isinstance(error, Refused):
            what, safe = f"They could not be {done}: {error.detail}", "Nothing was changed."
        else:
            what = f"No answer, so it is not known whether {_are('', number)} {done}: {error.detail}"
            safe = "All of them are, or none is. Doing it again does no harm."
        if through:
            safe = f"{_are('', through)} {done}. {safe}"
        self._tell(e.Failed(Trouble(what, safe, "Press . to read the list again.")))


def _are(which: str, number: int) -> str:
    return f"{which} {number} {'is' if number == 1 else 'are'}".strip()
