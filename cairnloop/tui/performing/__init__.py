"""What each action does: one function per action of the registry, gathered in one table."""

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from cairnloop.tui.performing import conversing, deciding, house, moving, writing

if TYPE_CHECKING:
    from cairnloop.tui.app import ConsoleApp

Perform = Callable[["ConsoleApp"], Coroutine[Any, Any, None] | None]

PERFORM: dict[str, Perform] = {
    **deciding.PERFORM,
    **conversing.PERFORM,
    **writing.PERFORM,
    **moving.PERFORM,
    **house.PERFORM,
}
